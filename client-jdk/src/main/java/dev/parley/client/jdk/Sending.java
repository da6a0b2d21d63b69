// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import dev.parley.client.Request;
import dev.parley.client.Response;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One call of the caller: a request, and those that redirects and challenges make of it, one after
 * another. Refers to the client, which is not abandoned while this is under way.
 */
final class Sending<T> {
  private final ParleyHttpClient client;
  private final BodyHandler<T> handler;
  private final Executor completing;
  private final CompletableFuture<HttpResponse<T>> result = new CompletableFuture<>();
  private volatile @Nullable Hop<T> running;
  private int redirects;
  private boolean closes;

  /**
   * Begins nothing yet.
   *
   * @param completing runs what follows a response
   */
  Sending(ParleyHttpClient client, BodyHandler<T> handler, Executor completing) {
    this.client = client;
    this.handler = Objects.requireNonNull(handler);
    this.completing = completing;
  }

  /** Sends it. */
  CompletableFuture<HttpResponse<T>> start(HttpRequest request) {
    Connections connections = client.connections();
    try {
      connections.began();
    } catch (IOException closed) {
      result.completeExceptionally(closed);
      return result;
    }
    // Until then a client that is shut down lets redirects and challenges go on.
    result.whenComplete(
        (response, failure) -> {
          connections.ended();
          if (failure != null) {
            giveUp();
          }
        });
    send(request, Optional.empty());
    return result;
  }

  private void giveUp() {
    Hop<T> current = running;
    if (current != null) {
      current.giveUp();
    }
  }

  /** Nobody waits any more, not even for what is there. */
  void abandon() {
    if (!result.cancel(true)) {
      giveUp();
    }
  }

  private void send(HttpRequest request, Optional<HttpResponse<T>> previous) {
    Connections connections = client.connections();
    CompletableFuture<Response<T>> response;
    Hop<T> hop;
    try {
      // The builder of a request that follows does not take the field.
      closes = closes || Sent.said(request).closes();
      Request sent = Sent.of(request, client.settings().cookies(), closes);
      hop = new Hop<>(this, request, sent, previous);
      connections.continued();
      try {
        response = connections.to(request.uri()).sendAsync(sent, hop, hop);
      } catch (IOException | RuntimeException failed) {
        connections.ended();
        throw failed;
      }
    } catch (IOException failed) {
      result.completeExceptionally(failed);
      return;
    } catch (UnsupportedOperationException | IllegalArgumentException wrong) {
      result.completeExceptionally(wrong);
      if (previous.isEmpty()) {
        throw wrong;
      }
      return;
    }
    // The next one may begin at once.
    running = hop;
    hop.sent(response);
    if (result.isCompletedExceptionally()) {
      // Cancelled meanwhile; a response is the caller's.
      giveUp();
    }
  }

  // For the hop

  ParleyHttpClient client() {
    return client;
  }

  BodyHandler<T> handler() {
    return handler;
  }

  Executor completing() {
    return completing;
  }

  boolean mayRedirect() {
    return redirects < client.settings().policy().redirects();
  }

  void redirected() {
    redirects++;
  }

  void goOn(HttpRequest next, HttpResponse<T> previous) {
    if (!result.isDone()) {
      send(next, Optional.of(previous));
    }
  }

  void complete(HttpResponse<T> response) {
    result.complete(response);
  }

  void fail(Throwable failure) {
    result.completeExceptionally(failure);
  }
}
