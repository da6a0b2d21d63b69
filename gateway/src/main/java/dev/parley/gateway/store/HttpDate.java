// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** Dates of HTTP (RFC 9110 5.6.7): one form to write, three to read. */
final class HttpDate {

  private static final DateTimeFormatter FIXDATE = form("EEE, dd MMM yyyy HH:mm:ss 'GMT'");
  private static final DateTimeFormatter ASCTIME = form("EEE MMM ppd HH:mm:ss yyyy");

  private HttpDate() {}

  private static DateTimeFormatter form(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.US);
  }

  static String write(Instant time) {
    return FIXDATE.format(time.atOffset(ZoneOffset.UTC));
  }

  static Optional<Instant> read(String text, Instant now) {
    return read(text, FIXDATE).or(() -> read(text, ASCTIME)).or(() -> read(text, rfc850(now)));
  }

  private static Optional<Instant> read(String text, DateTimeFormatter form) {
    try {
      return Optional.of(LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** RFC 9110 5.6.7: a two-digit year more than 50 years ahead belongs to the past. */
  private static DateTimeFormatter rfc850(Instant now) {
    LocalDate earliest = now.atOffset(ZoneOffset.UTC).toLocalDate().minusYears(49);
    return new DateTimeFormatterBuilder()
        .appendPattern("EEEE, dd-MMM-")
        .appendValueReduced(ChronoField.YEAR, 2, 2, earliest)
        .appendPattern(" HH:mm:ss 'GMT'")
        .toFormatter(Locale.US);
  }

  /** The time as a date of HTTP can express it. */
  static Instant seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }
}
