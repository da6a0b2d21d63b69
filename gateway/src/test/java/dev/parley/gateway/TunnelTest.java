// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.testkit.Discarded;
import dev.parley.testkit.Ending;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.PatternContent;
import dev.parley.testkit.Peer;
import dev.parley.testkit.PeerOptions;
import dev.parley.testkit.Proves;
import dev.parley.testkit.Remainder;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptError;
import dev.parley.testkit.ScriptedClient;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A 101 that was asked for, and one that was not, on real sockets. */
final class TunnelTest {
  private static final String UPGRADE =
      "GET /chat HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  private static final String SWITCHING =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";

  /** No HTTP, but like it in parts. */
  private static final String FOREIGN =
      "\0\r\n\n\u00ff\r\n\r\nGET /evil HTTP/1.1\r\nHost: h\r\n\r\n";

  private final Running running = new Running();

  @AfterEach
  void stop() throws IOException {
    running.close();
  }

  private ScriptedClient client(ScriptedOrigin origin) throws IOException {
    return client(origin, PeerOptions.DEFAULTS, route -> route);
  }

  private ScriptedClient client(
      ScriptedOrigin origin, PeerOptions options, UnaryOperator<RoutePolicy> change)
      throws IOException {
    RoutePolicy route = change.apply(RoutePolicy.to(TestGateway.origin(origin.address())));
    return ScriptedClient.connect(running.start(TestGateway.policy(route)), options);
  }

  private static Script switching(Script tunnel) {
    return peer -> {
      peer.readRequestHead();
      peer.send(SWITCHING);
      tunnel.run(peer);
    };
  }

  private static String fields(Head head) {
    return head.raw().substring(head.raw().indexOf("\r\n") + 2);
  }

  // What is switched

