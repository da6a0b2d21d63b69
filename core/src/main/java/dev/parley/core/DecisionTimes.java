// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * How many decisions took how long: less than 1 ms, less than 2 ms, less than 4 ms and so on; the
 * last count is of all the longer ones.
 */
public final class DecisionTimes {
  private static final int BUCKETS = 16;

  /** No decision yet. */
  public static final DecisionTimes NONE = new DecisionTimes(new long[BUCKETS]);

  private final long[] counts;

  private DecisionTimes(long[] counts) {
    this.counts = counts;
  }

  /** The same with one decision more. */
  public DecisionTimes with(Duration decision) {
    long[] more = counts.clone();
    more[bucket(decision)]++;
    return new DecisionTimes(more);
  }

  /** How many decisions fell into each of the ranges. */
  public List<Long> counts() {
    return Arrays.stream(counts).boxed().toList();
  }

  /** How many decisions there were. */
  public long total() {
    return Arrays.stream(counts).sum();
  }

  /**
   * A time that this share of the decisions was shorter than, to a power of two milliseconds; zero
   * without decisions.
   *
   * @param share above 0, up to 1: 0.5 is the median
   */
  public Duration within(double share) {
    if (!(share > 0 && share <= 1)) {
      throw Checks.wrong("share", share, "above 0, up to 1");
    }
    long wanted = (long) Math.ceil(share * total());
    if (wanted == 0) {
      return Duration.ZERO;
    }
    int bucket = 0;
    for (long seen = counts[0]; seen < wanted; seen += counts[bucket]) {
      bucket++;
    }
    return Duration.ofMillis(1L << bucket);
  }

  private static int bucket(Duration decision) {
    long millis = Math.max(0, decision.toMillis());
    return Math.min(BUCKETS - 1, Long.SIZE - Long.numberOfLeadingZeros(millis));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DecisionTimes times && Arrays.equals(counts, times.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return Arrays.toString(counts);
  }
}
