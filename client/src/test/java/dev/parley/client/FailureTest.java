// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.client.ExchangeException.Source;
import dev.parley.core.Replay;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailureTest {
  private static final RequestContent CONTENT = RequestContent.of(PatternSource.bytes(4 << 20));

  private static ExchangeException failure(ClientPolicy policy, URI uri) {
    try (ParleyClient client = ParleyClient.create(policy)) {
      Throwable thrown =
          org.assertj.core.api.Assertions.catchThrowable(
              () -> client.send(Request.put(uri, CONTENT), BodyHandlers.discarding()));
      assertThat(thrown).isInstanceOf(ExchangeException.class);
      await().until(() -> client.open() == 0);
      return (ExchangeException) thrown;
    }
  }

  private static void awaitHead(ScriptedOrigin origin) throws InterruptedException {
    origin.awaitConnections(1);
    await().until(() -> origin.connection(0).bytesReceived() > 0);
  }

  @Test
  void nobodyListensThere() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    ExchangeException failure =
        failure(ClientPolicy.DEFAULTS, URI.create("http://127.0.0.1:" + port + "/"));
    assertThat(failure.source()).isEqualTo(Source.CONNECT);
    assertThat(failure.replay()).isEqualTo(Replay.NOTHING_SPENT);
    assertThat(failure).hasMessageContaining("http://127.0.0.1:" + port + ": no connection");
  }

  @Test
  void aHostWithoutAnAddressIsNamed() {
    assertThat(failure(ClientPolicy.DEFAULTS, URI.create("http://no-such-host.invalid/")))
        .hasMessageContaining("no-such-host.invalid");
  }

  @Test
  void aConnectionThatTakesTooLongSaysSo() throws IOException {
    // The kernel takes the connection, and nobody takes up TLS.
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ExchangeException failure =
          failure(
              ClientPolicy.DEFAULTS.withConnect(Duration.ofMillis(200)),
              URI.create("https://127.0.0.1:" + silent.getLocalPort() + "/"));
      assertThat(failure.source()).isEqualTo(Source.CONNECT);
      assertThat(failure).hasCauseInstanceOf(HttpConnectTimeoutException.class);
    }
  }

  private static ScriptedOrigin answering(String answer) {
    return ScriptedOrigin.serving(
        peer -> {
          peer.discardContent(peer.readRequestHead());
          peer.send(answer.replace("|", "\r\n")).discardToEof();
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          201 Created|X-Foo : bar||                         ; no space is allowed between a field name and its colon (line 2 of the head)
          201 Created|Content-Length: 2|Content-Length: 3|| ; Content-Length is one number
          200 OK|Transfer-Encoding: chunked||zz|            ; a chunk is not in its grammar
          """)
  void anAnswerThatIsNoHttpSaysWhatIsWrongWithIt(String answer, String reason) {
    try (ScriptedOrigin origin = answering("HTTP/1.1 " + answer)) {
      ExchangeException failure = failure(ClientPolicy.DEFAULTS, origin.uri());
      assertThat(failure.source()).isEqualTo(Source.UPSTREAM);
      assertThat(failure)
          .hasMessageEndingWith(": " + reason)
          .hasCauseInstanceOf(ProtocolException.class);
      assertThat(failure.getCause()).hasMessage(reason);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "204 No Content|Transfer-Encoding: chunked||0||",
        "204 No Content|Content-Length: 3||abc",
        "200 OK|Content-Length: 2|Content-Length: 2||ok",
        "200 OK|Transfer-Encoding: chunked, chunked||2|ok|0||",
        "200 OK|Content-Length: 7|Transfer-Encoding: chunked||2|ok|0||"
      })
  void anAnswerWithOneLawfulReadingIsReadAndItsConnectionIsNotUsedAgain(String answer)
      throws Exception {
    try (ScriptedOrigin origin = answering("HTTP/1.1 " + answer);
        ParleyClient client = ParleyClient.create()) {
      for (int i = 0; i < 2; i++) {
        Response<String> response =
            client.send(Request.put(origin.uri(), CONTENT), BodyHandlers.ofString());
        assertThat(response.status()).isEqualTo(Integer.parseInt(answer.substring(0, 3)));
        assertThat(response.content()).isEqualTo(response.status() == 204 ? "" : "ok");
      }
      assertThat(origin.connectionCount()).isEqualTo(2);
    }
  }

  @Test
  void aServerThatNeverAnswersIsGivenUp() {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers())) {
      ExchangeException failure =
          failure(
              ClientPolicy.DEFAULTS.withAsk(AskPolicy.NEVER).withResponse(Duration.ofMillis(200)),
              origin.uri());
      assertThat(failure.source()).isEqualTo(Source.TIMEOUT);
    }
  }

  @Test
  void aRequestTakesNoLongerThanItMay() {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers())) {
      ExchangeException failure =
          failure(ClientPolicy.DEFAULTS.withTotal(Duration.ofSeconds(2)), origin.uri());
      assertThat(failure.source()).isEqualTo(Source.TIMEOUT);
      assertThat(failure).hasMessageContaining("no response within PT2S");
      assertThat(failure.replay()).isEqualTo(Replay.NEVER);
      assertThat(failure.contentSent()).as("the wait elapsed first").isPositive();
    }
  }

  @Test
  void aRequestThatTookTooLongBeforeItsContentMayBeMadeAgain() {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers())) {
      Duration day = Duration.ofDays(1);
      ExchangeException failure =
          failure(
              ClientPolicy.DEFAULTS
                  .withAsk(AskPolicy.ALWAYS)
                  .withPatience(new Patience(day, day, day))
                  .withTotal(Duration.ofMillis(300)),
              origin.uri());
      assertThat(failure.source()).isEqualTo(Source.TIMEOUT);
      assertThat(failure.replay()).isEqualTo(Replay.NOTHING_SPENT);
      assertThat(failure.contentSent()).isZero();
    }
  }

  @Test
  void whoeverFailsMayAskAnotherServerAndWait() throws Exception {
    try (ScriptedOrigin broken = ScriptedOrigin.serving(OriginScripts.resetsAfterHead());
        ScriptedOrigin mirror = ScriptedOrigin.serving(OriginScripts.continueThen(201));
        ParleyClient client = ParleyClient.create(ClientPolicy.DEFAULTS.withThreads(1))) {
      Response<Void> response =
          client
              .sendAsync(Request.put(broken.uri(), CONTENT), BodyHandlers.discarding())
              .exceptionally(
                  failure -> {
                    try {
                      return client.send(
                          Request.put(mirror.uri(), CONTENT), BodyHandlers.discarding());
                    } catch (IOException | InterruptedException wrong) {
                      throw new CompletionException(wrong);
                    }
                  })
              .get(20, TimeUnit.SECONDS);
      assertThat(response.status()).isEqualTo(201);
    }
  }

  @Test
  void aTimeLimitOfTheCallersOwnStopsTheRequest() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers());
        ParleyClient client = ParleyClient.create()) {
      CompletableFuture<?> response =
          client.sendAsync(Request.put(origin.uri(), CONTENT), BodyHandlers.discarding());
      awaitHead(origin);
      response.completeExceptionally(new TimeoutException("enough"));
      origin.verify();
      await().until(() -> client.open() == 0);
    }
  }

  @Test
  void aResponseThatIsCutFailsTheCaller() {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            peer -> {
              peer.discardContent(peer.readRequestHead());
              peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
            })) {
      ExchangeException failure =
          failure(ClientPolicy.DEFAULTS.withAsk(AskPolicy.NEVER), origin.uri());
      assertThat(failure.source()).isEqualTo(Source.UPSTREAM);
      assertThat(failure).hasMessageContaining("cut short");
    }
  }

  @Test
  void aCancelledRequestLeavesAtOnce() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers());
        ParleyClient client = ParleyClient.create()) {
      CompletableFuture<?> response =
          client.sendAsync(Request.put(origin.uri(), CONTENT), BodyHandlers.discarding());
      awaitHead(origin);
      assertThat(response.cancel(true)).isTrue();
      origin.verify();
      await().until(() -> client.open() == 0);
    }
  }

  @Test
  void anInterruptedThreadLeavesAtOnce() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers());
        ParleyClient client = ParleyClient.create()) {
      CountDownLatch interrupted = new CountDownLatch(1);
      Thread caller =
          new Thread(
              () -> {
                try {
                  client.send(Request.put(origin.uri(), CONTENT), BodyHandlers.discarding());
                } catch (InterruptedException expected) {
                  interrupted.countDown();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      caller.start();
      awaitHead(origin);
      caller.interrupt();
      interrupted.await();
      origin.verify();
      caller.join();
    }
  }

  @Test
  void aHandlerThatThrowsFailsItsCaller() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(200)));
        ParleyClient client = ParleyClient.create()) {
      assertThatThrownBy(
              () ->
                  client.send(
                      Request.get(origin.uri()),
                      head -> {
                        throw new IllegalStateException("no idea");
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no idea");
      await().until(() -> client.open() == 0);
    }
  }

  @Test
  void aPolicyThatThrowsFailsItsRequest() {
    CredentialsPolicy broken =
        origin -> {
          throw new IllegalStateException("no idea who I am");
        };
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(201)))) {
      ExchangeException failure =
          failure(ClientPolicy.DEFAULTS.withCredentials(broken), origin.uri());
      assertThat(failure.source()).isEqualTo(Source.LOCAL);
      assertThat(failure).hasMessageContaining("no idea who I am");
    }
  }

  @Test
  void aClosedClientFailsWhatIsUnderWayAndWhatComes() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers())) {
      ParleyClient client = ParleyClient.create();
      CompletableFuture<?> response =
          client.sendAsync(Request.put(origin.uri(), CONTENT), BodyHandlers.discarding());
      origin.awaitConnections(1);
      client.close();
      assertThatThrownBy(response::join).hasCauseInstanceOf(ExchangeException.class);
      assertThatThrownBy(() -> client.send(Request.get(origin.uri()), BodyHandlers.discarding()))
          .isInstanceOf(ExchangeException.class);
    }
  }

  @Test
  void aClientThatIsClosedByItsListenerSaysWhatWasSpent() throws Exception {
    ParleyClient client = ParleyClient.create();
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            peer -> {
              Head head = peer.readRequestHead();
              peer.discardContent(head);
              // Of a response that is whole, the client may make what it likes.
              peer.send("HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\n");
              peer.readToEof();
            })) {
      ExchangeListener closing =
          new ExchangeListener() {
            @Override
            public void responseStarted(int status) {
              client.close();
            }
          };
      CompletableFuture<Response<Void>> response =
          client.sendAsync(
              Request.post(origin.uri(), RequestContent.of("spent")).withAsk(AskPolicy.NEVER),
              BodyHandlers.discarding(),
              closing);
      assertThat(response)
          .failsWithin(Duration.ofSeconds(4))
          .withThrowableOfType(ExecutionException.class)
          .havingCause()
          .isInstanceOfSatisfying(
              ExchangeException.class,
              failure -> {
                assertThat(failure.replay()).isEqualTo(Replay.NEVER);
                assertThat(failure.contentSent()).isEqualTo(5);
              });
    }
  }

  @Test
  void aRequestThatCannotBeMadeIsNotOpen() {
    try (ParleyClient client = ParleyClient.create()) {
      URI half = URI.create("http://127.0.0.1:1/\ud800");
      assertThatThrownBy(() -> client.sendAsync(Request.get(half), BodyHandlers.discarding()))
          .hasMessageEndingWith("(expected: whole characters)");
      assertThat(client.open()).isZero();
    }
  }

  @Test
  void aResponseIsReadAtThePaceOfItsReader() throws Exception {
    int size = 20 << 20;
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.readRequestHead();
                  peer.send("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(size));
                  peer.sendContent(size);
                });
        ParleyClient client = ParleyClient.create()) {
      try (java.io.InputStream content =
          client.send(Request.get(origin.uri()), BodyHandlers.ofInputStream()).content()) {
        byte[] all = content.readAllBytes();
        assertThat(all).isEqualTo(PatternSource.bytes(size));
      }
      assertThat(
              client
                  .send(Request.get(origin.uri()), head -> BodySubscribers.ofByteArray())
                  .content())
          .hasSize(size);
    }
  }
}
