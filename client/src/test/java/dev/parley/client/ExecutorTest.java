// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.THROWABLE;

import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.ScriptedOrigin;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ExecutorTest {
  private static final int SIZE = 3_000_000;

  private final Set<String> threads = ConcurrentHashMap.newKeySet();

  private void seen() {
    threads.add(Thread.currentThread().getName());
  }

  @Test
  void whatMayBlockRunsOnTheExecutorOfTheCallerWhichStaysOpen() throws Exception {
    ExecutorService one = Executors.newSingleThreadExecutor(task -> new Thread(task, "caller's"));
    BodyPublisher bytes = BodyPublishers.ofByteArray(PatternSource.bytes(SIZE));
    RequestContent published =
        RequestContent.of(
            subscriber -> {
              seen();
              bytes.subscribe(subscriber);
            },
            OptionalLong.of(bytes.contentLength()),
            true);
    RequestContent streamed =
        RequestContent.of(
            () -> {
              seen();
              return PatternSource.stream(SIZE);
            });
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(201)))) {
      try (ParleyClient client =
          ParleyClient.create(ClientPolicy.DEFAULTS, new OriginMemories(), one)) {
        for (RequestContent content : new RequestContent[] {published, streamed}) {
          assertThat(
                  client
                      .sendAsync(
                          Request.put(origin.uri(), content),
                          head -> {
                            seen();
                            return BodySubscribers.discarding();
                          })
                      .get(10, TimeUnit.SECONDS)
                      .status())
              .isEqualTo(201);
        }
      }
      assertThat(threads).containsExactly("caller's");
      assertThat(one.isShutdown()).isFalse();
    } finally {
      one.shutdown();
    }
  }

  @Test
  void anExecutorThatTakesNothingMoreFailsTheRequest() throws Exception {
    ExecutorService none = Executors.newSingleThreadExecutor();
    none.shutdown();
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(201)));
        ParleyClient client =
            ParleyClient.create(ClientPolicy.DEFAULTS, new OriginMemories(), none)) {
      assertThat(
              client.sendAsync(
                  Request.put(origin.uri(), RequestContent.of("text")), BodyHandlers.discarding()))
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableOfType(ExecutionException.class)
          .withRootCauseInstanceOf(RejectedExecutionException.class);
    }
  }

  @Test
  void whoReadsAResponseIsToldThatTheExecutorTakesNothingMore() throws Exception {
    ExecutorService callers = Executors.newCachedThreadPool();
    CountDownLatch shutDown = new CountDownLatch(1);
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.readRequestHead();
                  peer.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc");
                  shutDown.await();
                  peer.send("def");
                  peer.discardToEof();
                });
        ParleyClient client =
            ParleyClient.create(ClientPolicy.DEFAULTS, new OriginMemories(), callers)) {
      InputStream content =
          client.send(Request.get(origin.uri()), BodyHandlers.ofInputStream()).content();
      assertThat(content.readNBytes(3)).asString(US_ASCII).isEqualTo("abc");
      callers.shutdown();
      shutDown.countDown();
      assertThat(CompletableFuture.supplyAsync(() -> catchThrowable(content::read)))
          .succeedsWithin(Duration.ofSeconds(10), THROWABLE)
          .hasRootCauseInstanceOf(RejectedExecutionException.class);
    }
  }

  @Test
  void whatAnExecutorDoesNotTakeIsDoneByWhoeverWaited() throws Exception {
    ExecutorService none = Executors.newSingleThreadExecutor();
    none.shutdown();
    Mailbox mailbox = new Mailbox(none, new Wakes(Runnable::run));
    List<Thread> ran = new ArrayList<>();
    mailbox.execute(() -> ran.add(Thread.currentThread()));
    mailbox.execute(() -> ran.add(Thread.currentThread()));
    mailbox.runUntil(CompletableFuture.completedFuture(201));
    assertThat(ran).containsExactly(Thread.currentThread(), Thread.currentThread());
  }
}
