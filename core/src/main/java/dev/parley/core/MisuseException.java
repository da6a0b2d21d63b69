// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

/** A shell called a machine out of order: always a bug on our side, never caught. */
public final class MisuseException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  MisuseException(Object state, String call) {
    super("state: " + state + " (expected: none in which " + call + " can be called)");
  }
}
