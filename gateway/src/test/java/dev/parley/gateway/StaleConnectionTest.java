// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.gateway.AccessLogPolicy.Format;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Peer;
import dev.parley.testkit.Proves;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedClient;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that the origin gives up just as the next request is sent on it. */
final class StaleConnectionTest {
  private static final String PUT = "PUT /u HTTP/1.1\r\nHost: h\r\n";
  private static final int BEYOND = 100_000;

  private final Running running = new Running();
  private final KeptLines log = new KeptLines();

  @AfterEach
  void stop() throws IOException {
    running.close();
  }

  private InetSocketAddress start(ScriptedOrigin origin) throws IOException {
    return running.start(
        TestGateway.policy(RoutePolicy.to(TestGateway.origin(origin.address())))
            .withAccessLog(AccessLogPolicy.of(Format.JSON)),
        log);
  }

  private static void answer(Peer peer, Head head) {
    String content = peer.readContent(head);
    peer.send("HTTP/1.1 201 Created\r\nContent-Length: 0\r\nX-Got: " + content + "\r\n\r\n");
  }

  /** Answers once; the next request on the connection ends it. */
  private static final Script ONCE =
      peer -> {
        answer(peer, peer.readRequestHead());
        peer.readRequestHead();
        peer.reset();
      };

  private static void warmUp(ScriptedClient client) {
    client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").readFinal(201);
  }

  @ParameterizedTest
  @CsvSource({
    "'Content-Length: 3', abc",
    "'Transfer-Encoding: chunked', '3|abc|0|X: y||'",
    "'Content-Length: 3', 'a.bc'"
  })
  @Proves("U8")
  void contentThatIsStillThereIsSentAgain(String framing, String content) throws IOException {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(ONCE);
        ScriptedClient client = ScriptedClient.connect(start(origin))) {
      warmUp(client);
      client.send(PUT + framing + "\r\n\r\n");
      for (String piece : content.replace("|", "\r\n").split("\\.", -1)) {
        client.send(piece);
      }
      assertThat(client.readFinal(201).first("X-Got")).contains("abc");
      // The connection serves the next request.
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      client.readFinal(201);
      JsonNode line = log.object(1);
      assertThat(line.path("again").toString()).isEqualTo("[\"lost\"]");
      assertThat(line.path("sent").asInt()).isEqualTo(3);
      assertThat(line.path("received").asInt()).isEqualTo(3);
    }
  }

  @Test
  void contentThatComesAfterTheLossIsSentToo() throws IOException {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(ONCE);
        ScriptedClient client = ScriptedClient.connect(start(origin))) {
      warmUp(client);
      client.send(PUT + "Content-Length: 6\r\n\r\nabc");
      Awaitility.await().until(() -> origin.connectionCount() == 2);
      client.send("def");
      assertThat(client.readFinal(201).first("X-Got")).contains("abcdef");
    }
  }

  @Test
  void aMethodThatIsNotIdempotentIsNotRepeated() throws IOException {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(ONCE);
        ScriptedClient client = ScriptedClient.connect(start(origin))) {
      warmUp(client);
      client.send("POST /u HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc").readFinal(502);
      assertThat(origin.connectionCount()).isEqualTo(1);
    }
  }

  @Test
  void contentThatIsTooMuchToKeepIsNotRepeated() throws IOException {
    Script takesPart =
        peer -> {
          answer(peer, peer.readRequestHead());
          peer.readRequestHead();
          String unused = peer.readExactly(BEYOND);
          peer.reset();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(takesPart);
        ScriptedClient client = ScriptedClient.connect(start(origin))) {
      warmUp(client);
      client.send(PUT + "Content-Length: " + BEYOND + "\r\n\r\n" + "a".repeat(BEYOND));
      client.readFinal(502);
      assertThat(origin.connectionCount()).isEqualTo(1);
    }
  }

  @Test
  void anAnswerThatHasBegunIsNotRepeated() throws IOException {
    Script begins =
        peer -> {
          answer(peer, peer.readRequestHead());
          peer.readContent(peer.readRequestHead());
          peer.send("HTTP/1.1 20");
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(begins);
        ScriptedClient client = ScriptedClient.connect(start(origin))) {
      warmUp(client);
      client.send(PUT + "Content-Length: 3\r\n\r\nabc").readFinal(502);
      assertThat(origin.connectionCount()).isEqualTo(1);
    }
  }

  @Test
  void aConnectionOfItsOwnThatIsLostIsNotStale() throws IOException {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.closesAtOnce());
        ScriptedClient client = ScriptedClient.connect(start(origin))) {
      client.send(PUT + "Content-Length: 3\r\n\r\nabc").readFinal(502);
      assertThat(origin.connectionCount()).isEqualTo(1);
    }
  }

  @Test
  void anOriginThatKeepsNoConnectionGetsEachRequestOnANewOne() throws IOException {
    Script keepsNone =
        peer -> {
          peer.readContent(peer.readRequestHead());
          peer.send("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=0\r\nContent-Length: 0\r\n\r\n");
          peer.discardToEof();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(keepsNone);
        ScriptedClient client = ScriptedClient.connect(start(origin))) {
      for (int i = 1; i <= 3; i++) {
        client.send(PUT + "Content-Length: 3\r\n\r\nabc").readFinal(200);
        assertThat(origin.connectionCount()).isEqualTo(i);
      }
    }
  }

  /** As servers send it on an unused connection, just before they close it. */
  private static final Script TIMES_OUT =
      peer -> {
        answer(peer, peer.readRequestHead());
        peer.readRequestHead();
        peer.send("HTTP/1.1 408 Timeout\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno");
        peer.shutdownOutput().discardToEof();
      };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1|Host: h||",
        "PUT / HTTP/1.1|Host: h|Content-Length: 3||abc",
        "POST / HTTP/1.1|Host: h|Expect: 100-continue|Content-Length: 3||"
      })
  void a408ThatWasMeantForAnUnusedConnectionIsNotTheAnswer(String request) throws IOException {
    Script says100 =
        peer -> {
          Head head = peer.readRequestHead();
          if (head.expectsContinue()) {
            peer.send(OriginScripts.interim(100));
          }
          answer(peer, head);
        };
    try (ScriptedOrigin origin = ScriptedOrigin.inOrder(TIMES_OUT, says100);
        ScriptedClient client = ScriptedClient.connect(start(origin))) {
      warmUp(client);
      client.send(request.replace("|", "\r\n"));
      if (request.contains("Expect")) {
        client.readInterim(100);
        client.send("abc");
      }
      client.readFinal(201);
      assertThat(origin.connectionCount()).isEqualTo(2);
    }
  }

  @Test
  void a408ToARequestThatMayNotBeRepeatedIsTheAnswer() throws IOException {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(TIMES_OUT);
        ScriptedClient client = ScriptedClient.connect(start(origin))) {
      warmUp(client);
      client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc").readFinal(408);
      assertThat(origin.connectionCount()).isEqualTo(1);
    }
  }

  @Test
  void a408OnAConnectionOfItsOwnIsTheAnswer() throws IOException {
    Script script =
        peer -> {
          peer.readRequestHead();
          peer.send("HTTP/1.1 408 Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(script);
        ScriptedClient client = ScriptedClient.connect(start(origin))) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").readFinal(408);
      assertThat(origin.connectionCount()).isEqualTo(1);
    }
  }
}
