// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.okhttp;

import dev.parley.client.ExchangeException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import okhttp3.HttpUrl;

/** What users of OkHttp catch. */
final class Failures {
  private Failures() {}

  /** No response came. */
  static IOException ofRequest(ExchangeException failure, HttpUrl url) {
    return switch (failure.source()) {
      case LOCAL, CONNECT ->
          failure.getCause() instanceof HttpTimeoutException
              ? caused(new SocketTimeoutException("failed to connect to " + url.redact()), failure)
              : failure.getCause() instanceof IOException known ? known : failure;
      case TIMEOUT -> late(failure);
      case UPSTREAM ->
          failure.getCause() instanceof ProtocolException malformed
              ? malformed(malformed, failure)
              : new IOException("unexpected end of stream on " + url.redact(), failure);
    };
  }

  /** The response broke off, and a stream says so in its own words. */
  static IOException ofResponse(IOException thrown) {
    if (!(thrown.getCause() instanceof ExchangeException failure)) {
      return thrown;
    }
    return switch (failure.source()) {
      case LOCAL -> failure;
      case TIMEOUT -> late(failure);
      case CONNECT, UPSTREAM ->
          failure.getCause() instanceof ProtocolException malformed
              ? malformed(malformed, failure)
              : caused(new ProtocolException("unexpected end of stream"), failure);
    };
  }

  /** OkHttp repeats no such failure: the request may have been served. */
  private static IOException malformed(ProtocolException known, ExchangeException failure) {
    return caused(new ProtocolException(known.getMessage()), failure);
  }

  private static IOException late(ExchangeException failure) {
    return caused(new SocketTimeoutException("timeout"), failure);
  }

  private static IOException caused(IOException told, ExchangeException cause) {
    told.initCause(cause);
    return told;
  }
}
