// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.testkit.Ending;
import dev.parley.testkit.ScriptedClient;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway ends in the middle of exchanges. */
class StopTest {
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String UNTIL_CLOSE = "HTTP/1.1 200 OK\r\n\r\n";

  private final KeptLines log = new KeptLines();

  @TempDir private Path folder = Path.of("");

  /** Only the end of the connection would tell the end of such a response. */
  @ParameterizedTest
  @ValueSource(strings = {CHUNKED + "5\r\nhello\r\n", UNTIL_CLOSE + "hello"})
  void aResponseToHttp10ThatIsCutDoesNotLookWhole(String beginning) throws IOException {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.readRequestHead();
                  peer.send(beginning);
                  peer.discardToEof();
                });
        Running running = new Running()) {
      InetSocketAddress gateway =
          running.start(TestGateway.policy(RoutePolicy.to(TestGateway.origin(origin.address()))));
      try (ScriptedClient client = ScriptedClient.connect(gateway)) {
        client.send("GET /report HTTP/1.0\r\n\r\n");
        client.readFinal(200);
        assertThat(client.readExactly(5)).isEqualTo("hello");
        running.stop();
        assertThat(client.readToEof().ending()).isEqualTo(Ending.RESET);
      }
    }
  }

  @Test
  void aResponseToHttp10ThatIsWholeEndsInOrder() throws IOException {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.readRequestHead();
                  peer.send(CHUNKED + "5\r\nhello\r\n0\r\n\r\n");
                  peer.discardToEof();
                });
        Running running = new Running()) {
      InetSocketAddress gateway =
          running.start(TestGateway.policy(RoutePolicy.to(TestGateway.origin(origin.address()))));
      try (ScriptedClient client = ScriptedClient.connect(gateway)) {
        client.send("GET /report HTTP/1.0\r\n\r\n");
        client.readFinal(200);
        assertThat(client.readToEof().text()).isEqualTo("hello");
      }
    }
  }

  @Test
  void theLogSaysThatAnExchangeWithAnOriginWasStopped() throws IOException {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.readRequestHead();
                  peer.send("HTTP/1.1 100 Continue\r\n\r\n");
                  peer.discardToEof();
                });
        Running running = new Running()) {
      upload(running, RoutePolicy.to(TestGateway.origin(origin.address())));
    }
    assertThat(log.line(0))
        .contains("client_connection=stopped")
        .contains("origin_connection=stopped");
  }

  @Test
  void theLogSaysThatAnExchangeWithTheStoreWasStopped() throws IOException {
    try (Running running = new Running()) {
      upload(running, RoutePolicy.toStore(folder));
    }
    assertThat(log.line(0)).contains("client_connection=stopped");
  }

  private void upload(Running running, RoutePolicy route) throws IOException {
    InetSocketAddress gateway =
        running.start(
            TestGateway.policy(route)
                .withAccessLog(AccessLogPolicy.of(AccessLogPolicy.Format.TEXT)),
            log);
    try (ScriptedClient client = ScriptedClient.connect(gateway)) {
      client.send(
          "PUT /a HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");
      client.readInterim(100);
      client.send("half");
      running.stop();
      client.discardToEof();
    }
  }
}
