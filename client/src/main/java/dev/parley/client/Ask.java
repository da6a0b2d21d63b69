// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.core.AskEstimate;
import dev.parley.core.AskEstimate.Stakes;
import dev.parley.core.OriginMemory;
import dev.parley.core.PathEstimate;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether one attempt asks before it sends, why, and how long it waits for the answer.
 *
 * @param asks whether it asks
 * @param reason why
 * @param estimate what was weighed, where that decided
 * @param atMost how long the server may be silent
 */
record Ask(boolean asks, Outcome.Reason reason, Optional<AskEstimate> estimate, Duration atMost) {
  /** What content of unknown length is taken for. */
  private static final long UNKNOWN_LENGTH = 1L << 20;

  /**
   * What it costs the caller to come back with content that is spent: about a human's attention.
   */
  private static final Duration LOSS = Duration.ofSeconds(10);

  /** How likely the first upload is to be challenged where the caller has credentials to show. */
  private static final double CHALLENGE = 0.9;

  /** An unknown server gets this many round trips, or this share of the time to send everything. */
  private static final int ROUND_TRIPS = 4;

  private static final int SHARE = 8;

  /**
   * Decides.
   *
   * @param length of the content; empty where only its end will tell
   * @param recoverable whether nothing but time is lost once the content is spent
   * @param challenge whether a challenge is to be expected
   */
  static Ask about(
      OptionalLong length,
      boolean recoverable,
      AskPolicy policy,
      Patience bounds,
      KnownOrigin origin,
      boolean challenge,
      long now) {
    long bytes = length.orElse(UNKNOWN_LENGTH);
    if (bytes == 0) {
      return no(Outcome.Reason.NO_CONTENT);
    }
    KnownOrigin.Knowledge known = origin.knowledge();
    PathEstimate path = known.path();
    if (policy instanceof AskPolicy.Never) {
      return no(Outcome.Reason.POLICY);
    }
    if (policy instanceof AskPolicy.Always) {
      return new Ask(
          true, Outcome.Reason.POLICY, Optional.empty(), wait(bytes, recoverable, bounds, known));
    }
    if (policy instanceof AskPolicy.Above above
        && length.isPresent()
        && bytes <= above.size().bytes()) {
      return no(Outcome.Reason.POLICY);
    }
    // Nothing but the wait can spare content that is lost with a challenge.
    boolean insists =
        !recoverable && challenge && known.memory().manner() == OriginMemory.Manner.SILENT;
    if (!insists && !known.memory().asks(bounds.memory(), now)) {
      return no(Outcome.Reason.MEMORY);
    }
    Optional<AskEstimate> estimate = Optional.empty();
    if (policy instanceof AskPolicy.Auto) {
      double odds = known.odds().probability();
      AskEstimate weighed =
          AskEstimate.of(
              new Stakes(
                  bytes,
                  challenge ? Math.max(odds, CHALLENGE) : odds,
                  recoverable ? Duration.ZERO : LOSS,
                  origin.uploads()),
              path,
              known.memory().estimate().expected(path.expectedRoundTrip()));
      estimate = Optional.of(weighed);
      if (!weighed.asks()) {
        return new Ask(false, Outcome.Reason.ESTIMATE, estimate, Duration.ZERO);
      }
    }
    if (!insists && !origin.claimsAsk(bounds.memory(), now)) {
      return no(Outcome.Reason.MEMORY);
    }
    return new Ask(
        true,
        estimate.isPresent() ? Outcome.Reason.ESTIMATE : Outcome.Reason.POLICY,
        estimate,
        wait(bytes, recoverable, bounds, known));
  }

  static Ask no(Outcome.Reason reason) {
    return new Ask(false, reason, Optional.empty(), Duration.ZERO);
  }

  /**
   * Learned from decisions; before the first one, from the distance and from what is at stake.
   * Content that can be had once is worth as long a wait as its loss would cost.
   */
  private static Duration wait(
      long bytes, boolean recoverable, Patience bounds, KnownOrigin.Knowledge known) {
    PathEstimate path = known.path();
    Duration distance = path.expectedRoundTrip().multipliedBy(ROUND_TRIPS);
    Duration stake = path.expectedToSend(bytes / SHARE);
    Duration guess = distance.compareTo(stake) > 0 ? distance : stake;
    Duration learned = known.memory().waits(bounds.guessing(guess));
    Duration price = LOSS.compareTo(bounds.ceiling()) < 0 ? LOSS : bounds.ceiling();
    return recoverable || learned.compareTo(price) > 0 ? learned : price;
  }
}
