// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.core.Replay;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A request got no final response, or not the whole of one. The facts are in the methods; the
 * message is for people. The cause is a {@link java.net.ProtocolException} where the response is
 * not in the syntax of HTTP/1.1, and says what is wrong with it.
 */
public final class ExchangeException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Source source;
  private final Replay replay;
  private final long contentSent;

  /** Whose doing it was. */
  public enum Source {
    /** Ours, or the caller's: the content failed, the request was cancelled. */
    LOCAL,
    /** No connection was made, or not an encrypted one. */
    CONNECT,
    /** The server's, or that of something on the way to it. */
    UPSTREAM,
    /** Nobody's: a time ran out. */
    TIMEOUT
  }

  ExchangeException(
      Source source, Replay replay, long contentSent, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.source = source;
    this.replay = replay;
    this.contentSent = contentSent;
  }

  /** Whose doing it was. */
  public Source source() {
    return source;
  }

  /** Whether the request may be made again, judged by what has left this side. */
  public Replay replay() {
    return replay;
  }

  /** How many bytes of content had been sent. */
  public long contentSent() {
    return contentSent;
  }
}
