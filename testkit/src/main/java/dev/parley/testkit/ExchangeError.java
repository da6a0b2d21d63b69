// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import org.jspecify.annotations.Nullable;

/** A subject did not do what a fixture says; the message names file, line and step. */
public final class ExchangeError extends AssertionError {
  private static final long serialVersionUID = 1L;

  ExchangeError(String where, String message, @Nullable Throwable cause) {
    super(where + ": " + message, cause);
  }
}
