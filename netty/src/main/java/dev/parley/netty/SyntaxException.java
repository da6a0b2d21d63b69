// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

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

  /** What is wrong with a part of a response that could not be read, in words of our own. */
  static String reason(HttpObject unreadable) {
    Throwable cause = unreadable.decoderResult().cause();
    if (cause instanceof SyntaxException known) {
      return String.valueOf(known.getMessage());
    }
    if (cause instanceof TooLongHttpLineException) {
      return "the status line is longer than is read here";
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return "the field lines are longer than is read here";
    }
    if (cause instanceof PrematureChannelClosureException) {
      return "a head ends with an empty line";
    }
    return unreadable instanceof HttpContent
        ? "a chunk is not in its grammar"
        : "a head is not in its grammar";
  }
}
