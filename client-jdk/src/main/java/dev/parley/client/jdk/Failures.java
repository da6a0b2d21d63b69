// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import dev.parley.client.ExchangeException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in the exceptions of the JDK's client why there is no response. */
final class Failures {
  private Failures() {}

  /** What a future fails with. */
  static Throwable asTheJdkSays(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof ExchangeException known ? told(known) : cause;
  }

  private static IOException told(ExchangeException failure) {
    Throwable cause = failure.getCause();
    return switch (failure.source()) {
      case LOCAL, UPSTREAM -> failure;
      case TIMEOUT -> with(new HttpTimeoutException(failure.getMessage()), failure);
      case CONNECT ->
          cause instanceof HttpConnectTimeoutException
              ? with(new HttpConnectTimeoutException(failure.getMessage()), failure)
              : cause instanceof SSLException
                  ? new SSLException(failure.getMessage(), failure)
                  : with(new ConnectException(failure.getMessage()), failure);
    };
  }

  /** What a method that waited throws: the same kind, with the caller in its trace. */
  static IOException here(@Nullable Throwable failure) {
    String message = failure == null ? null : failure.getMessage();
    if (failure instanceof IllegalArgumentException) {
      throw new IllegalArgumentException(message, failure);
    } else if (failure instanceof UnsupportedOperationException) {
      throw new UnsupportedOperationException(message, failure);
    } else if (failure instanceof HttpConnectTimeoutException) {
      return with(new HttpConnectTimeoutException(message), failure);
    } else if (failure instanceof HttpTimeoutException) {
      return with(new HttpTimeoutException(message), failure);
    } else if (failure instanceof ConnectException) {
      return with(new ConnectException(message), failure);
    } else if (failure instanceof SSLException) {
      return new SSLException(message, failure);
    }
    return new IOException(message, failure);
  }

  private static IOException with(IOException told, Throwable cause) {
    told.initCause(cause);
    return told;
  }
}
