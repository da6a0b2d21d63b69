// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.apache;

import dev.parley.client.ExchangeException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import org.apache.hc.client5.http.ConnectExceptionSupport;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.NoHttpResponseException;

/** What users of HttpClient catch. */
final class Failures {
  private Failures() {}

  /** No response came. */
  static IOException ofRequest(ExchangeException failure, HttpHost target) {
    return switch (failure.source()) {
      case LOCAL -> failure.getCause() instanceof IOException ofContent ? ofContent : failure;
      case CONNECT ->
          failure.getCause() instanceof HttpTimeoutException
              ? ConnectExceptionSupport.enhance(late(failure), target)
              : failure.getCause() instanceof IOException known
                  ? ConnectExceptionSupport.enhance(known, target)
                  : failure;
      case TIMEOUT -> late(failure);
      case UPSTREAM ->
          new NoHttpResponseException(
              "%s failed to respond: %s".formatted(target.toHostString(), failure.getMessage()),
              failure);
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
          failure.getCause() instanceof ProtocolException
              ? malformed(failure)
              : new ConnectionClosedException(String.valueOf(failure.getMessage()), failure);
    };
  }

  private static IOException malformed(ExchangeException failure) {
    IOException told = new MalformedChunkCodingException(failure.getMessage());
    told.initCause(failure);
    return told;
  }

  private static IOException late(ExchangeException failure) {
    SocketTimeoutException late = new SocketTimeoutException(failure.getMessage());
    late.initCause(failure);
    return late;
  }
}
