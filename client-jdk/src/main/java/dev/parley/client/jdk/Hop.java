// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import dev.parley.client.Credentials;
import dev.parley.client.ExchangeListener;
import dev.parley.client.Outcome;
import dev.parley.client.ProtectionSpace;
import dev.parley.client.Request;
import dev.parley.client.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieHandler;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One request to one server, and what its response leads to. */
final class Hop<T> implements BodyHandler<T>, ExchangeListener {
  /** As in the JDK's client: who is refused so often is not who he says. */
  private static final int CHALLENGES = 3;

  private static final int UNAUTHORIZED = 401;

  private final Sending<T> sending;
  private final HttpRequest request;
  private final Request sent;
  private final Optional<HttpResponse<T>> previous;
  private final Map<ProtectionSpace, Credentials> known;
  private final CompletableFuture<Void> clock = new CompletableFuture<>();
  private final CompletableFuture<Void> settled = new CompletableFuture<>();
  private volatile boolean connected;
  private volatile boolean contentStarted;
  private volatile @Nullable HttpRequest next;
  private volatile @Nullable CompletableFuture<Response<T>> running;
  private volatile @Nullable Reading<T> reading;

  Hop(Sending<T> sending, HttpRequest request, Request sent, Optional<HttpResponse<T>> previous) {
    this.sending = sending;
    this.request = request;
    this.sent = sent;
    this.previous = previous;
    this.known = credentials().known(request.uri());
  }

  private ServerCredentials credentials() {
    return sending.client().connections().credentials();
  }

  /** It was; this will be the response. */
  void sent(CompletableFuture<Response<T>> response) {
    running = response;
    Connections connections = sending.client().connections();
    request.timeout().ifPresent(this::limit);
    response.whenComplete(
        (received, failure) -> {
          clock.complete(null);
          if (failure == null) {
            settled.whenComplete((nothing, never) -> connections.ended());
          } else {
            connections.ended();
          }
        });
    response
        .whenCompleteAsync(this::responded, sending.completing())
        .exceptionally(
            failure -> {
              // No news, unless the executor refused.
              sending.fail(Failures.asTheJdkSays(failure));
              return null;
            });
  }

  /** Nobody wants the response, nor what is left of one that is there. */
  void giveUp() {
    CompletableFuture<Response<T>> response = running;
    if (response != null && !response.cancel(true)) {
      // Looked up only now: what reads it may have come in between.
      Reading<T> current = reading;
      if (current != null) {
        current.cancel();
      }
    }
  }

  private void responded(@Nullable Response<T> response, @Nullable Throwable failure) {
    HttpRequest following = next;
    if (response == null) {
      sending.fail(
          Failures.asTheJdkSays(
              failure == null ? new IllegalStateException("no response") : failure));
      return;
    }
    Received<T> received = new Received<>(request, response, previous);
    if (following == null) {
      sending.complete(received);
    } else {
      sending.goOn(following, received);
    }
  }

  // The time that it may take: until the head of the response, as in the JDK, once for each hop

  private void limit(Duration time) {
    clock
        .orTimeout(saturated(time), TimeUnit.NANOSECONDS)
        .exceptionally(
            elapsed -> {
              sending.completing().execute(this::timedOut);
              return null;
            });
  }

  private static long saturated(Duration time) {
    return time.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0 ? Long.MAX_VALUE : time.toNanos();
  }

  private void timedOut() {
    sending.fail(
        connected
            ? new HttpTimeoutException("request timed out")
            : new HttpConnectTimeoutException("HTTP connect timed out"));
  }

  // ExchangeListener

  @Override
  public void attemptStarted(int number, boolean asks, Outcome.Reason reason) {
    connected = true;
  }

  @Override
  public void contentStarted(OptionalLong length) {
    contentStarted = true;
  }

  @Override
  public void attemptEnded(Outcome.Attempt attempt) {
    if (attempt.again() == Outcome.Again.NO) {
      settled.complete(null);
    }
  }

  // BodyHandler: on a thread that may wait

  @Override
  public BodySubscriber<T> apply(ResponseInfo head) {
    clock.complete(null);
    Optional<CookieHandler> cookies = sending.client().settings().cookies();
    if (cookies.isPresent()) {
      try {
        cookies.get().put(request.uri(), head.headers().map());
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
    next = following(head);
    if (next != null) {
      return new Discarding<>();
    }
    Reading<T> wanted = new Reading<>(sending.handler().apply(head));
    reading = wanted;
    return wanted;
  }

  private @Nullable HttpRequest following(ResponseInfo head) {
    boolean contentThere = !contentStarted || sent.content().replayable();
    if (head.statusCode() == UNAUTHORIZED) {
      return contentThere && challenged(head) ? request : null;
    }
    if (!sending.mayRedirect()) {
      return null;
    }
    Optional<HttpRequest> redirected =
        Redirects.after(
            request,
            sending.client().followRedirects(),
            head.statusCode(),
            head.headers(),
            contentThere);
    redirected.ifPresent(there -> sending.redirected());
    return redirected.orElse(null);
  }

  private boolean challenged(ResponseInfo head) {
    long before =
        Stream.iterate(previous, Optional::isPresent, each -> each.get().previousResponse())
            .filter(each -> each.get().statusCode() == UNAUTHORIZED)
            .count();
    List<String> challenges = head.headers().allValues("WWW-Authenticate");
    return before < CHALLENGES
        && request.headers().firstValue("Authorization").isEmpty()
        && credentials().answers(request.uri(), known, challenges)
        && answered(challenges);
  }

  /** What follows carries the answer at once: it need not be challenged again. */
  private boolean answered(List<String> challenges) {
    try {
      return sending.client().connections().to(request.uri()).answer(request.uri(), challenges);
    } catch (IOException closed) {
      return false;
    }
  }
}
