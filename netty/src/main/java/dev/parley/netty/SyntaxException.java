// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

/**
 * What is wrong with a head, for whoever refuses it; never thrown.
 *
 * <p>The message says what was expected and holds nothing of the request.
 */
public final class SyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  SyntaxException(String wrong) {
    super(wrong, null, false, false);
  }
}
