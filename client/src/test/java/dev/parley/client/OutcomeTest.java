// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.client.Outcome.Again;
import dev.parley.client.Outcome.Decision;
import dev.parley.client.Outcome.Reason;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutcomeTest {
  private static final int LARGE = 4 << 20;

  private static Response<Void> put(
      ScriptedOrigin origin, AskPolicy ask, RequestContent content, ExchangeListener listener)
      throws IOException, InterruptedException {
    try (ParleyClient client = ParleyClient.create(ClientPolicy.DEFAULTS.withAsk(ask))) {
      return client.send(
          Request.put(origin.uri().resolve("/u"), content), BodyHandlers.discarding(), listener);
    }
  }

  @Test
  void anUploadThatWasAskedForSaysWhoDecided() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201))) {
      Outcome outcome =
          put(
                  origin,
                  AskPolicy.AUTO,
                  RequestContent.of(PatternSource.bytes(LARGE)),
                  ExchangeListener.NONE)
              .outcome();
      Outcome.Attempt only = outcome.last();
      assertThat(only.asked()).isTrue();
      assertThat(only.reason()).isEqualTo(Reason.ESTIMATE);
      assertThat(only.estimate()).isPresent();
      assertThat(only.decision()).isEqualTo(Decision.CONTINUE);
      assertThat(only.waited()).isPositive();
      assertThat(only.contentSent()).isEqualTo(LARGE);
      assertThat(only.status()).contains(201);
      assertThat(only.again()).isEqualTo(Again.NO);
      assertThat(outcome.contentSpared()).isZero();
      assertThat(outcome.took()).isGreaterThanOrEqualTo(only.waited());
    }
  }

  @Test
  void aRefusalSaysWhatItSpared() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.refuseAtOnce(413, true))) {
      Response<Void> response =
          put(
              origin,
              AskPolicy.ALWAYS,
              RequestContent.of(PatternSource.bytes(LARGE)),
              ExchangeListener.NONE);
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.outcome().last().decision()).isEqualTo(Decision.FINAL);
      assertThat(response.outcome().last().reason()).isEqualTo(Reason.POLICY);
      assertThat(response.outcome().contentSent()).isZero();
      assertThat(response.outcome().contentSpared()).isEqualTo(LARGE);
    }
  }

  @Test
  void smallContentIsSentAtOnce() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201))) {
      Outcome.Attempt only =
          put(origin, AskPolicy.AUTO, RequestContent.of("abc"), ExchangeListener.NONE)
              .outcome()
              .last();
      assertThat(only.asked()).isFalse();
      assertThat(only.reason()).isEqualTo(Reason.ESTIMATE);
      assertThat(only.decision()).isEqualTo(Decision.UNASKED);
      assertThat(only.contentSent()).isEqualTo(3);
    }
  }

  @Test
  void aRequestWithoutContentAsksNothing() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(200));
        ParleyClient client =
            ParleyClient.create(ClientPolicy.DEFAULTS.withAsk(AskPolicy.ALWAYS))) {
      Response<String> response = client.send(Request.get(origin.uri()), BodyHandlers.ofString());
      assertThat(response.outcome().last().decision()).isEqualTo(Decision.NO_CONTENT);
      assertThat(origin.connection(0).heads().get(0).has("Expect")).isFalse();
      assertThat(origin.connection(0).heads().get(0).has("Content-Length")).isFalse();
    }
  }

  @Test
  void aServerThatSaidSomethingIsNotTakenForADeadConnection() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  while (peer.awaitsMore()) {
                    Head head = peer.readRequestHead();
                    if (requests.incrementAndGet() > 1) {
                      peer.send("HTTP/1.1 102 Processing\r\n\r\n");
                      return;
                    }
                    peer.discardContent(head);
                    peer.send("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
                  }
                });
        ParleyClient client = ParleyClient.create()) {
      client.send(Request.post(origin.uri(), RequestContent.of("abc")), BodyHandlers.discarding());
      Request second =
          Request.post(origin.uri(), RequestContent.of(PatternSource.bytes(LARGE)))
              .withAsk(AskPolicy.ALWAYS);
      assertThatThrownBy(() -> client.send(second, BodyHandlers.discarding()))
          .isInstanceOf(ExchangeException.class);
      assertThat(requests).hasValue(2);
    }
  }

  @Test
  void aDeadPooledConnectionIsReplacedAndSaid() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201));
        ParleyClient client = ParleyClient.create()) {
      Request request =
          Request.put(origin.uri().resolve("/u"), RequestContent.of(PatternSource.bytes(LARGE)));
      for (int i = 0; i < 3; i++) {
        Response<Void> response = client.send(request, BodyHandlers.discarding());
        assertThat(response.status()).isEqualTo(201);
        Outcome outcome = response.outcome();
        assertThat(outcome.attempts().subList(0, outcome.attempts().size() - 1))
            .allSatisfy(lost -> assertThat(lost.again()).isEqualTo(Again.STALE_CONNECTION));
        assertThat(outcome.last().contentSent()).isEqualTo(LARGE);
      }
    }
  }

  @Test
  void everyStartThatAListenerHearsHasItsEnd() throws Exception {
    List<String> heard = new ArrayList<>();
    try (ScriptedOrigin origin =
        ScriptedOrigin.inOrder(
            OriginScripts.expectationFailedThenAccept(), OriginScripts.continueThen(201))) {
      put(
          origin,
          AskPolicy.ALWAYS,
          RequestContent.of(PatternSource.bytes(300_000)),
          new Recorder(heard));
    }
    assertThat(heard)
        .containsExactly(
            "attempt 1 asks, POLICY",
            "wait",
            "wait ended FINAL",
            "attempt ended EXPECTATION_FAILED",
            "attempt 2 sends, EXPECTATION_FAILED",
            "content of 300000",
            "sent 262144",
            "sent 300000",
            "content ended 300000 whole",
            "response 201",
            "response ended whole",
            "attempt ended NO");
  }

  @Test
  void anExpectationThatFailsForTheCallerHasItsEndToo() throws Exception {
    List<String> heard = new ArrayList<>();
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            peer -> {
              peer.discardContent(peer.readRequestHead());
              peer.send("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n");
            })) {
      put(origin, AskPolicy.NEVER, RequestContent.of("abc"), new Recorder(heard));
    }
    assertThat(heard).contains("response 417", "response ended whole");
  }

  @Test
  void anAttemptThatNeverBeganDoesNotEnd() throws Exception {
    List<String> heard = new ArrayList<>();
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (ParleyClient client = ParleyClient.create()) {
      Request request = Request.get(URI.create("http://127.0.0.1:" + port + "/"));
      assertThatThrownBy(() -> client.send(request, BodyHandlers.discarding(), new Recorder(heard)))
          .isInstanceOf(ExchangeException.class);
    }
    assertThat(heard).isEmpty();
  }

  @Test
  void aListenerThatThrowsChangesNothing() throws Exception {
    ExchangeListener broken =
        new ExchangeListener() {
          @Override
          public void contentStarted(OptionalLong length) {
            throw new AssertionError("broken");
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201))) {
      assertThat(put(origin, AskPolicy.AUTO, RequestContent.of("abc"), broken).status())
          .isEqualTo(201);
    }
  }

  private record Recorder(List<String> heard) implements ExchangeListener {
    @Override
    public void attemptStarted(int number, boolean asks, Reason reason) {
      heard.add("attempt " + number + (asks ? " asks, " : " sends, ") + reason);
    }

    @Override
    public void attemptEnded(Outcome.Attempt attempt) {
      heard.add("attempt ended " + attempt.again());
    }

    @Override
    public void waitStarted(Duration atMost) {
      heard.add("wait");
    }

    @Override
    public void waitEnded(Decision decision) {
      heard.add("wait ended " + decision);
    }

    @Override
    public void contentStarted(OptionalLong length) {
      heard.add("content of " + length.orElse(-1));
    }

    @Override
    public void contentSent(long bytes) {
      heard.add("sent " + bytes);
    }

    @Override
    public void contentEnded(long bytes, boolean whole) {
      heard.add("content ended " + bytes + (whole ? " whole" : ""));
    }

    @Override
    public void interim(int status, HttpHeaders fields) {
      heard.add("interim " + status);
    }

    @Override
    public void responseStarted(int status) {
      heard.add("response " + status);
    }

    @Override
    public void responseEnded(boolean whole) {
      heard.add("response ended" + (whole ? " whole" : ""));
    }
  }
}
