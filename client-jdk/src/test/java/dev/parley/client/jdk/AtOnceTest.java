// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A response may be there before the thread that sent the request goes on. */
class AtOnceTest {
  private final ExecutorService one = Executors.newSingleThreadExecutor();

  @AfterEach
  void shutdown() {
    one.shutdown();
  }

  private ParleyHttpClient client() {
    return ParleyHttpClient.newBuilder()
        .executor(one)
        .followRedirects(HttpClient.Redirect.NORMAL)
        .build();
  }

  /** Whatever the executor was given by now is done. */
  private Object drained() throws Exception {
    return one.submit(() -> "done").get(10, TimeUnit.SECONDS);
  }

  @Test
  void itsContentIsRead() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    CountDownLatch delivered = new CountDownLatch(1);
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.readRequestHead();
                  peer.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
                  delivered.await(10, TimeUnit.SECONDS);
                  peer.send("abc");
                });
        ParleyHttpClient client = client()) {
      Callable<Object> there =
          () -> {
            assertThat(answered.await(10, TimeUnit.SECONDS)).isTrue();
            return drained();
          };
      HttpResponse<InputStream> response =
          new Sending<InputStream>(
                  client,
                  head -> {
                    answered.countDown();
                    return BodySubscribers.ofInputStream();
                  },
                  Runnable::run)
              .start(new Held(origin.uri(), there))
              .get(10, TimeUnit.SECONDS);
      delivered.countDown();
      CompletableFuture<String> content =
          CompletableFuture.supplyAsync(
              () -> {
                try (InputStream body = response.body()) {
                  return new String(body.readAllBytes(), StandardCharsets.US_ASCII);
                } catch (IOException failed) {
                  throw new UncheckedIOException(failed);
                }
              });
      assertThat(content).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("abc");
    }
  }

  @Test
  void whatItRedirectsToIsGivenUpWithIt() throws Exception {
    CountDownLatch there = new CountDownLatch(1);
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  if (peer.readRequestHead().target().equals("/there")) {
                    there.countDown();
                  } else {
                    peer.send(
                        "HTTP/1.1 307 There\r\nLocation: /there\r\nConnection: close\r\n"
                            + "Content-Length: 0\r\n\r\n");
                  }
                  peer.discardToEof();
                });
        ParleyHttpClient client = client()) {
      Callable<Object> redirected =
          () -> {
            await().until(() -> client.connections().to(origin.uri()).open() == 0);
            return drained();
          };
      CompletableFuture<HttpResponse<Void>> response =
          new Sending<>(client, BodyHandlers.discarding(), Runnable::run)
              .start(new Held(origin.uri(), redirected));
      assertThat(there.await(10, TimeUnit.SECONDS)).isTrue();
      response.cancel(true);
      origin.verify();
    }
  }

  /** A request whose sender goes on only when something has happened. */
  private static final class Held extends HttpRequest {
    private final Thread sender = Thread.currentThread();
    private final URI uri;
    private final Callable<Object> until;

    Held(URI uri, Callable<Object> until) {
      this.uri = uri;
      this.until = until;
    }

    /** Asked for by the sender, between the request and its response. */
    @Override
    public Optional<Duration> timeout() {
      if (Thread.currentThread() == sender) {
        try {
          until.call();
        } catch (Exception never) {
          throw new AssertionError(never);
        }
      }
      return Optional.empty();
    }

    @Override
    public Optional<BodyPublisher> bodyPublisher() {
      return Optional.empty();
    }

    @Override
    public String method() {
      return "GET";
    }

    @Override
    public boolean expectContinue() {
      return false;
    }

    @Override
    public URI uri() {
      return uri;
    }

    @Override
    public Optional<HttpClient.Version> version() {
      return Optional.empty();
    }

    @Override
    public HttpHeaders headers() {
      return HttpHeaders.of(Map.of(), (name, value) -> true);
    }
  }
}
