// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import java.time.Duration;

/**
 * How the way to a server behaves, learned from connections and content; each new sample moves an
 * estimate by an eighth (RFC 6298 2 smooths a round trip alike).
 *
 * @param roundTrip nanoseconds; 0 while nothing was measured
 * @param bytesPerSecond how quickly the server takes content; 0 while nothing was measured
 */
public record PathEstimate(long roundTrip, long bytesPerSecond) {
  /** Nothing was measured. */
  public static final PathEstimate NONE = new PathEstimate(0, 0);

  /** Between two networks of one continent. */
  private static final Duration ASSUMED_ROUND_TRIP = Duration.ofMillis(50);

  /** About what a household's uplink carries. */
  private static final long ASSUMED_RATE = 10L << 20;

  /** Less content than this crosses in one flight, and says nothing of the rate. */
  private static final long LEAST_BYTES = 64L << 10;

  public PathEstimate {
    Checks.notNegative("roundTrip", roundTrip);
    Checks.notNegative("bytesPerSecond", bytesPerSecond);
  }

  /** The same after a connection took this long to be made, which is one round trip. */
  public PathEstimate connected(Duration took) {
    return new PathEstimate(moved(roundTrip, Math.max(1, took.toNanos())), bytesPerSecond);
  }

  /** The same after a server answered that quickly, which takes at least a round trip. */
  public PathEstimate answered(Duration took) {
    long most = Math.max(1, took.toNanos());
    return roundTrip > most ? new PathEstimate(most, bytesPerSecond) : this;
  }

  /** The same after content was sent whole. */
  public PathEstimate sent(long bytes, Duration took) {
    if (bytes < LEAST_BYTES) {
      return this;
    }
    double rate = bytes * 1e9 / Math.max(1, took.toNanos());
    return new PathEstimate(roundTrip, moved(bytesPerSecond, Math.max(1, (long) rate)));
  }

  private static long moved(long estimate, long sample) {
    return estimate == 0 ? sample : estimate + (sample - estimate) / 8;
  }

  /** A round trip, as measured or, before that, as assumed: 50 ms. */
  public Duration expectedRoundTrip() {
    return roundTrip == 0 ? ASSUMED_ROUND_TRIP : Duration.ofNanos(roundTrip);
  }

  /** How long content takes to be sent, at the rate that was measured or assumed: 10 MiB/s. */
  public Duration expectedToSend(long bytes) {
    long rate = bytesPerSecond == 0 ? ASSUMED_RATE : bytesPerSecond;
    long seconds = bytes / rate;
    double rest = (bytes % rate) * 1e9 / rate;
    return Duration.ofSeconds(seconds, (long) rest);
  }
}
