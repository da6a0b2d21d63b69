// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.spring;

import dev.parley.client.ExchangeException;
import dev.parley.client.ParleyClient;
import dev.parley.client.Request;
import dev.parley.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.client.ClientHttpResponse;

/** Waits for a response as the callers of Spring do. */
final class Caller {
  private Caller() {}

  /**
   * Sends a request and waits for the head of the response.
   *
   * @param atMost how long it waits; then it gives the request up
   */
  static ClientHttpResponse send(ParleyClient client, Request request, Optional<Duration> atMost)
      throws IOException {
    CompletableFuture<Response<InputStream>> response =
        client.sendAsync(request, BodyHandlers.ofInputStream());
    CompletableFuture<Void> clock = new CompletableFuture<>();
    atMost.ifPresent(
        time ->
            clock
                .orTimeout(time.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(
                    elapsed -> {
                      response.cancel(true);
                      return null;
                    }));
    try {
      return new ParleyClientHttpResponse(response.get());
    } catch (CancellationException elapsed) {
      throw new SocketTimeoutException(
          "%s: no response within %s".formatted(request.uri(), atMost.orElseThrow()));
    } catch (ExecutionException failed) {
      throw told(failed.getCause());
    } catch (InterruptedException interrupted) {
      Response.giveUp(response);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(request.uri() + ": interrupted");
    } finally {
      clock.complete(null);
    }
  }

  private static IOException told(@Nullable Throwable failure) {
    if (!(failure instanceof ExchangeException known)) {
      return new IOException(failure);
    }
    Throwable cause = known.getCause();
    return switch (known.source()) {
      case LOCAL -> cause instanceof IOException own ? own : known;
      case UPSTREAM -> known;
      case TIMEOUT -> with(new SocketTimeoutException(known.getMessage()), known);
      case CONNECT ->
          cause instanceof HttpConnectTimeoutException
              ? with(new SocketTimeoutException(known.getMessage()), known)
              : cause instanceof UnknownHostException
                  ? with(new UnknownHostException(known.getMessage()), known)
                  : with(new ConnectException(known.getMessage()), known);
    };
  }

  private static IOException with(IOException told, Throwable cause) {
    told.initCause(cause);
    return told;
  }
}
