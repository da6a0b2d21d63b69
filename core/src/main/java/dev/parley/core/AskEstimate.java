// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import java.time.Duration;

/**
 * Whether it is worth while to ask a server before content is sent to it: what asking costs, and
 * what it is expected to spare.
 *
 * <pre>
 * cost    = wait / (1 + others)
 * benefit = refusal x (send + reconnect + loss)
 * </pre>
 *
 * <p>Content of one flight arrives with its head: it takes no time of its own, and a refusal finds
 * it whole and leaves the connection, so that nothing but the loss counts.
 *
 * @param cost the time that the wait for an answer is expected to take from this upload
 * @param benefit the time that would be lost to a refusal of content already sent, times how likely
 *     one is
 */
public record AskEstimate(Duration cost, Duration benefit) {
  /**
   * The ten segments that TCP sends before anything is acknowledged (RFC 6928 2), of 1460 bytes.
   */
  private static final int FIRST_FLIGHT = 14_600;

  /**
   * What is at stake with one upload.
   *
   * @param bytes of content, or a guess where the length is unknown
   * @param refusal how likely it is to be refused, 0 to 1
   * @param loss what it costs, beyond time, to have spent content that cannot be had again
   * @param others other uploads to the same server that are under way: they use the path while this
   *     one waits
   */
  public record Stakes(long bytes, double refusal, Duration loss, int others) {
    public Stakes {
      Checks.notNegative("bytes", bytes);
      Checks.notNegative("others", others);
      if (!(refusal >= 0 && refusal <= 1)) {
        throw Checks.wrong("refusal", refusal, "0 to 1");
      }
    }
  }

  /**
   * Weighs one upload.
   *
   * @param decision how long the server takes to decide, including the way there and back
   */
  public static AskEstimate of(Stakes stakes, PathEstimate path, Duration decision) {
    Duration spent =
        stakes.bytes() <= FIRST_FLIGHT
            ? Duration.ZERO
            : path.expectedToSend(stakes.bytes()).plus(path.expectedRoundTrip());
    return new AskEstimate(
        Duration.ofNanos(decision.toNanos() / (1L + stakes.others())),
        Duration.ofNanos((long) (stakes.refusal() * nanos(spent.plus(stakes.loss())))));
  }

  private static double nanos(Duration time) {
    return time.toSeconds() * 1e9 + time.toNanosPart();
  }

  /** Whether asking is expected to spare more than it costs. */
  public boolean asks() {
    return benefit.compareTo(cost) > 0;
  }
}
