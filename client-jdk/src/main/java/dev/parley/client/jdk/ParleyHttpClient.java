// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import dev.parley.client.AskPolicy;
import dev.parley.client.OriginMemories;
import dev.parley.client.Outcome;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * An {@link HttpClient} that negotiates before it uploads, to be put in the place of the JDK's.
 *
 * <p>Requests, publishers, handlers, responses and exceptions are those of {@code java.net.http}.
 * What differs:
 *
 * <ul>
 *   <li>A request with {@link HttpRequest#expectContinue} asks before it sends ({@link
 *       AskPolicy#ALWAYS}); any other asks when the client expects to gain by it, and never where
 *       the server is known not to answer. The JDK's client asks on demand alone.
 *   <li>A 417 is answered by the same request without the expectation, a server that stays silent
 *       is waited for as long as it deserves, and a response to half of the content is what the
 *       caller gets. {@link #outcome} tells about it.
 *   <li>It speaks HTTP/1.1, and no WebSocket. Who asks for anything else gets an {@link
 *       UnsupportedOperationException}.
 *   <li>Content of unknown length is sent once: a second subscription that gave less would go
 *       unnoticed. {@link #replayable} says that it gives the same. Other content is subscribed to
 *       again where it has to be, as {@link BodyPublisher} promises.
 *   <li>A redirect is resolved as RFC 3986 says, and inherits the fragment (RFC 9110 10.2.2); the
 *       JDK's client takes {@code ?query} for one of the folder. What describes the content stays
 *       behind with it, and {@code Authorization} with its server.
 *   <li>A header {@code Host} is not the caller's to set, even where the JDK allows it.
 *   <li>Responses name no {@link HttpResponse#sslSession}.
 *   <li>An {@link Authenticator} is asked when a server challenges, for Basic and for Digest. It is
 *       not asked for a proxy: {@link dev.parley.client.HttpProxy} takes credentials.
 * </ul>
 *
 * <p>Of Java 21 and later, {@code shutdown}, {@code awaitTermination}, {@code isTerminated}, {@code
 * shutdownNow} and {@code close} do what {@link HttpClient} says of them there, and here they do it
 * on Java 17 as well. As there, a client that nobody refers to any more closes itself when its last
 * request is over.
 */
public final class ParleyHttpClient extends HttpClient implements AutoCloseable {
  private static final Cleaner ABANDONED = Cleaner.create();
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final Settings settings;
  private final Connections connections;

  ParleyHttpClient(Settings settings, OriginMemories memories) {
    this.settings = settings;
    Connections made = new Connections(settings, memories);
    this.connections = made;
    ABANDONED.register(this, made::shutdown);
  }

  /**
   * A client as {@link HttpClient#newHttpClient} makes it: no redirects, cookies or credentials.
   */
  public static ParleyHttpClient newHttpClient() {
    return newBuilder().build();
  }

  /** Makes clients. */
  public static ParleyHttpClientBuilder newBuilder() {
    return new ParleyHttpClientBuilder();
  }

  /**
   * Content of unknown length that may be sent again: each subscriber gets the same from the
   * beginning, as {@link HttpRequest.BodyPublishers#ofInputStream} does with a supplier that opens
   * a new stream each time.
   */
  public static BodyPublisher replayable(BodyPublisher content) {
    return new Replayable(content);
  }

  /** What became of the request, where {@code response} came from a client of this class. */
  public static Optional<Outcome> outcome(HttpResponse<?> response) {
    return response instanceof Received<?> received
        ? Optional.of(received.outcome())
        : Optional.empty();
  }

  /**
   * {@inheritDoc}
   *
   * @throws java.net.http.HttpTimeoutException when the time of the request ran out; {@link
   *     java.net.http.HttpConnectTimeoutException} when that was before there was a connection
   * @throws java.net.ConnectException when there was no connection
   * @throws UnsupportedOperationException when the request insists on another version than HTTP/1.1
   */
  @Override
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    Sending<T> sending = new Sending<>(this, handler, Runnable::run);
    CompletableFuture<HttpResponse<T>> response = sending.start(request);
    try {
      return response.get();
    } catch (InterruptedException interrupted) {
      sending.abandon();
      throw interrupted;
    } catch (ExecutionException failed) {
      throw Failures.here(failed.getCause());
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Actions that depend on the future run on the executor of the client, and on the common pool
   * where it has none. To cancel the future gives the request up.
   *
   * @throws UnsupportedOperationException when the request insists on another version than HTTP/1.1
   */
  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler) {
    return new Sending<>(this, handler, settings.completing()).start(request);
  }

  /** The same: no server pushes anything over HTTP/1.1. */
  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request,
      BodyHandler<T> handler,
      @Nullable PushPromiseHandler<T> pushPromiseHandler) {
    return sendAsync(request, handler);
  }

  /**
   * There is none.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public WebSocket.Builder newWebSocketBuilder() {
    throw new UnsupportedOperationException(
        "WebSocket: not spoken by this client (expected: java.net.http.HttpClient for it)");
  }

  // What it was told

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return settings.cookies();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return settings.connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return settings.redirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return settings.proxies();
  }

  @Override
  public SSLContext sslContext() {
    return settings.tls().context();
  }

  @Override
  public SSLParameters sslParameters() {
    return settings.tls().parameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return settings.authenticator();
  }

  @Override
  public Version version() {
    return Version.HTTP_1_1;
  }

  @Override
  public Optional<Executor> executor() {
    return settings.executor();
  }

  /** What it knows of servers. */
  public OriginMemories memories() {
    return connections.memories();
  }

  // Its end. Without @Override: Java 17 has none of these.

  /** Takes no more requests, and closes when those under way are over; at once. */
  public void shutdown() {
    connections.shutdown();
  }

  /** Gives up every request, and takes no more; at once. */
  public void shutdownNow() {
    connections.shutdownNow();
  }

  /** Whether it was shut down, and everything is over. */
  public boolean isTerminated() {
    return connections.isTerminated();
  }

  /**
   * Waits for the end that {@link #shutdown} began.
   *
   * @return whether it came in time
   */
  public boolean awaitTermination(Duration time) throws InterruptedException {
    return connections.awaitTermination(time);
  }

  /** Waits until the requests under way are over; gives them up when interrupted. */
  @Override
  public void close() {
    shutdown();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = awaitTermination(FOR_EVER);
      } catch (InterruptedException again) {
        interrupted = true;
        shutdownNow();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // For requests

  Settings settings() {
    return settings;
  }

  Connections connections() {
    return connections;
  }
}
