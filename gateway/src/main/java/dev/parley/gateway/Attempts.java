// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.gateway.OriginHealth.Condition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which origins an exchange has tried, and which is next.
 *
 * <p>Every origin is tried once per exchange, over an unused connection first; a connection that
 * turns out dead before anything was spent gives its origin a second chance on a fresh one.
 */
final class Attempts {
  private final List<Origin> untried;
  private final int turn;
  private @Nullable Origin current;
  private boolean reused;
  private boolean spent = true;
  private boolean tries;
  private @Nullable Origin hurried;

  /** All of {@code origins}; where they are alike, the one numbered {@code turn} is first. */
  Attempts(List<Origin> origins, int turn) {
    this.untried = new ArrayList<>(origins);
    this.turn = turn;
  }

  /** The origin to ask now: well, and with the fewest exchanges; the current one until spent. */
  Origin origin(long now) {
    Origin same = current;
    if (!spent && same != null) {
      return same;
    }
    Origin best = untried.get(Math.floorMod(turn, untried.size()));
    for (int i = 1; i < untried.size(); i++) {
      Origin other = untried.get(Math.floorMod(turn + i, untried.size()));
      if (better(other.record(), best.record(), now)) {
        best = other;
      }
    }
    best = trial(best, now);
    untried.remove(best);
    current = best;
    reused = false;
    spent = false;
    return best;
  }

  private static boolean better(OriginRecord one, OriginRecord other, long now) {
    int better = one.health().condition(now).compareTo(other.health().condition(now));
    return better == 0 ? load(one) < load(other) : better < 0;
  }

  private static int load(OriginRecord record) {
    return record.outstanding() + record.health().connecting();
  }

  /** An unwell origin is tried now and then, by an exchange that has others left. */
  private Origin trial(Origin best, long now) {
    if (untried.size() > 1 && !tries) {
      for (Origin unwell : untried) {
        if (unwell != best && unwell.record().health().claimsTrial(now)) {
          tries = true;
          return unwell;
        }
      }
    }
    return best;
  }

  /**
   * Whether the exchange had better go on than wait for a connection: another origin is well. The
   * current one can still be asked when all others were.
   */
  boolean goesOn(long now) {
    Origin slow = current;
    if (slow == null
        || slow == hurried
        || untried.stream()
            .noneMatch(other -> other.record().health().condition(now) == Condition.WELL)) {
      return false;
    }
    hurried = slow;
    untried.add(slow);
    return true;
  }

  /** Whether an unused connection may be taken: the first time an origin is asked. */
  boolean mayReuse() {
    boolean first = !reused;
    reused = true;
    return first;
  }

  /** A fresh connection is the last attempt at an origin. */
  void spent() {
    spent = true;
  }

  /** The origin asked last is asked once more, then the others as before. */
  void sameAgain() {
    spent = false;
    reused = false;
  }

  /** Whether the origin is asked on a connection of its own, which cannot have died unnoticed. */
  boolean fresh() {
    return spent;
  }

  /** Whether another origin is left. */
  boolean others() {
    return !untried.isEmpty();
  }

  boolean left() {
    return !spent || !untried.isEmpty();
  }
}
