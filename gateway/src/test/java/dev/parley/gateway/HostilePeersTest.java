// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.admission.Admission;
import dev.parley.core.ByteSize;
import dev.parley.gateway.GatewayPolicy.Match;
import dev.parley.gateway.GatewayPolicy.OriginPolicy;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.netty.MemoryPolicy;
import dev.parley.testkit.Head;
import dev.parley.testkit.PeerOptions;
import dev.parley.testkit.ScriptedClient;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers that make the gateway hold memory, beside a client that uploads. */
final class HostilePeersTest {
  private static final long LIMIT = 4 << 20;
  private static final MemoryPolicy POLICY =
      new MemoryPolicy(Optional.of(new ByteSize(LIMIT)), Optional.empty());
  private static final PeerOptions PATIENT =
      PeerOptions.DEFAULTS.withDeadline(Duration.ofSeconds(60));
  private static final int CONTENT = 1 << 20;

  private final List<SocketChannel> hostile = new ArrayList<>();
  private final Running running = new Running();
  @TempDir private Path folder;

  @AfterEach
  void stop() throws IOException {
    for (SocketChannel each : hostile) {
      each.close();
    }
    running.close();
  }

  /** A gateway with a store, and with an origin below {@code /o/}. */
  private InetSocketAddress start(ScriptedOrigin origin) throws IOException {
    RoutePolicy toOrigin =
        RoutePolicy.of(
            new Match(Optional.empty(), "/o/"),
            Admission.DEFAULTS,
            List.of(OriginPolicy.of(TestGateway.origin(origin.address()))),
            Optional.empty());
    GatewayPolicy policy = TestGateway.policy(toOrigin);
    return running.start(
        new GatewayPolicy(
                policy.listen(),
                List.of(toOrigin, RoutePolicy.toStore(folder)),
                policy.downstream(),
                policy.upstream(),
                policy.waiting(),
                policy.unknownExpectations(),
                policy.tunnelIdle())
            .withMemory(POLICY));
  }

  /** Many connections that send {@code request} and read nothing. */
  private void attack(InetSocketAddress gateway, int connections, String request)
      throws IOException {
    for (int i = 0; i < connections; i++) {
      SocketChannel each = SocketChannel.open();
      hostile.add(each);
      each.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
      each.connect(gateway);
      each.configureBlocking(false);
      each.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
    }
  }

  /** A client that uploads all the while is served, or told when to come again. */
  private void uploadsAreTaken(InetSocketAddress gateway) throws IOException {
    int taken = 0;
    for (int i = 0; i < 100 && taken < 10; i++) {
      try (ScriptedClient client = ScriptedClient.connect(gateway, PATIENT)) {
        client.send(
            "PUT /u HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + CONTENT + "\r\n\r\n");
        client.sendContent(CONTENT);
        Head head = client.readFinal();
        assertThat(head.status()).isIn(201, 204, 503);
        assertThat(head.has("Retry-After")).isEqualTo(head.status() == 503);
        taken += head.status() == 503 ? 0 : 1;
      }
    }
    assertThat(taken).isEqualTo(10);
  }

  private void isBounded() {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(running.held()).isBetween(1L, LIMIT));
  }

  private static ScriptedOrigin endless() throws IOException {
    return ScriptedOrigin.serving(
        peer -> {
          peer.readRequestHead();
          peer.send("HTTP/1.1 200 OK\r\nContent-Length: 4000000\r\n\r\n");
          peer.sendContent(4_000_000);
        });
  }

  @Test
  void responsesOfTheStoreThatNobodyReads() throws Exception {
    Files.write(folder.resolve("big"), new byte[4_000_000]);
    try (ScriptedOrigin origin = endless()) {
      InetSocketAddress gateway = start(origin);
      attack(gateway, 200, "GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n");
      uploadsAreTaken(gateway);
      isBounded();
    }
  }

  @Test
  void responsesOfAnOriginThatNobodyReads() throws Exception {
    try (ScriptedOrigin origin = endless()) {
      InetSocketAddress gateway = start(origin);
      attack(gateway, 100, "GET /o/big HTTP/1.1\r\nHost: localhost\r\n\r\n");
      uploadsAreTaken(gateway);
      isBounded();
    }
  }

  @Test
  void headsThatDoNotEnd() throws Exception {
    try (ScriptedOrigin origin = endless()) {
      InetSocketAddress gateway = start(origin);
      attack(gateway, 400, "PUT /u HTTP/1.1\r\nHost: localhost\r\nA: " + "a".repeat(30_000));
      uploadsAreTaken(gateway);
      isBounded();
    }
  }

  @Test
  void requestsBehindAResponseThatNobodyReads() throws Exception {
    Files.write(folder.resolve("big"), new byte[4_000_000]);
    try (ScriptedOrigin origin = endless()) {
      InetSocketAddress gateway = start(origin);
      String get = "GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n";
      attack(gateway, 200, get.repeat(1000));
      uploadsAreTaken(gateway);
      isBounded();
    }
  }

  @Test
  void uploadsThatSendWithoutWaiting() throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            peer -> {
              peer.readRequestHead();
              peer.readToEof();
            })) {
      InetSocketAddress gateway = start(origin);
      attack(
          gateway,
          400,
          "PUT /o/u HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n"
              + "Expect: 100-continue\r\n\r\n"
              + "a".repeat(40_000));
      uploadsAreTaken(gateway);
      isBounded();
    }
  }
}