  @Test
  @Proves("U16")
  void bothSidesSwitchAndBytesGoBothWays() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.inOrder(
                peer -> {
                  Head head = peer.readRequestHead();
                  assertThat(fields(head))
                      .containsIgnoringCase("\r\nConnection: upgrade\r\n")
                      .containsIgnoringCase("\r\nUpgrade: websocket\r\n")
                      .contains("\r\nSec-WebSocket-Key: k\r\n");
                  peer.send(SWITCHING.replace("\r\n\r\n", "\r\nSec-WebSocket-Accept: a\r\n\r\n"));
                  for (int i = 0; i < 3; i++) {
                    peer.send(peer.readExactly(FOREIGN.length()));
                  }
                });
        ScriptedClient client = client(origin)) {
      client.send(UPGRADE.replace("\r\n\r\n", "\r\nSec-WebSocket-Key: k\r\n\r\n"));
      assertThat(fields(client.readInterim(101)))
          .containsIgnoringCase("Connection: upgrade\r\n")
          .containsIgnoringCase("Upgrade: websocket\r\n")
          .contains("Sec-WebSocket-Accept: a\r\n");
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(FOREIGN).readExactly(FOREIGN.length())).isEqualTo(FOREIGN);
      }
      assertThat(client.readToEof()).isEqualTo(new Remainder("", Ending.FIN));
      client.shutdownOutput();
      origin.verify();
    }
  }

  @Test
  @Proves("U16")
  void bytesRightBehindBothHeadsArrive() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.inOrder(
                peer -> {
                  peer.readRequestHead();
                  peer.send(SWITCHING + "first of the origin " + FOREIGN);
                  assertThat(peer.readToEof()).isEqualTo(new Remainder(FOREIGN, Ending.FIN));
                });
        ScriptedClient client = client(origin)) {
      client.send(UPGRADE + FOREIGN);
      client.readInterim(101);
      String expected = "first of the origin " + FOREIGN;
      assertThat(client.readExactly(expected.length())).isEqualTo(expected);
      client.shutdownOutput();
      assertThat(client.readToEof()).isEqualTo(new Remainder("", Ending.FIN));
      origin.verify();
    }
  }

  @Test
  void aConnectionThatServedExchangesCanStillSwitch() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.inOrder(
                OriginScripts.inTurn(
                    OriginScripts.continueThen(201),
                    OriginScripts.continueThen(200),
                    peer -> {
                      peer.readRequestHead();
                      peer.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
                      peer.send(OriginScripts.interim(100)).send(SWITCHING);
                      peer.send(peer.readExactly(FOREIGN.length()));
                    }));
        ScriptedClient client = client(origin)) {
      client.send(
          "PUT /u HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
              + "GET /v HTTP/1.1\r\nHost: h\r\n\r\n"
              + UPGRADE
              + FOREIGN);
      client.readFinal(201);
      client.readFinal(200);
      client.readInterim(103);
      client.readInterim(101);
      assertThat(client.readToEof()).isEqualTo(new Remainder(FOREIGN, Ending.FIN));
      client.shutdownOutput();
      origin.verify();
    }
  }

  @Test
  void onlyWhatTheRouteListsIsForwardedAndOnlyThatCanBeSwitchedTo() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.inOrder(
                peer -> {
                  assertThat(fields(peer.readRequestHead()))
                      .contains("pgrade: other/2, WebSocket\r\n")
                      .doesNotContain("h2c", "HTTP2-Settings");
                  peer.send(SWITCHING.replace("websocket", "WEBSOCKET"));
                  peer.send("!");
                });
        ScriptedClient client =
            client(
                origin, PeerOptions.DEFAULTS, route -> route.withUpgrade("websocket", "Other/2"))) {
      client.send(
          """
          GET / HTTP/1.1\r
          Host: h\r
          Connection: keep-alive, HTTP2-Settings\r
          Connection: upgrade\r
          Upgrade: h2c, other/2, TLS/1.2,, other\r
          Upgrade: WebSocket\r
          HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r
          \r
          """);
      client.readInterim(101);
      assertThat(client.readToEof()).isEqualTo(new Remainder("!", Ending.FIN));
      client.shutdownOutput();
      origin.verify();
    }
  }

  // What is not switched

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
            + "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n"
            + "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: TLS/1.2, HTTP/2.0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket/13\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade:\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nConnection: upgraded\r\nUpgrade: websocket\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\n\r\n",
        "GET / HTTP/1.0\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Content-Length: 3\r\n\r\nabc",
        "PUT / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
      })
  @Proves("U17")
  void anythingElseIsDroppedAndA101ToItIsNoAnswer(String request) throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  Head head = peer.readRequestHead();
                  assertThat(fields(head))
                      .doesNotContainIgnoringCase("\r\nUpgrade:")
                      .doesNotContainIgnoringCase("\r\nHTTP2-Settings:")
                      .doesNotContainIgnoringCase("\r\nConnection:");
                  peer.discardContent(head);
                  peer.send(SWITCHING).discardToEof();
                });
        ScriptedClient client = client(origin)) {
      client.send(request);
      client.readContent(client.readFinal(502));
      client.shutdownOutput();
      assertThat(client.readToEof()).isEqualTo(new Remainder("", Ending.FIN));
      origin.verify();
    }
  }

  @Test
  void aRouteMayListNothing() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.inOrder(
                peer -> {
                  assertThat(fields(peer.readRequestHead())).doesNotContain("pgrade");
                  peer.send(OriginScripts.response(200));
                });
        ScriptedClient client =
            client(origin, PeerOptions.DEFAULTS, route -> route.withUpgrade())) {
      client.send(UPGRADE);
      client.readFinal(200);
      origin.verify();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket, h2c\r\nConnection: upgrade\r\n\r\n",
      })
  @Proves("U17")
  void a101ThatNamesSomethingElseIsNoAnswerAndTheNextRequestIsServed(String answer)
      throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.inOrder(
                peer -> {
                  peer.readRequestHead();
                  peer.send(answer).discardToEof();
                },
                peer -> {
                  assertThat(peer.readRequestHead().startLine()).isEqualTo("GET /next HTTP/1.1");
                  peer.send(OriginScripts.response(200));
                });
        ScriptedClient client = client(origin)) {
      client.send(UPGRADE + "GET /next HTTP/1.1\r\nHost: h\r\n\r\n");
      Head refused = client.readFinal(502);
      assertThat(fields(refused)).doesNotContain("pgrade");
      client.readContent(refused);
      client.readFinal(200);
      origin.verify();
    }
  }

  @Test
  void anyOtherAnswerIsAnOrdinaryExchange() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.inOrder(
                OriginScripts.inTurn(
                    peer -> {
                      peer.readRequestHead();
                      peer.send(
                          "HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\n"
                              + "Connection: upgrade\r\nContent-Length: 2\r\n\r\nno");
                    },
                    OriginScripts.continueThen(201),
                    peer -> {
                      peer.readRequestHead();
                      peer.send(OriginScripts.response(200));
                    }));
        ScriptedClient client = client(origin)) {
      client.send(UPGRADE + "PUT /u HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc" + UPGRADE);
      Head required = client.readFinal(426);
      assertThat(fields(required)).doesNotContain("pgrade");
      assertThat(client.readContent(required)).isEqualTo("no");
      client.readFinal(201);
      client.readFinal(200);
      client.shutdownOutput();
      origin.verify();
    }
  }

  // How a tunnel ends

  @Test
  void theEndOfTheClientIsPassedOnAndTheOriginCanStillAnswer() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.inOrder(
                switching(
                    peer -> {
                      assertThat(peer.readToEof()).isEqualTo(new Remainder("all", Ending.FIN));
                      peer.sendContent(1 << 20);
                    }));
        ScriptedClient client = client(origin)) {
      client.send(UPGRADE).readInterim(101);
      client.send("all").shutdownOutput();
      assertThat(client.discardToEof()).isEqualTo(pattern(1 << 20));
      origin.verify();
    }
  }

  @Test
  void theEndOfTheOriginIsPassedOnAndTheClientCanStillSend() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.inOrder(
                switching(
                    peer -> {
                      peer.send("all").shutdownOutput();
                      assertThat(peer.discardToEof()).isEqualTo(pattern(1 << 20));
                    }));
        ScriptedClient client = client(origin)) {
      client.send(UPGRADE).readInterim(101);
      assertThat(client.readToEof()).isEqualTo(new Remainder("all", Ending.FIN));
      client.sendContent(1 << 20).shutdownOutput();
      origin.verify();
    }
  }

  @Test
  void aClientThatEndedBeforeThe101LosesNothing() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (ScriptedOrigin origin =
            ScriptedOrigin.inOrder(
                peer -> {
                  peer.readRequestHead();
                  await(ended);
                  peer.send(SWITCHING + "yes");
                  assertThat(peer.readToEof()).isEqualTo(new Remainder(FOREIGN, Ending.FIN));
                });
        ScriptedClient client = client(origin)) {
      client.send(UPGRADE + FOREIGN).shutdownOutput();
      ended.countDown();
      client.readInterim(101);
      assertThat(client.readToEof()).isEqualTo(new Remainder("yes", Ending.FIN));
      origin.verify();
    }
  }

  @Test
  void aResetOfTheClientResetsTheOrigin() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.inOrder(
                switching(
                    peer -> {
                      peer.send(peer.readExactly(1));
                      assertThat(peer.readToEof().ending()).isEqualTo(Ending.RESET);
                    }));
        ScriptedClient client = client(origin)) {
      client.send(UPGRADE).readInterim(101);
      client.send("x").readExactly(1);
      client.reset();
      origin.verify();
    }
  }

  @Test
  void aResetOfTheOriginResetsTheClient() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.inOrder(
                switching(
                    peer -> {
                      peer.readExactly(1);
                      peer.reset();
                    }));
        ScriptedClient client = client(origin)) {
      client.send(UPGRADE).readInterim(101);
      assertThat(client.send("x").readToEof().ending()).isEqualTo(Ending.RESET);
      origin.verify();
    }
  }

  @Test
  void aTunnelThatCarriesNothingIsClosedInOrder() throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.inOrder(
            switching(
                peer -> {
                  peer.send(peer.readExactly(1));
                  assertThat(peer.readToEof()).isEqualTo(new Remainder("", Ending.FIN));
                }))) {
      GatewayPolicy policy =
          TestGateway.policy(RoutePolicy.to(TestGateway.origin(origin.address())))
              .withTunnelIdle(Duration.ofMillis(300));
      try (ScriptedClient client = ScriptedClient.connect(running.start(policy))) {
        client.send(UPGRADE).readInterim(101);
        client.send("x").readExactly(1);
        assertThat(client.readToEof()).isEqualTo(new Remainder("", Ending.FIN));
        origin.verify();
      }
    }
  }

  @Test
  void aGatewayThatStopsClosesItsTunnels() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.inOrder(
                switching(
                    peer -> {
                      peer.send(peer.readExactly(1));
                      peer.readToEof();
                    }));
        ScriptedClient client = client(origin)) {
      client.send(UPGRADE).readInterim(101);
      client.send("x").readExactly(1);
      running.close();
      assertThat(client.readToEof().text()).isEmpty();
      origin.verify();
    }
  }

  // At whose pace

  /** More than all the socket buffers on the way hold. */
  private static final long MUCH = 64L << 20;

  private static final PeerOptions SMALL = PeerOptions.DEFAULTS.withReceiveBuffer(64 << 10);
  private static final PeerOptions STALLS =
      PeerOptions.DEFAULTS.withDeadline(Duration.ofSeconds(2));

  @Test
  void aClientSendsAtThePaceOfTheOrigin() throws Exception {
    CountDownLatch stalled = new CountDownLatch(1);
    try (ScriptedOrigin origin =
            ScriptedOrigin.inOrder(
                SMALL,
                switching(
                    peer -> {
                      await(stalled);
                      assertThat(peer.discardToEof()).isEqualTo(pattern(MUCH));
                    }));
        ScriptedClient client = client(origin, STALLS, route -> route)) {
      client.send(UPGRADE).readInterim(101);
      long sent = sendUntilStalled(client);
      stalled.countDown();
      client.sendContent(sent, MUCH - sent).shutdownOutput();
      assertThat(client.readToEof()).isEqualTo(new Remainder("", Ending.FIN));
      origin.verify();
    }
  }

  @Test
  void anOriginSendsAtThePaceOfTheClient() throws Exception {
    BlockingQueue<Boolean> stalled = new LinkedBlockingQueue<>();
    try (ScriptedOrigin origin =
            ScriptedOrigin.inOrder(
                STALLS,
                switching(
                    peer -> {
                      long sent = sendUntilStalled(peer);
                      stalled.add(true);
                      peer.sendContent(sent, MUCH - sent);
                    }));
        ScriptedClient client = client(origin, SMALL, route -> route)) {
      client.send(UPGRADE).readInterim(101);
      assertThat(stalled.poll(30, TimeUnit.SECONDS)).isTrue();
      assertThat(client.discardToEof()).isEqualTo(pattern(MUCH));
      client.shutdownOutput();
      origin.verify();
    }
  }

  private static long sendUntilStalled(Peer peer) {
    long before = peer.bytesSent();
    assertThatThrownBy(() -> peer.sendContent(MUCH))
        .isInstanceOfSatisfying(
            ScriptError.class,
            error -> assertThat(error.reason()).isEqualTo(ScriptError.Reason.DEADLINE));
    long sent = peer.bytesSent() - before;
    assertThat(sent).isLessThan(MUCH);
    return sent;
  }

  private static Discarded pattern(long length) {
    return new Discarded(length, PatternContent.sha256(length));
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
  }
}
