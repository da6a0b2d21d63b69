// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The value of a {@code Date} field written now (RFC 9110 6.6.1), made once a second. */
final class CurrentDate {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);
  private static volatile Second latest = new Second(0, AsciiString.EMPTY_STRING);

  private CurrentDate() {}

  private record Second(long number, AsciiString text) {}

  static AsciiString text() {
    long now = System.currentTimeMillis();
    Second second = latest;
    if (second.number != now / 1000) {
      second = new Second(now / 1000, AsciiString.of(FORM.format(Instant.ofEpochMilli(now))));
      latest = second;
    }
    return second.text;
  }
}
