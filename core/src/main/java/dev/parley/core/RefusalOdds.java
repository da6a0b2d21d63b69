// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

/**
 * How likely a server is to refuse the next upload, learned from its final responses.
 *
 * <p>A count of refusals among responses, in which each response weighs less than the next; the
 * probability is Laplace's rule of succession, so that it is one half before anything is known.
 *
 * @param refused the weight of the refusals
 * @param answered the weight of all responses
 */
public record RefusalOdds(double refused, double answered) {
  /** Nothing was answered yet. */
  public static final RefusalOdds NONE = new RefusalOdds(0, 0);

  /** Some thirty responses are remembered: enough to see one refusal in ten. */
  private static final double KEPT = 31.0 / 32;

  /** A refusal weighs less than this after some twenty other responses. */
  private static final double RECENT = 0.5;

  /** One response may be the only one that is ever asked for. */
  private static final double SEVERAL = 1.5;

  public RefusalOdds {
    if (!(refused >= 0 && refused <= answered)) {
      throw Checks.wrong("refused", refused, "0 to answered, " + answered);
    }
    if (Double.isInfinite(answered)) {
      throw Checks.wrong("answered", answered, "a finite number");
    }
  }

  /** The odds after one more response. */
  public RefusalOdds with(boolean refusal) {
    return new RefusalOdds(refused * KEPT + (refusal ? 1 : 0), answered * KEPT + 1);
  }

  /** How likely the next response is a refusal, above 0 and below 1. */
  public double probability() {
    return (refused + 1) / (answered + 2);
  }

  /**
   * How many of so many responses to come are refusals, by these odds and rounded up; none while no
   * refusal was seen lately, or only a single response.
   */
  public int expectedAmong(int responses) {
    boolean expected = refused >= RECENT && answered >= SEVERAL;
    return expected ? (int) Math.ceil(probability() * responses) : 0;
  }
}
