// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class PeerTest {
  private static final PeerOptions SHORT =
      PeerOptions.DEFAULTS.withDeadline(Duration.ofMillis(100));

  private static void against(Script origin, Script client) throws Exception {
    against(PeerOptions.DEFAULTS, origin, client);
  }

  private static void against(PeerOptions options, Script origin, Script client) throws Exception {
    try (ScriptedOrigin server = ScriptedOrigin.serving(origin);
        ScriptedClient peer = ScriptedClient.connect(server.address(), options)) {
      client.run(peer);
    }
  }

  @Test
  void interimHeadsAreHeadsToo() throws Exception {
    against(
        peer -> peer.send("HTTP/1.1 103 A\r\n\r\nHTTP/1.1 100 B\r\n\r\nHTTP/1.1 201 C\r\n\r\n"),
        client -> {
          assertThat(client.readHead().status()).isEqualTo(103);
          assertThat(client.readInterim(100).startLine()).isEqualTo("HTTP/1.1 100 B");
          assertThat(client.readFinal().status()).isEqualTo(201);
          assertThat(client.readToEof()).isEqualTo(new Remainder("", Ending.FIN));
          assertThat(client.bytesReceived()).isEqualTo(18 * 3);
          assertThat(client.transcript().heads()).hasSize(3);
        });
  }

  @Test
  void anInterimHeadIsNotSkippedForAFinalOne() throws Exception {
    against(
        peer -> peer.send("HTTP/1.1 100 Continue\r\n\r\n"),
        client ->
            assertThatThrownBy(client::readFinal)
                .isInstanceOf(ScriptError.class)
                .hasMessage(
                    "expected the head of a final response;"
                        + " arrived: \"HTTP/1.1 100 Continue\\r\\n\\r\\n\""));
  }

  @Test
  void aWrongStatusOrKindIsNamed() throws Exception {
    against(
        peer -> peer.send("HTTP/1.1 201 A\r\n\r\nHTTP/1.1 413 B\r\n\r\nHTTP/1.1 200 C\r\n\r\n"),
        client -> {
          assertThatThrownBy(() -> client.readFinal(200)).hasMessageContaining("response 200");
          assertThatThrownBy(client::readInterim).hasMessageContaining("413 B");
          assertThatThrownBy(client::readRequestHead).hasMessageContaining("a request head");
        });
  }

  @Test
  void aDeadlineTellsWhatWasExpectedAndWhatArrived() throws Exception {
    against(
        SHORT,
        peer -> {
          peer.send("HTTP/1.1 20");
          peer.awaitsMore();
        },
        client ->
            assertThatThrownBy(client::readFinal)
                .isInstanceOfSatisfying(
                    ScriptError.class,
                    e -> assertThat(e.reason()).isEqualTo(ScriptError.Reason.DEADLINE))
                .hasMessage(
                    "expected the head of a final response; nothing more within PT0.1S;"
                        + " arrived so far (11 bytes): \"HTTP/1.1 20\""));
  }

  @Test
  void aHeadCutShortTellsHowTheConnectionEnded() throws Exception {
    against(
        peer -> peer.send("HTTP/1.1 20"),
        client ->
            assertThatThrownBy(client::readHead)
                .hasMessage(
                    "expected a head; the connection ended with FIN;"
                        + " arrived so far (11 bytes): \"HTTP/1.1 20\""));
  }

  @Test
  void aMalformedHeadIsNamed() throws Exception {
    against(
        peer -> peer.send("HTTP/1.1 200 A\r\nbad\r\n\r\n"),
        client ->
            assertThatThrownBy(client::readHead)
                .hasMessageContaining("field line: \"bad\" (expected: name: value)"));
  }

  @Test
  void aResetIsToldFromAnOrderlyEnd() throws Exception {
    against(
        OriginScripts.resetsAfterHead(),
        client ->
            assertThat(client.send("GET / HTTP/1.1\r\n\r\n").readToEof())
                .isEqualTo(new Remainder("", Ending.RESET)));
    against(
        OriginScripts.closesAtOnce(),
        client -> {
          assertThat(client.readToEof()).isEqualTo(new Remainder("", Ending.FIN));
          assertThat(client.transcript().ending()).contains(Ending.FIN);
        });
  }

  @Test
  void whatArrivedBeforeAResetIsStillRead() throws Exception {
    against(
        OriginScripts.finalThenResetAfter(413, 3),
        client -> {
          client.send("PUT / HTTP/1.1\r\n\r\n").send("abc");
          assertThat(client.readFinal(413)).isNotNull();
          assertThat(client.readToEof().ending()).isEqualTo(Ending.RESET);
        });
  }

  @Test
  void contentIsTakenOutOfItsFraming() throws Exception {
    against(
        peer ->
            peer.send("HTTP/1.1 200 A\r\nContent-Length: 3\r\n\r\nabc")
                .send("HTTP/1.1 200 A\r\nTransfer-Encoding: chunked\r\n\r\n")
                .send("2;x=y\r\nab\r\n1\r\nc\r\n0\r\nT: v\r\n\r\n")
                .send("HTTP/1.1 204 A\r\n\r\nHTTP/1.1 200 A\r\n\r\nto the end"),
        client -> {
          assertThat(client.readContent(client.readFinal())).isEqualTo("abc");
          assertThat(client.readContent(client.readFinal())).isEqualTo("abc");
          assertThat(client.readContent(client.readFinal())).isEmpty();
          assertThat(client.readContent(client.readFinal())).isEqualTo("to the end");
        });
  }

  @Test
  void brokenFramingIsNamed() throws Exception {
    against(
        peer ->
            peer.send("HTTP/1.1 200 A\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n")
                .send("HTTP/1.1 200 A\r\nContent-Length: x\r\n\r\n"),
        client -> {
          Head chunked = client.readFinal();
          assertThatThrownBy(() -> client.readContent(chunked))
              .hasMessageContaining("no line end after a chunk");
          Head unknown = client.readFinal();
          assertThatThrownBy(() -> client.readContent(unknown))
              .hasMessageContaining("a length of \"x\"");
        });
  }

  @Test
  void contentCutShortIsNamed() throws Exception {
    against(
        peer -> peer.send("HTTP/1.1 200 A\r\nContent-Length: 9\r\n\r\nabc"),
        client -> {
          Head head = client.readFinal();
          assertThatThrownBy(() -> client.readContent(head))
              .hasMessage(
                  "expected the content of HTTP/1.1 200 A; the connection ended with FIN;"
                      + " arrived so far (3 bytes): \"abc\"");
        });
  }

  @Test
  void exactlySoManyBytesAreReadAndTooFewAreNamed() throws Exception {
    against(
        peer -> peer.send("abc"),
        client -> {
          assertThat(client.readExactly(2)).isEqualTo("ab");
          assertThatThrownBy(() -> client.readExactly(2))
              .hasMessageContaining("expected exactly 2 bytes")
              .hasMessageContaining("(1 bytes): \"c\"");
        });
  }

  @Test
  void everyByteCrossesUnchanged() throws Exception {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    against(
        peer -> peer.send(all),
        client -> {
          String read = client.readToEof().text();
          for (int i = 0; i < 256; i++) {
            assertThat(read.charAt(i)).isEqualTo((char) i);
          }
        });
  }

  @Test
  void longContentCrossesTinyBuffersUnchanged() throws Exception {
    long length = 2_000_003;
    String request = "PUT / HTTP/1.1\r\nContent-Length: " + length + "\r\n\r\n";
    PeerOptions tiny = PeerOptions.DEFAULTS.withTinyBuffers();
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(tiny, OriginScripts.silentUntilContentThen(201));
        ScriptedClient client = ScriptedClient.connect(origin.address(), tiny)) {
      client.send(request).sendContent(1_000_000).sendContent(1_000_000, length - 1_000_000);
      client.readFinal(201);
      origin.verify();
      Discarded content = origin.connection(0).discarded().get(0);
      assertThat(content.length()).isEqualTo(length);
      assertThat(content.isPattern()).isTrue();
      assertThat(origin.connection(0).received()).isEqualTo(request);
      assertThat(client.contentSent()).isEqualTo(length);
      assertThat(client.bytesSent()).isEqualTo(length + request.length());
    }
  }

  @Test
  void contentThatNobodyReadsFailsAtItsDeadline() {
    CountDownLatch tried = new CountDownLatch(1);
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(PeerOptions.DEFAULTS.withTinyBuffers(), peer -> tried.await());
        ScriptedClient client =
            ScriptedClient.connect(
                origin.address(), SHORT.withReceiveBuffer(1).withSendBuffer(1))) {
      assertThatThrownBy(() -> client.sendContent(100_000_000))
          .isInstanceOf(ScriptError.class)
          .hasMessageContaining("expected to send content, byte ");
      tried.countDown();
    }
  }

  @Test
  void aFailedWriteIsRecordedAndTheAnswerStillRead() throws Exception {
    against(
        OriginScripts.finalThenResetAfter(413, 100_000),
        client -> {
          client.send("PUT / HTTP/1.1\r\n\r\n").sendContent(500_000_000);
          assertThat(client.writeFailure()).isPresent();
          assertThat(client.contentSent()).isLessThan(500_000_000);
          client.send("no more");
          assertThat(client.readFinal(413)).isNotNull();
          assertThat(client.readToEof().ending()).isEqualTo(Ending.RESET);
        });
  }

  @Test
  void contentStopsWhenAnAnswerArrives() throws Exception {
    against(
        OriginScripts.refuseAtOnce(413, true),
        client -> {
          client.send("PUT / HTTP/1.1\r\nContent-Length: 900000000000\r\n\r\n");
          client.sendContentUntilAnswered(900_000_000_000L);
          assertThat(client.contentSent()).isLessThan(900_000_000_000L);
          assertThat(client.readFinal(413).lists("Connection", "close")).isTrue();
        });
  }

  @Test
  void closingASecondTimeDoesNothing() throws Exception {
    against(
        OriginScripts.neverAnswers(),
        client -> {
          client.reset();
          client.close();
          client.shutdownOutput();
          assertThat(client.awaitsMore()).isFalse();
          assertThatThrownBy(client::readHead)
              .isInstanceOfSatisfying(
                  ScriptError.class,
                  e -> assertThat(e.reason()).isEqualTo(ScriptError.Reason.CLOSED));
        });
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> PeerOptions.DEFAULTS.withDeadline(Duration.ZERO))
        .hasMessage("deadline: PT0S (expected: > PT0S)");
    assertThatThrownBy(() -> PeerOptions.DEFAULTS.withSendBuffer(-1))
        .hasMessage("buffers: 0, -1 (expected: >= 0)");
  }

  @Test
  void contentIsSentAfterAnInterimResponseWasRead() {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201));
        ScriptedClient client = ScriptedClient.connect(origin.address())) {
      client.send("PUT /u HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
      client.readInterim(100);
      assertThat(client.sendContentUntilAnswered(3).contentSent()).isEqualTo(3);
      client.readFinal(201);
    }
  }
}
