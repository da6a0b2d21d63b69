// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import java.time.Duration;

/**
 * The bounds of the wait for an answer to an expectation.
 *
 * @param initial while nothing is known of the server
 * @param floor at least this, however quickly it decided before
 * @param ceiling at most this, however slowly
 * @param memory how long a server is taken for one that cannot negotiate before it is asked again
 */
public record WaitPolicy(Duration initial, Duration floor, Duration ceiling, Duration memory) {
  /**
   * Precedents for the wait: curl and Go 1 s, Apache HttpClient 3 s, the JDK's client 5 s. The
   * floor leaves room for one pause of a garbage collector or one lost segment (RFC 6298 bounds a
   * retransmission alike), the ceiling for a decision that asks a third party.
   */
  public static final WaitPolicy DEFAULTS =
      new WaitPolicy(
          Duration.ofSeconds(1),
          Duration.ofMillis(250),
          Duration.ofSeconds(5),
          Duration.ofMinutes(10));

  public WaitPolicy {
    Checks.positive("wait", initial);
    Checks.positive("floor", floor);
    Checks.positive("ceiling", ceiling);
    Checks.positive("memory", memory);
    if (floor.compareTo(ceiling) > 0) {
      throw Checks.wrong("floor", floor, "at most the ceiling, " + ceiling);
    }
    if (initial.compareTo(ceiling) > 0) {
      throw Checks.wrong("wait", initial, "at most the ceiling, " + ceiling);
    }
  }

  /** The same with another wait for an unknown server, brought within the bounds. */
  public WaitPolicy withInitial(Duration value) {
    Duration atLeast = value.compareTo(floor) < 0 ? floor : value;
    return new WaitPolicy(
        atLeast.compareTo(ceiling) > 0 ? ceiling : atLeast, floor, ceiling, memory);
  }
}
