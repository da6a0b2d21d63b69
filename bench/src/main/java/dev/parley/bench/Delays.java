// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

/** A histogram of delays, exact to three per cent; confined to one thread. */
final class Delays {
  private static final int STEP_BITS = 5;
  private static final int STEPS = 1 << STEP_BITS;

  private final long[] counts = new long[(Long.SIZE - STEP_BITS) * STEPS];
  private long total;

  void add(long nanos) {
    counts[bucket(Math.max(nanos, 0))]++;
    total++;
  }

  long count() {
    return total;
  }

  /** The delay that the given share of all does not exceed, in nanoseconds; NaN without any. */
  double quantile(double share) {
    if (total == 0) {
      return Double.NaN;
    }
    long rank = Math.max((long) Math.ceil(share * total), 1);
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= rank) {
        return middle(i);
      }
    }
    throw new IllegalStateException("share: " + share + " (expected: at most 1)");
  }

  /** Each power of two is cut into equal steps. */
  private static int bucket(long value) {
    int shift = Math.max(Long.SIZE - Long.numberOfLeadingZeros(value) - STEP_BITS - 1, 0);
    return shift * STEPS + (int) (value >>> shift);
  }

  private static double middle(int bucket) {
    if (bucket < 2 * STEPS) {
      return bucket;
    }
    int shift = bucket / STEPS - 1;
    return (bucket % STEPS + STEPS + 0.5) * Math.pow(2, shift);
  }
}
