// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.cases.InterruptedCalls;
import dev.parley.testkit.Peer;
import dev.parley.testkit.ScriptedOrigin;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A response that comes to nobody is closed, and its connection with it. */
class GivenUpTest {
  @Test
  void toAnInterruptedThread() throws Exception {
    try (InterruptedCalls calls = new InterruptedCalls();
        ParleyHttpClient client = ParleyHttpClient.newBuilder().executor(calls).build()) {
      calls.make(
          uri ->
              client
                  .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofInputStream())
                  .body()
                  .close());
    }
  }

  @Test
  void whereItIsThereAlready() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(GivenUpTest::answer);
        ParleyHttpClient client = ParleyHttpClient.newHttpClient()) {
      Sending<InputStream> sending =
          new Sending<>(client, BodyHandlers.ofInputStream(), Runnable::run);
      HttpResponse<InputStream> response =
          sending.start(HttpRequest.newBuilder(origin.uri()).build()).get(10, TimeUnit.SECONDS);
      assertThat(response.statusCode()).isEqualTo(200);
      sending.abandon();
      origin.verify();
    }
  }

  private static void answer(Peer peer) {
    peer.readRequestHead();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n").discardToEof();
  }

  @Test
  void afterItsFutureWasCancelled() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    CountDownLatch answered = new CountDownLatch(1);
    Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    CountDownLatch told = new CountDownLatch(1);
    try (ScriptedOrigin origin = ScriptedOrigin.serving(GivenUpTest::answer);
        ParleyHttpClient client =
            ParleyHttpClient.newBuilder()
                .executor(
                    task -> {
                      if (answered.getCount() > 0) {
                        threads.execute(task);
                      } else {
                        held.add(task);
                        told.countDown();
                      }
                    })
                .build()) {
      CompletableFuture<HttpResponse<InputStream>> response =
          client.sendAsync(
              HttpRequest.newBuilder(origin.uri()).build(),
              head -> {
                answered.countDown();
                return HttpResponse.BodySubscribers.ofInputStream();
              });
      // The response is whole for the client below, and has not reached the future.
      assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(response.cancel(true)).isTrue();
      for (Runnable task = held.poll(); task != null; task = held.poll()) {
        threads.execute(task);
      }
      origin.verify();
    } finally {
      threads.shutdown();
    }
  }
}
