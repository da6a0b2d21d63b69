// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import dev.parley.client.ExchangeException;
import dev.parley.client.ExchangeException.Source;
import dev.parley.core.Replay;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;

/**
 * Whether an upload is tried again, and how long it pauses before.
 *
 * <p>The pauses double from {@code first} up to {@code longest}; a server that says {@code
 * Retry-After} is taken at its word, unless that is longer than {@code patience}.
 *
 * @param most how many times it is tried again
 */
record Retries(int most, Duration first, Duration longest, Duration patience) {
  /** Precedents for the pauses: curl 1 s, doubling up to 10 min; wget 1 s more each time. */
  static final Retries DEFAULTS =
      new Retries(0, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(10));

  /** What may be otherwise a moment later: nothing here says that the upload itself is wrong. */
  private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

  /** Those of them that also say that nothing was done (RFC 9110 15.5.9, 15.6.4; RFC 6585 4). */
  private static final Set<Integer> NOT_DONE = Set.of(408, 429, 503);

  /** RFC 9110 9.2.2. */
  private static final Set<String> IDEMPOTENT =
      Set.of("PUT", "DELETE", "GET", "HEAD", "OPTIONS", "TRACE");

  /**
   * What a try has left of its content.
   *
   * @param there whether the content can still be had from its beginning
   * @param heldBack whether there is some, and none of it has been sent: then nothing can have been
   *     done with it
   */
  record Content(boolean there, boolean heldBack) {}

  Retries withMost(int value) {
    return new Retries(value, first, longest, patience);
  }

  /** Whether a final response leaves hope for another try that does no harm. */
  boolean suits(String method, Content content, int status) {
    return content.there()
        && PASSING.contains(status)
        && (IDEMPOTENT.contains(method) || content.heldBack() || NOT_DONE.contains(status));
  }

  /** The same of a try without a final response. */
  boolean suits(String method, Content content, ExchangeException failure) {
    return content.there()
        && failure.source() != Source.LOCAL
        && (IDEMPOTENT.contains(method) || failure.replay() == Replay.NOTHING_SPENT);
  }

  /**
   * How long to pause; empty where it is not tried again.
   *
   * @param done how many times it was tried again already
   * @param retryAfter what the server said, if anything
   */
  Optional<Duration> pause(int done, Optional<String> retryAfter, Instant now) {
    if (done >= most) {
      return Optional.empty();
    }
    Duration doubled = first.multipliedBy(1L << Math.min(done, 30));
    Duration own = doubled.compareTo(longest) > 0 ? longest : doubled;
    Duration pause = retryAfter.flatMap(text -> wished(text, now)).orElse(own);
    return pause.compareTo(patience) > 0 ? Optional.empty() : Optional.of(pause);
  }

  /** RFC 9110 10.2.3: seconds, or a date. */
  private static Optional<Duration> wished(String text, Instant now) {
    try {
      if (text.matches("\\d+")) {
        return Optional.of(seconds(text));
      }
      Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration left = Duration.between(now, then);
      return Optional.of(left.isNegative() ? Duration.ZERO : left);
    } catch (DateTimeException neither) {
      return Optional.empty();
    }
  }

  /** There may be any number of digits; what does not fit is longer than any patience. */
  private static Duration seconds(String digits) {
    try {
      return Duration.ofSeconds(Long.parseLong(digits));
    } catch (NumberFormatException more) {
      return Duration.ofSeconds(Long.MAX_VALUE);
    }
  }
}
