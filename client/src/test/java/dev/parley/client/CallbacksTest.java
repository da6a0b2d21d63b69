// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.ScriptedOrigin;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where the code of the caller runs, and that it fares there as well as elsewhere. */
class CallbacksTest {
  private static final String EVENT_LOOP = "parley-client-\\d+-\\d+";
  private static final int SIZE = 3_000_000;

  private static ParleyClient client(Callbacks callbacks) {
    return ParleyClient.create(ClientPolicy.DEFAULTS.withCallbacks(callbacks));
  }

  private static ScriptedOrigin taking() {
    return ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(201)));
  }

  /** Takes what comes once everything is chained to its future. */
  private static ScriptedOrigin taking(CountDownLatch chained) {
    return ScriptedOrigin.serving(
        peer -> {
          chained.await();
          OriginScripts.continueThen(201).run(peer);
        });
  }

  private static ScriptedOrigin giving(byte[] content) {
    return ScriptedOrigin.serving(
        OriginScripts.keepAlive(
            peer -> {
              peer.readRequestHead();
              peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + content.length + "\r\n\r\n");
              peer.send(content);
            }));
  }

  @ParameterizedTest
  @EnumSource
  void whatNeverWaitsRunsOnTheEventLoop(Callbacks callbacks) throws Exception {
    CountDownLatch chained = new CountDownLatch(1);
    try (ScriptedOrigin origin = taking(chained);
        ParleyClient client = client(callbacks)) {
      String[] threads = new String[2];
      CompletableFuture<Void> done =
          client
              .sendAsync(
                  Request.put(origin.uri(), RequestContent.of(() -> PatternSource.stream(SIZE))),
                  head -> {
                    threads[0] = Thread.currentThread().getName();
                    return BodyHandlers.discarding().apply(head);
                  })
              .thenAccept(response -> threads[1] = Thread.currentThread().getName());
      chained.countDown();
      done.get(10, TimeUnit.SECONDS);
      for (String thread : threads) {
        if (callbacks == Callbacks.NEVER_WAIT) {
          assertThat(thread).matches(EVENT_LOOP);
        } else {
          assertThat(thread).startsWith("parley-client-blocking-");
        }
      }
    }
  }

  @Test
  void aStreamIsNeverReadOnTheEventLoop() throws Exception {
    try (ScriptedOrigin origin = taking();
        ParleyClient client = client(Callbacks.NEVER_WAIT)) {
      String[] thread = new String[1];
      RequestContent content =
          RequestContent.of(
              () -> {
                thread[0] = Thread.currentThread().getName();
                return PatternSource.stream(SIZE);
              });
      client
          .sendAsync(Request.put(origin.uri(), content), BodyHandlers.discarding())
          .get(10, TimeUnit.SECONDS);
      assertThat(thread[0]).startsWith("parley-client-blocking-");
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneRequestAfterAnotherNeedsNoStack(Callbacks callbacks) throws Exception {
    try (ScriptedOrigin origin = taking();
        ParleyClient client = client(callbacks)) {
      assertThat(chain(client, origin, 2000).get(30, TimeUnit.SECONDS)).isEqualTo(201);
    }
  }

  private static CompletableFuture<Integer> chain(
      ParleyClient client, ScriptedOrigin origin, int more) {
    return client
        .sendAsync(Request.put(origin.uri(), RequestContent.of("x")), BodyHandlers.discarding())
        .thenCompose(
            response ->
                more == 1
                    ? CompletableFuture.completedFuture(response.status())
                    : chain(client, origin, more - 1));
  }

  /** Takes a piece at a time, each asked for on a thread of its own. */
  private static final class Sipping implements BodySubscriber<Long> {
    private final CompletableFuture<Long> body = new CompletableFuture<>();
    private final CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
    private long bytes;

    @Override
    public CompletionStage<Long> getBody() {
      return body;
    }

    private void sip() {
      subscribed.thenAcceptAsync(subscription -> subscription.request(1));
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscribed.complete(subscription);
      sip();
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
      pieces.forEach(piece -> bytes += piece.remaining());
      sip();
    }

    @Override
    public void onError(Throwable cause) {
      body.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
      body.complete(bytes);
    }
  }

  @Test
  void aSubscriberMayAskForMoreFromAnyThread() throws Exception {
    try (ScriptedOrigin origin = giving(new byte[SIZE]);
        ParleyClient client = client(Callbacks.NEVER_WAIT)) {
      assertThat(
              client
                  .sendAsync(Request.get(origin.uri()), head -> new Sipping())
                  .get(10, TimeUnit.SECONDS)
                  .content())
          .isEqualTo(SIZE);
    }
  }

  private enum Moment {
    HANDLER,
    SUBSCRIBE,
    NEXT,
    COMPLETE
  }

  private record Broken(Moment at) implements BodySubscriber<Void> {
    private void at(Moment moment) {
      if (moment == at) {
        throw new AssertionError("broken");
      }
    }

    @Override
    public CompletionStage<Void> getBody() {
      return new CompletableFuture<>();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      at(Moment.SUBSCRIBE);
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
      at(Moment.NEXT);
    }

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onComplete() {
      at(Moment.COMPLETE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatCallersThrowOnTheEventLoopEndsTheirRequestAlone(Moment moment) throws Exception {
    try (ScriptedOrigin origin = giving(new byte[SIZE]);
        ParleyClient client = client(Callbacks.NEVER_WAIT)) {
      CompletableFuture<Response<Void>> broken =
          client.sendAsync(
              Request.get(origin.uri()),
              head -> {
                if (moment == Moment.HANDLER) {
                  throw new AssertionError("broken");
                }
                return new Broken(moment);
              });
      assertThat(broken)
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableOfType(ExecutionException.class)
          .withCauseInstanceOf(AssertionError.class);
      await().untilAsserted(() -> assertThat(client.open()).isZero());
      assertThat(
              client
                  .sendAsync(Request.get(origin.uri()), BodyHandlers.ofByteArray())
                  .get(10, TimeUnit.SECONDS)
                  .content())
          .hasSize(SIZE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFailureComesWhereResponsesCome(Callbacks callbacks) throws Exception {
    CountDownLatch chained = new CountDownLatch(1);
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  chained.await();
                  peer.readRequestHead();
                });
        ParleyClient client = client(callbacks)) {
      CompletableFuture<String> thread =
          client
              .sendAsync(Request.get(origin.uri()), BodyHandlers.discarding())
              .handle((response, failure) -> failure + " on " + Thread.currentThread().getName());
      chained.countDown();
      assertThat(thread.get(10, TimeUnit.SECONDS))
          .contains("ExchangeException")
          .matches(
              callbacks == Callbacks.NEVER_WAIT
                  ? ".* on " + EVENT_LOOP
                  : ".* on parley-client-blocking-\\d+");
    }
  }

  @Test
  void whoWouldWaitForHimselfIsToldSo() throws Exception {
    CountDownLatch chained = new CountDownLatch(1);
    try (ScriptedOrigin origin = taking(chained);
        ParleyClient client = client(Callbacks.NEVER_WAIT)) {
      CompletableFuture<@Nullable Throwable> told =
          client
              .sendAsync(
                  Request.put(origin.uri(), RequestContent.of("x")), BodyHandlers.discarding())
              .handle((response, failure) -> thrownBySend(client, origin));
      chained.countDown();
      assertThat(told.get(10, TimeUnit.SECONDS))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("send: on an event loop (expected: sendAsync)");
    }
  }

  private static @Nullable Throwable thrownBySend(ParleyClient client, ScriptedOrigin origin) {
    try {
      client.send(Request.get(origin.uri()), BodyHandlers.discarding());
      return null;
    } catch (Exception thrown) {
      return thrown;
    }
  }

  /** Gives the request up in the middle of its content. */
  private static final class Fickle implements BodySubscriber<Void> {
    private final CompletableFuture<CompletableFuture<?>> response = new CompletableFuture<>();
    private final CompletableFuture<Boolean> nested = new CompletableFuture<>();
    private boolean within;

    @Override
    public CompletionStage<Void> getBody() {
      return new CompletableFuture<>();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
      within = true;
      response.join().cancel(true);
      within = false;
    }

    @Override
    public void onError(Throwable cause) {
      nested.complete(within);
    }

    @Override
    public void onComplete() {
      nested.completeExceptionally(new AssertionError("complete"));
    }
  }

  @Test
  void noSubscriberIsCalledFromWithinItself() throws Exception {
    CountDownLatch known = new CountDownLatch(1);
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.readRequestHead();
                  known.await();
                  peer.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc");
                  peer.discardToEof();
                });
        ParleyClient client = client(Callbacks.NEVER_WAIT)) {
      Fickle subscriber = new Fickle();
      subscriber.response.complete(client.sendAsync(Request.get(origin.uri()), head -> subscriber));
      known.countDown();
      assertThat(subscriber.nested.get(10, TimeUnit.SECONDS)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatHasComeOutlivesTheClient(Callbacks callbacks) throws Exception {
    Flow.Publisher<List<ByteBuffer>> content;
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            peer -> {
              peer.readRequestHead();
              peer.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
              peer.discardToEof();
            })) {
      try (ParleyClient client = client(callbacks)) {
        content =
            client
                .sendAsync(Request.get(origin.uri()), BodyHandlers.ofPublisher())
                .get(10, TimeUnit.SECONDS)
                .content();
        await().untilAsserted(() -> assertThat(client.open()).isZero());
      }
      BodySubscriber<byte[]> reader = BodySubscribers.ofByteArray();
      content.subscribe(reader);
      assertThat(reader.getBody().toCompletableFuture().get(10, TimeUnit.SECONDS)).hasSize(3);
    }
  }
}
