// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Peer;
import dev.parley.testkit.Proves;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptError;
import dev.parley.testkit.ScriptedClient;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An origin that refuses by the head, keeps its connection, and takes the content for requests. */
final class UnreadContentTest {
  private static final String EVIL = "GET /evil HTTP/1.1\r\nHost: h\r\nX-Id: evil\r\n\r\n";

  private final Running running = new Running();

  @AfterEach
  void stop() throws IOException {
    running.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 401, 413, 500})
  @Proves("D14")
  void noRequestFollowsContentThatARefusalMayHaveLeftUnread(int status) throws IOException {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(peer -> refuse(peer, status))) {
      InetSocketAddress gateway =
          running.start(TestGateway.policy(RoutePolicy.to(TestGateway.origin(origin.address()))));
      try (ScriptedClient client = ScriptedClient.connect(gateway)) {
        client.send(
            "PUT /u HTTP/1.1\r\nHost: h\r\nX-Id: first\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(EVIL.length(), EVIL));
        assertThat(client.readFinal(status).first("X-Id")).contains("first");
        client.send("GET /v HTTP/1.1\r\nHost: h\r\nX-Id: second\r\n\r\n");
        assertThat(client.readFinal(200).first("X-Id")).contains("second");
      }
      assertThat(origin.connectionCount()).isEqualTo(2);
    }
  }

  /** It answers 200 by the head, and the content as the next request. */
  @Test
  void anOriginThatAnsweredWhatNobodyAskedGetsNoRequestBehindContent() throws IOException {
    Script ignoresContent =
        peer -> {
          try {
            for (Head head = peer.readRequestHead(); true; head = peer.readRequestHead()) {
              answer(peer, head, 200);
            }
          } catch (ScriptError e) {
            if (e.reason() != ScriptError.Reason.PEER_LEFT) {
              throw e;
            }
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(ignoresContent)) {
      InetSocketAddress gateway =
          running.start(TestGateway.policy(RoutePolicy.to(TestGateway.origin(origin.address()))));
      try (ScriptedClient client = ScriptedClient.connect(gateway)) {
        String put =
            "PUT /u HTTP/1.1\r\nHost: h\r\nX-Id: put\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(EVIL.length(), EVIL);
        client.send(put).readFinal(200);
        Awaitility.await().until(() -> origin.connection(0).ending().isPresent());
        int learned = origin.connectionCount();
        for (int i = 1; i <= 3; i++) {
          client.send(put).readFinal(200);
          client.send("GET /v HTTP/1.1\r\nHost: h\r\nX-Id: get\r\n\r\n");
          assertThat(client.readFinal(200).first("X-Id")).contains("get");
          client.send("GET /v HTTP/1.1\r\nHost: h\r\nX-Id: more\r\n\r\n");
          assertThat(client.readFinal(200).first("X-Id")).contains("more");
        }
        // A new one for each PUT; what follows a GET may follow on its connection.
        assertThat(origin.connectionCount()).isLessThanOrEqualTo(learned + 4);
      }
    }
  }

  /** Every answer waits until something follows the head: content, or the next request. */
  private static void refuse(Peer peer, int status) {
    try {
      Head head = peer.readRequestHead();
      if (head.method().equals("PUT") && peer.awaitsMore()) {
        answer(peer, head, status);
        head = peer.readRequestHead();
        if (peer.awaitsMore()) {
          answer(peer, head, 200);
        }
      } else {
        answer(peer, head, 200);
      }
    } catch (ScriptError e) {
      if (e.reason() != ScriptError.Reason.PEER_LEFT) {
        throw e;
      }
    }
  }

  private static void answer(Peer peer, Head head, int status) {
    peer.send(
        OriginScripts.response(status)
            .replace("\r\n\r\n", "\r\nX-Id: " + head.first("X-Id").orElse("none") + "\r\n\r\n"));
  }
}
