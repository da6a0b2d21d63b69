// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedOrigin;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a program sees that was written for the JDK's client, with that one and with ours. */
class SameAsTheJdkTest {
  private static final int SIZE = 300_000;

  @TempDir private Path folder = Path.of("");

  /** Where builders come from. */
  private enum Kind {
    JDK,
    PARLEY;

    HttpClient.Builder builder() {
      return switch (this) {
        case JDK -> HttpClient.newBuilder().version(Version.HTTP_1_1);
        case PARLEY -> ParleyHttpClient.newBuilder();
      };
    }
  }

  /** Runs with a client; ours is closed, the JDK's is left to the collector. */
  private interface With {
    void run(HttpClient client) throws Exception;
  }

  private static void with(HttpClient.Builder builder, With test) throws Exception {
    HttpClient client = builder.build();
    try {
      test.run(client);
    } finally {
      if (client instanceof ParleyHttpClient parley) {
        parley.close();
      }
    }
  }

  private static void with(Kind kind, With test) throws Exception {
    with(kind.builder(), test);
  }

  /** Each connection serves one request, so that the JDK's client leaves none behind. */
  private static Script oneRequest(String response) {
    return peer -> {
      Head head = peer.readRequestHead();
      if (head.expectsContinue()) {
        peer.send(OriginScripts.interim(100));
      }
      if (head.has("Content-Length") || head.has("Transfer-Encoding")) {
        peer.discardContent(head);
      }
      peer.send(response).shutdownOutput().discardToEof();
    };
  }

  /** An unused connection would be kept, and not closed. */
  private static void awaitRequest(ScriptedOrigin origin) {
    await()
        .until(
            () ->
                origin.connections().stream()
                    .anyMatch(connection -> connection.bytesReceived() > 0));
  }

  private static HttpRequest put(URI uri, BodyPublisher content) {
    return HttpRequest.newBuilder(uri).PUT(content).build();
  }

