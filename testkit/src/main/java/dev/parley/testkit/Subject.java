// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.util.Locale;

/** Whose behaviour a fixture describes. */
public enum Subject {
  /** The client: {@code >} lines are expected of it. */
  CLIENT,
  /** The server: {@code <} lines are expected of it. */
  SERVER,
  /** The gateway: {@code <} and {@code >>} lines are expected of it. */
  GATEWAY;

  /** The word in a fixture. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
