// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import java.time.Duration;

/**
 * How long a server takes to decide on an expectation, learned from its decisions.
 *
 * <p>The estimator is the one of TCP's retransmission timer (RFC 6298 2): a smoothed mean that
 * moves an eighth, and a smoothed variation that moves a quarter of the way to each new sample; a
 * decision is given the mean and four variations.
 *
 * @param mean nanoseconds, smoothed, a day at most; 0 before the first sample
 * @param variation nanoseconds, smoothed, a day at most
 * @param samples how many decisions were measured
 */
public record WaitEstimate(long mean, long variation, long samples) {
  /** Nothing was measured. */
  public static final WaitEstimate NONE = new WaitEstimate(0, 0, 0);

  private static final int VARIATIONS = 4;

  /** Nobody waits for longer. */
  private static final long DAY = Duration.ofDays(1).toNanos();

  public WaitEstimate {
    within("mean", mean);
    within("variation", variation);
    Checks.notNegative("samples", samples);
  }

  private static void within(String name, long nanos) {
    if (nanos < 0 || nanos > DAY) {
      throw Checks.wrong(name, nanos, "0 to " + DAY + " ns, a day");
    }
  }

  /** The estimate after one more decision. */
  public WaitEstimate with(Duration decision) {
    long sample = Math.min(DAY, Math.max(0, decision.toNanos()));
    if (samples == 0) {
      return new WaitEstimate(sample, sample / 2, 1);
    }
    long deviation = Math.abs(sample - mean);
    return new WaitEstimate(
        mean + (sample - mean) / 8, variation + (deviation - variation) / 4, samples + 1);
  }

  /** How long to wait for the next decision, within the bounds of {@code policy}. */
  public Duration within(WaitPolicy policy) {
    if (samples == 0) {
      return policy.initial();
    }
    Duration learned = Duration.ofNanos(mean + VARIATIONS * variation);
    if (learned.compareTo(policy.floor()) < 0) {
      return policy.floor();
    }
    return learned.compareTo(policy.ceiling()) > 0 ? policy.ceiling() : learned;
  }

  /** How long the next decision is expected to take; {@code unknown} before the first sample. */
  public Duration expected(Duration unknown) {
    return samples == 0 ? unknown : Duration.ofNanos(mean);
  }
}
