// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class ScriptedOriginTest {
  private static final String ASK =
      "PUT /u HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n";
  private static final String PLAIN = "PUT /u HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n";

  private static ScriptedClient to(ScriptedOrigin origin) {
    return ScriptedClient.connect(origin.uri().getHost(), origin.port());
  }

  @Test
  void anOriginThatContinuesServesManyRequestsOnOneConnection() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(201)));
        ScriptedClient client = to(origin)) {
      for (int i = 0; i < 2; i++) {
        client.send(ASK).readInterim(100);
        client.sendContent(3).readFinal(201);
      }
      client.send(PLAIN).sendContent(3).readFinal(201);
      client.shutdownOutput();
      assertThat(client.readToEof()).isEqualTo(new Remainder("", Ending.FIN));
      origin.verify();
      assertThat(origin.connectionCount()).isEqualTo(1);
      assertThat(origin.connection(0).received()).isEqualTo(ASK + ASK + PLAIN);
      assertThat(origin.connection(0).discarded()).hasSize(3).allMatch(Discarded::isPattern);
      assertThat(origin.connection(0).bytesReceived())
          .isEqualTo(2 * ASK.length() + PLAIN.length() + 9);
      assertThat(origin.connection(0).bytesSent()).isEqualTo(client.bytesReceived());
    }
  }

  @Test
  void anOriginThatRefusesTellsWhatCameAfterAll() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.refuseAtOnce(413, true));
        ScriptedClient client = to(origin)) {
      client.send(ASK).readFinal(413);
      assertThat(client.readToEof().ending()).isEqualTo(Ending.FIN);
      client.shutdownOutput();
      origin.verify();
      assertThat(origin.connection(0).discarded().get(0).length()).isZero();
    }
  }

  @Test
  void anOriginMayRefuseAndKeepTheConnection() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                OriginScripts.inTurn(
                    OriginScripts.refuseAtOnce(401, false), OriginScripts.continueThen(201)));
        ScriptedClient client = to(origin)) {
      client.send(ASK).readFinal(401);
      client.send(ASK).readInterim(100);
      client.send("abc").readFinal(201);
    }
  }

  @Test
  void oldOriginsWaitInSilence() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.inOrder(
                OriginScripts.silentUntilContentThen(201), OriginScripts.http10(200));
        ScriptedClient silent = to(origin)) {
      assertThat(silent.send(ASK).send("abc").readHead().status()).isEqualTo(201);
      try (ScriptedClient old = to(origin)) {
        assertThat(old.send(ASK).send("abc").readHead().version()).isEqualTo("HTTP/1.0");
        assertThat(old.readToEof().text()).isEmpty();
      }
    }
  }

  @Test
  void anOriginThatCannotNegotiateTakesTheRequestWithoutExpect() {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            OriginScripts.keepAlive(OriginScripts.expectationFailedThenAccept()))) {
      try (ScriptedClient client = to(origin)) {
        client.send(ASK).readFinal(417);
      }
      try (ScriptedClient client = to(origin)) {
        client.send(PLAIN).send("abc").readFinal(201);
      }
      assertThat(origin.connectionCount()).isEqualTo(2);
    }
  }

  @Test
  void originsThatResetDoSoWhereTheySay() {
    try (ScriptedOrigin origin =
        ScriptedOrigin.inOrder(
            OriginScripts.keepAlive(OriginScripts.resetsAfterHead()),
            OriginScripts.continueThenResetAfter(2))) {
      try (ScriptedClient client = to(origin)) {
        assertThat(client.send(ASK).readToEof()).isEqualTo(new Remainder("", Ending.RESET));
      }
      try (ScriptedClient client = to(origin)) {
        client.send(ASK).readInterim(100);
        assertThat(client.send("ab").readToEof().ending()).isEqualTo(Ending.RESET);
      }
    }
  }

  @Test
  void closingCutsAScriptThatWaits() {
    ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers());
    try (ScriptedClient client = to(origin)) {
      client.send(ASK);
      origin.close();
      assertThat(client.readToEof().text()).isEmpty();
    }
  }

  @Test
  void noThreadOutlivesItsOrigin() throws Exception {
    ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers());
    InetSocketAddress address = origin.address();
    try (ScriptedClient client = ScriptedClient.connect(address)) {
      origin.awaitConnections(1);
      origin.close();
      assertThat(client.awaitsMore()).isFalse();
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("scripted-origin"));
    assertThatThrownBy(() -> ScriptedClient.connect(address))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("connecting to ");
  }

  @Test
  void aClientThatLeavesIsNoFailureAndItsContentIsCounted() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201))) {
      try (ScriptedClient client = to(origin)) {
        client.send(ASK).readInterim(100);
        client.send("ab");
      }
      origin.verify();
      assertThat(origin.connection(0).discarded().get(0).length()).isEqualTo(2);
      assertThat(origin.connection(0).ending()).contains(Ending.FIN);
    }
  }

  @Test
  void aFailedScriptFailsTheTest() {
    ScriptedOrigin origin = ScriptedOrigin.serving(peer -> peer.readRequestHead());
    try (ScriptedClient client = to(origin)) {
      client.send("HTTP/1.1 200 OK\r\n\r\n").readToEof();
    }
    assertThatThrownBy(origin::close)
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "a script failed: expected a request head;"
                + " arrived: \"HTTP/1.1 200 OK\\r\\n\\r\\n\"");
  }

  @Test
  void verifyingTellsAFailureOnceAndClosingNotAgain() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  throw new IllegalStateException("on purpose");
                });
        ScriptedClient client = to(origin)) {
      assertThat(client.readToEof().text()).isEmpty();
      assertThatThrownBy(origin::verify).hasMessage("a script failed: on purpose");
    }
  }

  @Test
  void oneConnectionTooManyIsAFailure() {
    ScriptedOrigin origin = ScriptedOrigin.inOrder();
    try (ScriptedClient client = to(origin)) {
      assertThat(client.send(ASK).readToEof().ending()).isEqualTo(Ending.RESET);
    }
    assertThatThrownBy(origin::close)
        .hasMessageContaining("expected 0 connections; accepted one more");
  }

  @Test
  void waitingForConnectionsOrScriptsEndsAtADeadline() {
    PeerOptions options = PeerOptions.DEFAULTS.withDeadline(Duration.ofMillis(250));
    CountDownLatch tried = new CountDownLatch(1);
    try (ScriptedOrigin origin = ScriptedOrigin.serving(options, peer -> tried.await());
        ScriptedClient client = to(origin)) {
      assertThatThrownBy(() -> origin.awaitConnections(2))
          .hasMessage("expected 2 connections; accepted: 1");
      assertThatThrownBy(origin::verify)
          .hasMessage("expected every script to end; still running: 1");
      tried.countDown();
      assertThat(client.bytesSent()).isZero();
    }
  }
}
