// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import java.time.Duration;

/**
 * Whether the silence of a server may have been slowness.
 *
 * <p>A refusal after an elapsed wait raises the doubt; the next exchange asks alone and waits
 * longer. A server that reads all content before it refuses raises doubts in vain, so each of those
 * doubles how many late refusals the next doubt takes.
 *
 * @param after how long the late refusal took, in nanoseconds; 0 while there is no doubt
 * @param raised when the doubt was raised, on the clock of {@link OriginMemory}
 * @param tried whether an exchange has asked since
 * @param inVain doubts in a row that the longer wait did not confirm
 * @param passed late refusals that raised no doubt since the last one
 */
public record SilenceDoubt(long after, long raised, boolean tried, int inVain, int passed) {
  /** None, and never was. */
  public static final SilenceDoubt NONE = new SilenceDoubt(0, 0, false, 0, 0);

  private static final int MOST_DOUBLINGS = 10;

  public SilenceDoubt {
    Checks.notNegative("after", after);
    Checks.notNegative("inVain", inVain);
    Checks.notNegative("passed", passed);
  }

  /** Whether there is a doubt. */
  public boolean exists() {
    return after > 0;
  }

  /** Whether the next exchange shall ask because of it. */
  boolean asks() {
    return exists() && !tried;
  }

  /** One more refusal came late. */
  SilenceDoubt refusedLate(Duration took, long now) {
    if (exists()) {
      return this;
    }
    boolean enough = passed + 1 >= 1 << Math.min(inVain, MOST_DOUBLINGS);
    return enough
        ? new SilenceDoubt(Math.max(1, took.toNanos()), now, false, inVain, 0)
        : new SilenceDoubt(0, 0, false, inVain, passed + 1);
  }

  /** An exchange asks. */
  SilenceDoubt trying() {
    return exists() ? new SilenceDoubt(after, raised, true, inVain, passed) : this;
  }

  /** Whether a wait that elapses now may have begun before the doubt: then it was too short. */
  boolean outlives(long now) {
    return exists() && now - raised < after;
  }

  /** A wait elapsed that was long enough. */
  SilenceDoubt refuted() {
    return exists() ? new SilenceDoubt(0, 0, false, inVain + 1, 0) : this;
  }

  /** The same, raised at another time. */
  public SilenceDoubt at(long other) {
    return exists() ? new SilenceDoubt(after, other, tried, inVain, passed) : this;
  }
}
