// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.core.Checks;
import dev.parley.core.WaitPolicy;
import java.time.Duration;

/**
 * The bounds of the wait for an answer to an expectation. Where it lies between them is learned
 * from the decisions of a server; before the first one it is guessed from the distance and from
 * what is at stake.
 *
 * @param floor at least this, however quickly a server decided before; above 0
 * @param ceiling at most this, however slowly; a day at most
 * @param memory how long a server is taken for one that cannot negotiate before it is asked again
 */
public record Patience(Duration floor, Duration ceiling, Duration memory) {
  private static final Duration LONGEST = Duration.ofDays(1);

  /** Longer ones overflow the clock they are measured with. */
  private static final Duration FOR_EVER = Duration.ofDays(365);

  /** 250 ms to 5 s, and 10 minutes; precedents at {@link WaitPolicy#DEFAULTS}. */
  public static final Patience DEFAULTS =
      new Patience(
          WaitPolicy.DEFAULTS.floor(), WaitPolicy.DEFAULTS.ceiling(), WaitPolicy.DEFAULTS.memory());

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException when they exclude each other, or one is out of its range
   */
  public Patience {
    Checks.positive("floor", floor);
    Checks.positive("memory", memory);
    memory = memory.compareTo(FOR_EVER) > 0 ? FOR_EVER : memory;
    if (ceiling.compareTo(floor) < 0 || ceiling.compareTo(LONGEST) > 0) {
      throw Checks.wrong("ceiling", ceiling, "the floor, " + floor + ", to " + LONGEST);
    }
  }

  /** The same bounds around a guess for a server of which nothing is known. */
  WaitPolicy guessing(Duration guess) {
    return new WaitPolicy(ceiling, floor, ceiling, memory).withInitial(guess);
  }
}
