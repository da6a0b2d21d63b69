// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A client ends as Java 21 says, on Java 17 as well. */
class LifeTest {
  private static long loops() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("parley-client"))
        .count();
  }

  private static HttpRequest put(ScriptedOrigin origin) {
    return HttpRequest.newBuilder(origin.uri()).PUT(BodyPublishers.ofString("abc")).build();
  }

  @Test
  void aRequestUnderWayEndsBeforeTheClientThatWasShutDown() throws Exception {
    CountDownLatch shutDown = new CountDownLatch(1);
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.discardContent(peer.readRequestHead());
                  try {
                    shutDown.await();
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                  peer.send(OriginScripts.response(201)).discardToEof();
                });
        ParleyHttpClient client = ParleyHttpClient.newHttpClient()) {
      CompletableFuture<HttpResponse<Void>> response =
          client.sendAsync(put(origin), BodyHandlers.discarding());
      client.shutdown();
      assertThat(client.isTerminated()).isFalse();
      assertThat(client.awaitTermination(Duration.ofMillis(1))).isFalse();
      assertThatThrownBy(() -> client.send(put(origin), BodyHandlers.discarding()))
          .isInstanceOf(IOException.class)
          .hasMessage("the client was shut down");
      shutDown.countDown();
      assertThat(response.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
      assertThat(client.awaitTermination(Duration.ofSeconds(10))).isTrue();
      assertThat(client.isTerminated()).isTrue();
    }
  }

  @Test
  void aResponseIsReadToItsEndThoughTheClientWasShutDown() throws Exception {
    int size = 8 << 20;
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.readRequestHead();
                  peer.send("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(size));
                  peer.sendContent(size).discardToEof();
                });
        ParleyHttpClient client = ParleyHttpClient.newHttpClient()) {
      try (InputStream content =
          client
              .send(HttpRequest.newBuilder(origin.uri()).build(), BodyHandlers.ofInputStream())
              .body()) {
        client.shutdown();
        assertThat(client.isTerminated()).isFalse();
        assertThat(content.readAllBytes()).isEqualTo(Pattern.bytes(size));
      }
      assertThat(client.awaitTermination(Duration.ofSeconds(10))).isTrue();
    }
  }

  @Test
  void toShutDownNowGivesRequestsUp() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers());
        ParleyHttpClient client = ParleyHttpClient.newHttpClient()) {
      CompletableFuture<?> response = client.sendAsync(put(origin), BodyHandlers.discarding());
      origin.awaitConnections(1);
      client.shutdownNow();
      assertThatThrownBy(() -> response.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IOException.class);
      origin.verify();
      assertThat(client.awaitTermination(Duration.ofSeconds(10))).isTrue();
    }
  }

  @Test
  void aClientThatNobodyRefersToClosesItself() throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(201)))) {
      assertThat(
              ParleyHttpClient.newHttpClient()
                  .send(put(origin), BodyHandlers.discarding())
                  .statusCode())
          .isEqualTo(201);
      assertThat(loops()).isPositive();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                System.gc();
                return loops() == 0;
              });
    }
  }

  /** Sends an upload elsewhere when {@code time} has come, and takes it there. */
  private static Script redirectingAfter(CountDownLatch time) {
    return peer -> {
      Head head = peer.readRequestHead();
      peer.discardContent(head);
      if (head.target().equals("/there")) {
        peer.send(OriginScripts.closing(201)).shutdownOutput().discardToEof();
        return;
      }
      try {
        time.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      peer.send(OriginScripts.closing(307).replace("\r\n\r\n", "\r\nLocation: /there\r\n\r\n"))
          .shutdownOutput()
          .discardToEof();
    };
  }

  @Test
  void aRequestUnderWayIsRedirectedAlthoughItsClientWasShutDown() throws Exception {
    CountDownLatch shutDown = new CountDownLatch(1);
    try (ScriptedOrigin origin = ScriptedOrigin.serving(redirectingAfter(shutDown));
        ParleyHttpClient client =
            ParleyHttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build()) {
      CompletableFuture<HttpResponse<Void>> response =
          client.sendAsync(put(origin), BodyHandlers.discarding());
      origin.awaitConnections(1);
      client.shutdown();
      shutDown.countDown();
      assertThat(response.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
      await().until(client::isTerminated);
    }
  }

  /** A client that nobody refers to but its request. */
  private record Alone(
      WeakReference<ParleyHttpClient> client, CompletableFuture<HttpResponse<Void>> response) {
    static Alone sending(HttpRequest request) {
      ParleyHttpClient client =
          ParleyHttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
      return new Alone(
          new WeakReference<>(client), client.sendAsync(request, BodyHandlers.discarding()));
    }
  }

  private static void collectGarbage() {
    WeakReference<Object> garbage = new WeakReference<>(new Object());
    await()
        .until(
            () -> {
              System.gc();
              return garbage.get() == null;
            });
  }

  @Test
  void aRequestUnderWayKeepsAClientThatNobodyRefersTo() throws Exception {
    CountDownLatch collected = new CountDownLatch(1);
    try (ScriptedOrigin origin = ScriptedOrigin.serving(redirectingAfter(collected))) {
      Alone alone = Alone.sending(put(origin));
      origin.awaitConnections(1);
      collectGarbage();
      assertThat(alone.client().get()).isNotNull();
      collected.countDown();
      assertThat(alone.response().get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                System.gc();
                return loops() == 0;
              });
    }
  }
}