  @ParameterizedTest
  @EnumSource
  void everyPublisherArrives(Kind kind) throws Exception {
    byte[] bytes = Pattern.bytes(SIZE);
    Path file = Files.write(folder.resolve("f"), bytes);
    List<BodyPublisher> publishers =
        List.of(
            BodyPublishers.ofByteArray(bytes),
            BodyPublishers.ofByteArrays(List.of(bytes)),
            BodyPublishers.ofString(new String(bytes, StandardCharsets.US_ASCII)),
            BodyPublishers.ofFile(file),
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)),
            BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(bytes)),
            BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(bytes), SIZE),
            BodyPublishers.concat(
                BodyPublishers.ofByteArray(bytes, 0, 1000),
                BodyPublishers.ofByteArray(bytes, 1000, SIZE - 1000)));
    try (ScriptedOrigin origin = ScriptedOrigin.serving(oneRequest(OriginScripts.closing(201)))) {
      with(
          kind,
          client -> {
            for (BodyPublisher content : publishers) {
              assertThat(
                      client
                          .send(put(origin.uri().resolve("/u"), content), BodyHandlers.discarding())
                          .statusCode())
                  .isEqualTo(201);
            }
          });
      assertThat(origin.connections())
          .hasSize(publishers.size())
          .allSatisfy(
              connection -> {
                assertThat(connection.discarded().get(0).length()).isEqualTo(SIZE);
                assertThat(connection.discarded().get(0).isPattern()).isTrue();
              });
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyHandlerGetsTheContent(Kind kind) throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            oneRequest(
                "HTTP/1.1 200 OK\r\nX-A: 1\r\nX-A: 2\r\nConnection: close\r\n\r\nfirst\nsecond\n"))) {
      with(
          kind,
          client -> {
            HttpRequest get = HttpRequest.newBuilder(origin.uri().resolve("/?q")).build();
            HttpResponse<String> text = client.send(get, BodyHandlers.ofString());
            assertThat(text.body()).isEqualTo("first\nsecond\n");
            assertThat(text.headers().allValues("x-a")).containsExactly("1", "2");
            assertThat(text.uri()).isEqualTo(get.uri());
            assertThat(text.request()).isEqualTo(get);
            assertThat(text.version()).isEqualTo(Version.HTTP_1_1);
            assertThat(text.previousResponse()).isEmpty();
            assertThat(text.sslSession()).isEmpty();
            assertThat(client.send(get, BodyHandlers.ofByteArray()).body()).hasSize(13);
            assertThat(client.send(get, BodyHandlers.ofLines()).body().collect(Collectors.toList()))
                .containsExactly("first", "second");
            assertThat(client.send(get, BodyHandlers.ofFile(folder.resolve("got"))).body())
                .hasContent("first\nsecond\n");
            try (InputStream stream = client.send(get, BodyHandlers.ofInputStream()).body()) {
              assertThat(stream.readAllBytes()).hasSize(13);
            }
            assertThat(client.sendAsync(get, BodyHandlers.replacing("else")).get().body())
                .isEqualTo("else");
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void headersArriveAsTheyWereSet(Kind kind) throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(oneRequest(OriginScripts.closing(200)))) {
      with(
          kind,
          client ->
              client.send(
                  HttpRequest.newBuilder(origin.uri().resolve("/a%20b?c=d#e"))
                      .header("X-A", "1")
                      .header("X-A", "2")
                      .header("User-Agent", "me")
                      .method("PROPFIND", BodyPublishers.noBody())
                      .build(),
                  BodyHandlers.discarding()));
      Head head = origin.connection(0).heads().get(0);
      assertThat(head.startLine()).isEqualTo("PROPFIND /a%20b?c=d HTTP/1.1");
      assertThat(head.all("X-A")).containsExactly("1", "2");
      assertThat(head.all("User-Agent")).containsExactly("me");
      assertThat(head.all("Host")).containsExactly("127.0.0.1:" + origin.port());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRedirectIsTheCallersUnlessItIsFollowed(Kind kind) throws Exception {
    String redirect =
        OriginScripts.closing(302)
            .replace("\r\n\r\n", "\r\nLocation: /b\r\nSet-Cookie: s=1\r\n\r\n");
    try (ScriptedOrigin origin =
        ScriptedOrigin.inOrder(
            oneRequest(redirect), oneRequest(redirect), oneRequest(OriginScripts.closing(204)))) {
      HttpRequest post =
          HttpRequest.newBuilder(origin.uri().resolve("/a"))
              .header("Content-Type", "text/plain")
              .header("Cookie", "mine=1")
              .POST(BodyPublishers.ofString("abc"))
              .build();
      with(
          kind,
          client ->
              assertThat(client.send(post, BodyHandlers.discarding()).statusCode()).isEqualTo(302));
      with(
          kind.builder().followRedirects(Redirect.NORMAL).cookieHandler(new CookieManager()),
          client -> {
            HttpResponse<String> last = client.send(post, BodyHandlers.ofString());
            assertThat(last.statusCode()).isEqualTo(204);
            assertThat(last.uri()).isEqualTo(origin.uri().resolve("/b"));
            assertThat(last.request().method()).isEqualTo("GET");
            HttpResponse<String> first = last.previousResponse().orElseThrow();
            assertThat(first.statusCode()).isEqualTo(302);
            assertThat(first.request().method()).isEqualTo("POST");
            assertThat(first.uri()).isEqualTo(post.uri());
            assertThat(first.previousResponse()).isEmpty();
          });
      Head second = origin.connection(2).heads().get(0);
      assertThat(second.startLine()).isEqualTo("GET /b HTTP/1.1");
      assertThat(second.all("Cookie")).hasSize(1);
      assertThat(second.first("Cookie").orElseThrow()).contains("s=1").contains("mine=1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRequestTakesNoLongerThanItMay(Kind kind) throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers())) {
      HttpRequest request =
          HttpRequest.newBuilder(origin.uri())
              .timeout(Duration.ofMillis(1500))
              .PUT(BodyPublishers.ofByteArray(Pattern.bytes(SIZE)))
              .build();
      with(
          kind,
          client -> {
            assertThatThrownBy(() -> client.send(request, BodyHandlers.discarding()))
                .isExactlyInstanceOf(HttpTimeoutException.class)
                .hasMessage("request timed out");
            assertThatThrownBy(() -> client.sendAsync(request, BodyHandlers.discarding()).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseExactlyInstanceOf(HttpTimeoutException.class);
          });
      origin.verify();
    }
  }

  @ParameterizedTest
  @EnumSource
  void itsTimeEndsWithTheHeadOfTheResponse(Kind kind) throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            peer -> {
              peer.readRequestHead();
              peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
              try {
                // Longer than the request may take.
                assertThat(read.await(2500, TimeUnit.MILLISECONDS)).isFalse();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              peer.send("late").shutdownOutput().discardToEof();
            })) {
      HttpRequest request =
          HttpRequest.newBuilder(origin.uri()).timeout(Duration.ofSeconds(2)).build();
      with(
          kind,
          client -> {
            try (InputStream late = client.send(request, BodyHandlers.ofInputStream()).body()) {
              assertThat(late.readAllBytes()).hasSize(4);
            }
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void nobodyListensThere(Kind kind) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    HttpRequest request =
        put(URI.create("http://127.0.0.1:" + port + "/"), BodyPublishers.ofString("abc"));
    with(
        kind,
        client -> {
          assertThatThrownBy(() -> client.send(request, BodyHandlers.discarding()))
              .isExactlyInstanceOf(ConnectException.class);
          assertThatThrownBy(() -> client.sendAsync(request, BodyHandlers.discarding()).join())
              .hasCauseExactlyInstanceOf(ConnectException.class);
        });
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatLeavesFailsTheRequest(Kind kind) throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.closesAtOnce())) {
      with(
          kind,
          client ->
              assertThatThrownBy(
                      () ->
                          client.send(
                              HttpRequest.newBuilder(origin.uri())
                                  .POST(BodyPublishers.ofString("abc"))
                                  .build(),
                              BodyHandlers.discarding()))
                  .isInstanceOf(IOException.class));
    }
  }

  /** The JDK's does as well, but leaves the connection open. */
  @ParameterizedTest
  @EnumSource(names = "PARLEY")
  void aHandlerThatThrowsFailsTheRequest(Kind kind) throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(oneRequest(OriginScripts.closing(200)))) {
      HttpRequest get = HttpRequest.newBuilder(origin.uri()).build();
      HttpResponse.BodyHandler<Void> broken =
          head -> {
            throw new IllegalStateException("no idea");
          };
      with(
          kind,
          client -> {
            assertThatThrownBy(() -> client.send(get, broken))
                .isInstanceOf(IOException.class)
                .hasRootCauseInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> client.sendAsync(get, broken).join())
                .hasRootCauseInstanceOf(IllegalStateException.class);
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPublisherThatFailsFailsTheRequest(Kind kind) throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers())) {
      InputStream broken =
          new InputStream() {
            @Override
            public int read() throws IOException {
              throw new IOException("the disk is on fire");
            }

            @Override
            public int read(byte[] block, int from, int count) throws IOException {
              return read();
            }
          };
      with(
          kind,
          client ->
              assertThatThrownBy(
                      () ->
                          client.send(
                              put(origin.uri(), BodyPublishers.ofInputStream(() -> broken)),
                              BodyHandlers.discarding()))
                  .isInstanceOf(IOException.class)
                  .hasRootCauseMessage("the disk is on fire"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void toCancelTheFutureLeavesAtOnce(Kind kind) throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers())) {
      with(
          kind,
          client -> {
            CompletableFuture<?> response =
                client.sendAsync(
                    put(origin.uri(), BodyPublishers.ofByteArray(Pattern.bytes(SIZE))),
                    BodyHandlers.discarding());
            awaitRequest(origin);
            assertThat(response.cancel(true)).isTrue();
            origin.verify();
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void toInterruptTheThreadLeavesAtOnce(Kind kind) throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers())) {
      with(
          kind,
          client -> {
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            Thread caller =
                new Thread(
                    () ->
                        thrown.complete(
                            catchThrowable(
                                () ->
                                    client.send(
                                        put(
                                            origin.uri(),
                                            BodyPublishers.ofByteArray(Pattern.bytes(SIZE))),
                                        BodyHandlers.discarding()))));
            caller.start();
            awaitRequest(origin);
            caller.interrupt();
            assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
            origin.verify();
            caller.join();
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatTheCallerWroteRunsOnItsExecutor(Kind kind) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2, task -> new Thread(task, "caller's"));
    CountDownLatch sent = new CountDownLatch(1);
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            peer -> {
              peer.discardContent(peer.readRequestHead());
              try {
                sent.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              peer.send(OriginScripts.closing(200)).shutdownOutput().discardToEof();
            })) {
      with(
          kind.builder().executor(threads),
          client -> {
            assertThat(client.executor()).contains(threads);
            CompletableFuture<String> handled = new CompletableFuture<>();
            CompletableFuture<String> after =
                client
                    .sendAsync(
                        put(origin.uri(), BodyPublishers.ofString("abc")),
                        head -> {
                          handled.complete(Thread.currentThread().getName());
                          return HttpResponse.BodySubscribers.discarding();
                        })
                    .thenApply(response -> Thread.currentThread().getName());
            sent.countDown();
            assertThat(handled.get(10, TimeUnit.SECONDS)).isEqualTo("caller's");
            if (kind == Kind.PARLEY) {
              // So says HttpClient.Builder, and the JDK's client takes the common pool.
              assertThat(after.get(10, TimeUnit.SECONDS)).isEqualTo("caller's");
            }
          });
      assertThat(threads.isShutdown()).isFalse();
    } finally {
      threads.shutdown();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aConnectionTakesNoLongerThanItMay(Kind kind) throws Exception {
    // A full backlog: the kernel takes no more connections, and says nothing.
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Socket> waiting = new ArrayList<>();
      try {
        for (int i = 0; i < 2; i++) {
          waiting.add(new Socket(full.getInetAddress(), full.getLocalPort()));
        }
        with(
            kind.builder().connectTimeout(Duration.ofMillis(300)),
            client ->
                assertThatThrownBy(
                        () ->
                            client.send(
                                HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + full.getLocalPort()))
                                    .build(),
                                BodyHandlers.discarding()))
                    .isExactlyInstanceOf(HttpConnectTimeoutException.class));
      } finally {
        for (Socket each : waiting) {
          each.close();
        }
      }
    }
  }
}
