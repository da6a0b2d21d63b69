// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.core.Rule;
import dev.parley.core.Settlement;
import java.lang.System.Logger.Level;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes down how each exchange ended, and why its connections were kept or closed. */
final class RecordOutcome {
  private static final System.Logger LOG = System.getLogger("dev.parley.exchange");

  private final @Nullable AccessLog log;

  RecordOutcome(@Nullable AccessLog log) {
    this.log = log;
  }

  /** Whether exchanges are written down one by one. */
  boolean keepsLog() {
    return log != null;
  }

  void settled(Evidence evidence) {
    if (log != null) {
      log.write(evidence);
    }
    if (LOG.isLoggable(Level.DEBUG)) {
      Settlement up = evidence.up();
      LOG.log(
          Level.DEBUG,
          "{0}: client connection {1}, origin connection {2}",
          evidence.id(),
          fate(Objects.requireNonNull(evidence.down())),
          (up == null ? "not used" : fate(up))
              + (evidence.malformed() == null ? "" : ": " + evidence.malformed()));
    }
  }

  void broken(Rule rule) {
    LOG.log(Level.DEBUG, "{0} {1} ({2}): {3}", rule.blames(), rule, rule.reference(), rule.text());
  }

  private static String fate(Settlement settlement) {
    String fate =
        settlement == Settlement.SWITCHED
            ? "switched: "
            : settlement.reusable() ? "kept: " : "closed: ";
    return fate + settlement.reason();
  }
}
