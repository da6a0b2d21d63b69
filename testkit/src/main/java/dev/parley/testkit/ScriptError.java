// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import org.jspecify.annotations.Nullable;

/** A peer did not do what the script expected; the message says what was expected and arrived. */
public final class ScriptError extends AssertionError {
  private static final long serialVersionUID = 1L;

  /** Why a script could not go on. */
  public enum Reason {
    /** Nothing, or not enough, happened before the deadline. */
    DEADLINE,
    /** The other end closed or reset the connection first. */
    PEER_LEFT,
    /** Something else arrived than was expected. */
    UNEXPECTED,
    /** The test closed this end while the script was using it. */
    CLOSED
  }

  private final Reason reason;

  ScriptError(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why the script could not go on. */
  public Reason reason() {
    return reason;
  }
}
