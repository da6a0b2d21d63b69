// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which bytes of a file a GET asks for (RFC 9110 14). */
final class Ranges {

  private static final Pattern SINGLE =
      Pattern.compile("bytes=[ \\t,]*(?:([0-9]+)-([0-9]*)|-([0-9]+))[ \\t,]*");

  private Ranges() {}

  /**
   * The bytes an answer carries.
   *
   * @param status 200, 206 or 416
   */
  record Selection(int status, long first, long length) {}

  static Selection select(List<String> range, long size) {
    Selection whole = new Selection(200, 0, size);
    if (range.size() != 1) {
      return whole;
    }
    // Choice: RFC 9110 14.2 lets a server ignore Range, and several ranges are answered whole; a
    // multipart answer is more than uploads need. A value with broken syntax is ignored likewise.
    Matcher single = SINGLE.matcher(lowerUnit(range.get(0).strip()));
    if (!single.matches()) {
      return whole;
    }
    if (single.group(3) != null) {
      return suffix(number(single.group(3)), size, whole);
    }
    long first = number(single.group(1));
    long last = single.group(2).isEmpty() ? Long.MAX_VALUE : number(single.group(2));
    if (last < first) {
      return whole;
    }
    return first >= size
        ? new Selection(416, 0, 0)
        : new Selection(206, first, Math.min(last, size - 1) - first + 1);
  }

  private static Selection suffix(long wanted, long size, Selection whole) {
    if (wanted == 0) {
      return new Selection(416, 0, 0);
    }
    // RFC 9110 14.1.2 calls this satisfiable, but Content-Range has no form for an empty range.
    if (size == 0) {
      return whole;
    }
    long length = Math.min(wanted, size);
    return new Selection(206, size - length, length);
  }

  /** RFC 9110 13.1.5: the range holds only for the very representation the client has a part of. */
  static boolean applies(List<String> ifRange, Validators current, Instant now) {
    if (ifRange.isEmpty()) {
      return true;
    }
    if (ifRange.size() > 1) {
      return false;
    }
    String value = ifRange.get(0).strip();
    if (value.startsWith("\"")) {
      return current.entityTag().filter(value::equals).isPresent();
    }
    // RFC 9110 8.8.2.2: a date is a strong validator only once its second is over.
    Instant modified = HttpDate.seconds(current.modified());
    Optional<Instant> date = HttpDate.read(value, now);
    return date.filter(modified::equals).isPresent()
        && Duration.between(modified, now).compareTo(Duration.ofSeconds(1)) >= 0;
  }

  /** RFC 9110 14.1: the names of range units do not depend on case. */
  private static String lowerUnit(String value) {
    int unit = value.indexOf('=');
    return unit < 0
        ? value
        : value.substring(0, unit).toLowerCase(Locale.ROOT) + value.substring(unit);
  }

  private static long number(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
