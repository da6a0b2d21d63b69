// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

final class ExchangePlayerTest {
  private static final String HEAD = "PUT /u HTTP/1.1\r\nContent-Length: 3\r\n\r\n";

  private final PeerOptions options = PeerOptions.DEFAULTS.withDeadline(Duration.ofMillis(300));
  private final List<Duration> time = new ArrayList<>();
  private final ExchangePlayer player = new ExchangePlayer(options, time::add);

  private static Exchange exchange(String lines) {
    return Exchange.parse("t.exchange", "# t.exchange -- RFC 9110 1: c\n" + lines);
  }

  private void playServer(String lines, Script server) {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(server)) {
      player.playServer(exchange(lines), origin.address());
    }
  }

  private AbstractThrowableAssert<?, ?> assertServerFails(String lines, String answer) {
    return assertThatThrownBy(
            () ->
                playServer(
                    lines,
                    peer -> {
                      peer.send(answer).shutdownOutput();
                      peer.discardToEof();
                    }))
        .isInstanceOf(ExchangeError.class);
  }

  @Test
  void aServerThatContinuesPassesTheFixturesOfItsKind() {
    Script server = OriginScripts.keepAlive(OriginScripts.continueThen(201));
    for (String name :
        List.of("server-continue", "server-continue-chunked", "server-continue-large")) {
      try (ScriptedOrigin origin = ScriptedOrigin.serving(server)) {
        player.playServer(Exchanges.named(name), origin.address());
      }
    }
  }

  @Test
  void aServerThatRefusesPassesTheFixtureOfItsKind() {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.refuseAtOnce(417, true))) {
      assertThatThrownBy(
              () -> player.playServer(Exchanges.named("server-continue"), origin.address()))
          .hasMessageStartingWith(
              "server-continue.exchange:4: < HTTP/1.1 100 Continue: expected start line");
      // The refusal half-closes by itself, which the claim "connection closed" waits for.
      player.playServer(Exchanges.named("unknown-expectation"), origin.address());
    }
  }

  @Test
  void aTransparentGatewayPassesTheRelayFixtures() throws Exception {
    for (String name : List.of("relay-continue", "relay-other-interim")) {
      try (TransparentGateway gateway = new TransparentGateway()) {
        player.playGateway(Exchanges.named(name), gateway::start);
      }
    }
  }

  @Test
  void aTransparentGatewayDoesNotAbsorb417() throws Exception {
    try (TransparentGateway gateway = new TransparentGateway()) {
      assertThatThrownBy(
              () -> player.playGateway(Exchanges.named("origin-417-absorbed"), gateway::start))
          .isInstanceOf(ExchangeError.class)
          .hasMessageContaining("origin-417-absorbed.exchange:8: @ ");
    }
  }

  @Test
  void aConnectionToTheOriginThatNobodyAskedForIsFound() throws Exception {
    ScriptedOrigin[] server = new ScriptedOrigin[1];
    ScriptedClient[] stray = new ScriptedClient[1];
    try {
      assertThatThrownBy(
              () ->
                  player.playGateway(
                      Exchanges.named("unknown-expectation"),
                      origin -> {
                        server[0] = ScriptedOrigin.serving(OriginScripts.refuseAtOnce(417, true));
                        stray[0] = ScriptedClient.connect(origin);
                        return server[0].address();
                      }))
          .hasMessage("unknown-expectation.exchange: expected no other connection; one waits");
    } finally {
      stray[0].close();
      server[0].close();
    }
  }

  @Test
  void aClientIsPlayedFromTheServersSide() throws Exception {
    player.playClient(
        Exchanges.named("late-100"),
        server -> {
          try (ScriptedClient client = ScriptedClient.connect(server)) {
            client.send("POST /u HTTP/1.1\r\nhost: h\r\nexpect: 100-continue\r\nX: y\r\n");
            client.send("Content-Length: 3\r\n\r\nabc").readInterim(100);
            client.readFinal(201);
          }
        });
    assertThat(time).containsExactly(Duration.ofSeconds(1));
  }

  @Test
  void aClientThatLeavesInEitherWayIsGone() throws Exception {
    for (Consumer<ScriptedClient> leaving :
        List.<Consumer<ScriptedClient>>of(Peer::reset, Peer::close)) {
      player.playClient(
          exchange("> PUT /u HTTP/1.1\n< HTTP/1.1 413 No\n@ gone >\n= final 413\n"),
          server -> {
            try (ScriptedClient client = ScriptedClient.connect(server)) {
              client.send("PUT /u HTTP/1.1\r\n\r\n").readFinal();
              leaving.accept(client);
            }
          });
    }
  }

  @Test
  void aClientThatFailsOrSendsWrongContentIsNamed() {
    assertThatThrownBy(
            () ->
                player.playClient(
                    exchange("> PUT /u HTTP/1.1\n> abc\n"),
                    server -> {
                      try (ScriptedClient client = ScriptedClient.connect(server)) {
                        client.send("PUT /u HTTP/1.1\r\n\r\nabX");
                      }
                    }))
        .hasMessage(
            "t.exchange:3: > abc: expected \"abc\", first difference at byte 2; arrived: \"abX\"");
    assertThatThrownBy(
            () ->
                player.playClient(
                    exchange("> abc\n"),
                    server -> {
                      try (ScriptedClient client = ScriptedClient.connect(server)) {
                        client.send("abc");
                      }
                      throw new IllegalStateException("on purpose");
                    }))
        .hasMessageContaining("the client failed: java.lang.IllegalStateException: on purpose");
  }

  @Test
  void aWrongStartLineOrFieldIsNamed() {
    String answer = "HTTP/1.1 200 OK\r\nA: b\r\nA: c\r\n\r\n";
    assertServerFails("< HTTP/1.1 201 Created\n", answer)
        .hasMessage(
            "t.exchange:2: < HTTP/1.1 201 Created: expected start line \"HTTP/1.1 201 Created\";"
                + " arrived: \"HTTP/1.1 200 OK\\r\\nA: b\\r\\nA: c\\r\\n\\r\\n\"");
    assertServerFails("< HTTP/1.1 200 Fine\n", answer).hasMessageContaining("start line");
    assertServerFails("< HTTP/1.1 200 OK | A: B\n", answer).hasMessageContaining("field \"A: B\"");
    assertServerFails("< HTTP/1.1 200 | A: b | A: b\n", answer)
        .hasMessageContaining("field \"A: b\"");
    assertServerFails("< HTTP/1.1 200 | !a\n", answer).hasMessageContaining("no field a");
    assertServerFails("< HTTP/1.1 200 | C: ~\n", answer).hasMessageContaining("field \"C: ~\"");
    playServer(
        "> \\x20\n< HTTP/1.1 200 | a: c | a: ~ | !B\n", peer -> peer.send(answer).readExactly(1));
  }

  @Test
  void oneByteMoreIsFound() {
    assertServerFails("< HTTP/1.1 204 No\n", "HTTP/1.1 204 No\r\n\r\nx")
        .hasMessage(
            "t.exchange:3: end of the client leg:"
                + " expected nothing more before the end; arrived: \"x\"");
  }

  @Test
  void oneByteLessIsFound() {
    assertServerFails("< abc\n", "ab").hasMessageContaining("expected exactly 3 bytes");
  }

  @Test
  void aResetInsteadOfAnOrderlyEndIsFound() {
    assertThatThrownBy(
            () ->
                playServer(
                    "< a\n> b\n@ fin <\n",
                    peer -> {
                      // Not before the other end has read: RST overtakes a connect and what it
                      // read.
                      peer.send("a").readExactly(1);
                      peer.reset();
                    }))
        .hasMessageContaining("t.exchange:4: @ fin <: expected the connection to end with FIN");
    assertServerFails("< a\n@ reset <\n", "a").hasMessageContaining("arrived: \"FIN\"");
  }

  @Test
  void aConnectionThatStaysOpenIsFoundAtTheDeadline() {
    assertThatThrownBy(
            () ->
                playServer(
                    "< a\n= connection closed\n",
                    peer -> {
                      peer.send("a");
                      peer.discardToEof();
                    }))
        .hasMessageContaining("end of the client leg: expected the end of the connection")
        .hasMessageContaining("nothing more within PT0.3S");
  }

  @Test
  void aReusableConnectionThatAnnouncesItsEndIsFound() {
    assertServerFails(
            "< HTTP/1.1 200\n= connection reusable\n",
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        .hasMessageContaining("expected a reusable connection");
  }

  @Test
  void everyClaimThatCanFailIsFound() {
    String lines = "< HTTP/1.1 100 A\n< HTTP/1.1 204 No\n";
    String answer = "HTTP/1.1 100 A\r\n\r\nHTTP/1.1 204 No\r\n\r\n";
    assertServerFails(lines + "= final 201\n", answer)
        .hasMessage("t.exchange:4: = final 201: expected final 201; was: 204");
    assertServerFails(lines + "= client reads 204\n", answer).hasMessageContaining("was: 100 204");
    assertServerFails(lines + "= content sent 1\n", answer).hasMessageContaining("was: 0");
    assertServerFails(lines + "= origin connections 1\n", answer).hasMessageContaining("was: 0");
    assertServerFails(lines + "= origin content 1\n", answer).hasMessageContaining("was: 0");
  }

  @Test
  void whatAFixtureCannotDoIsNamed() {
    assertServerFails(">> a\n", "").hasMessageContaining("there is no origin leg");
    assertServerFails("> ~\n", "").hasMessageContaining("~ can only be expected");
    assertServerFails("@ gone >\n", "").hasMessageContaining("gone can only be expected");
    assertThatThrownBy(
            () ->
                new ExchangePlayer()
                    .playServer(exchange("@ +1s\n"), new Listener(options).address()))
        .hasMessageContaining("this player was given no clock to advance");
  }

  @Test
  void theRestOfAMessageAndAMalformedHeadCross() {
    playServer(
        "> \\-PUT /u HTTP/1.1|Content-Length: 3||abc\n< HTTP/1.1 400\n< ~\n@ fin >\n@ fin <\n",
        peer -> {
          assertThat(peer.readHead().raw()).isEqualTo(HEAD);
          assertThat(peer.readExactly(3)).isEqualTo("abc");
          peer.send("HTTP/1.1 400 No\r\nContent-Length: 2\r\n\r\nno");
          assertThat(peer.readToEof().ending()).isEqualTo(Ending.FIN);
        });
  }

  @Test
  void anotherConnectionGoesOnWithTheLeg() {
    try (ScriptedOrigin origin =
        ScriptedOrigin.inOrder(peer -> peer.send("a").readToEof(), peer -> peer.send("b"))) {
      player.playServer(exchange("< a\n@ connect >\n< b\n"), origin.address());
      assertThat(origin.connectionCount()).isEqualTo(2);
    }
  }
}
