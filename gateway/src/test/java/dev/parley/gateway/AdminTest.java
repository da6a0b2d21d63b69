// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.core.WaitPolicy;
import dev.parley.gateway.GatewayPolicy.AdminPolicy;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.netty.UpstreamPolicy;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.ScriptedClient;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator sees, and who does not. */
final class AdminTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir private Path folder = Path.of("");

  private static GatewayPolicy policy(RoutePolicy route) {
    Duration wait = Duration.ofMillis(100);
    return TestGateway.policy(route)
        .withUpstream(UpstreamPolicy.DEFAULTS.withExpect(new WaitPolicy(wait, wait, LONG, LONG)))
        .withAdmin(new AdminPolicy(TestGateway.anyPort()));
  }

  private Gateway start() throws IOException {
    return Gateway.start(policy(RoutePolicy.toStore(folder)));
  }

  private static void upload(Gateway gateway) {
    try (ScriptedClient client = ScriptedClient.connect(gateway.addresses().get(0))) {
      client.send(
          "PUT /u HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
      client.readInterim(100);
      client.send("a").readFinal(201);
    }
  }

  private record Answer(Head head, String content) {}

  private static Answer ask(Gateway gateway, String request) {
    try (ScriptedClient client = ScriptedClient.connect(gateway.adminAddress().orElseThrow())) {
      client.send(request.replace("|", "\r\n"));
      Head head = client.readFinal();
      return new Answer(head, client.readContent(head));
    }
  }

  private static JsonNode origin(Gateway gateway, int number) throws IOException {
    Answer answer = ask(gateway, "GET /origins HTTP/1.1|Host: localhost|Connection: close||");
    assertThat(answer.head().status()).isEqualTo(200);
    assertThat(answer.head().all("Content-Type")).containsExactly("application/json");
    return new ObjectMapper().readTree(answer.content()).path("origins").path(number);
  }

  @Test
  void anOriginOfWhichNothingIsKnownIsShownAsSuch() throws IOException {
    OriginAddress nobody = new OriginAddress("127.0.0.1", 1);
    try (Gateway gateway = Gateway.start(policy(RoutePolicy.to(nobody)))) {
      JsonNode origin = origin(gateway, 0);
      assertThat(origin.path("url").asText()).isEqualTo("http://127.0.0.1:1");
      assertThat(origin.path("manner").asText()).isEqualTo("unknown");
      assertThat(origin.path("pinned").asText()).isEqualTo("auto");
      assertThat(origin.has("since")).isFalse();
      assertThat(origin.path("wait_ms").asLong()).isEqualTo(100);
      assertThat(origin.path("decisions").path("count").asLong()).isZero();
      assertThat(origin.path("healthy").asBoolean()).isTrue();
    }
  }

  @Test
  void whatAnUploadShowedOfASilentOriginIsThere() throws IOException {
    Instant before = Instant.now().minusSeconds(1);
    try (ScriptedOrigin silent = ScriptedOrigin.serving(OriginScripts.silentUntilContentThen(201));
        Gateway gateway =
            Gateway.start(policy(RoutePolicy.to(TestGateway.origin(silent.address()))))) {
      upload(gateway);
      JsonNode origin = origin(gateway, 0);
      assertThat(origin.path("manner").asText()).isEqualTo("stays silent");
      assertThat(Instant.parse(origin.path("since").asText())).isBetween(before, Instant.now());
      assertThat(origin.path("outstanding").asLong()).isZero();
      assertThat(origin.path("waiting").asLong()).isZero();
    }
  }

  @Test
  void theDecisionsOfAnOriginAreCounted() throws IOException {
    try (ScriptedOrigin decides =
            ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(201)));
        Gateway gateway =
            Gateway.start(policy(RoutePolicy.to(TestGateway.origin(decides.address()))))) {
      upload(gateway);
      upload(gateway);
      JsonNode origin = origin(gateway, 0);
      assertThat(origin.path("manner").asText()).isEqualTo("decides");
      JsonNode decisions = origin.path("decisions");
      assertThat(decisions.path("count").asLong()).isEqualTo(2);
      assertThat(decisions.path("median_below_ms").asLong()).isPositive();
      long counted = 0;
      for (JsonNode bar : decisions.path("histogram")) {
        counted += bar.path("count").asLong();
      }
      assertThat(counted).isEqualTo(2);
    }
  }

  @Test
  void anOriginThatIsAwayIsUnwellAfterAFewFailures() throws IOException {
    OriginAddress nobody = new OriginAddress("127.0.0.1", 1);
    try (Gateway gateway = Gateway.start(policy(RoutePolicy.to(nobody)))) {
      for (int i = 0; i < OriginHealth.FAILURES; i++) {
        try (ScriptedClient client = ScriptedClient.connect(gateway.addresses().get(0))) {
          client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").readFinal(502);
        }
      }
      assertThat(origin(gateway, 0).path("healthy").asBoolean()).isFalse();
      assertThat(origin(gateway, 0).path("failures").asInt()).isEqualTo(OriginHealth.FAILURES);
    }
  }

  @Test
  void theStoreIsShownAsAnOrigin() throws IOException {
    try (Gateway gateway = start()) {
      upload(gateway);
      assertThat(origin(gateway, 0).path("url").asText()).isEqualTo("store");
      assertThat(origin(gateway, 0).path("manner").asText()).isEqualTo("decides");
    }
  }

  @Test
  void theIndexNamesWhatThereIs() throws IOException {
    try (Gateway gateway = start()) {
      assertThat(ask(gateway, "GET / HTTP/1.1|Host: 127.0.0.1:1||").content()).contains("/origins");
      assertThat(ask(gateway, "GET /other HTTP/1.1|Host: [::1]||").head().status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "HEAD", "OPTIONS"})
  void nothingCanBeChanged(String method) throws IOException {
    try (Gateway gateway = start();
        ScriptedClient client = ScriptedClient.connect(gateway.adminAddress().orElseThrow())) {
      client.send(method + " /origins HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
      Head head = client.readFinal(405);
      assertThat(head.all("Allow")).containsExactly("GET");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: evil.example|",
        "Host: evil.example:8418|",
        "Host: localhost.evil.example|",
        "Host: 127.0.0.1.evil.example|"
      })
  void aNameThatLeadsHereByChanceIsNotAnswered(String field) throws IOException {
    try (Gateway gateway = start()) {
      assertThat(ask(gateway, "GET /origins HTTP/1.1|" + field + "|").head().status())
          .isEqualTo(421);
    }
  }

  @Test
  void aRequestWithoutAHostIsNotAnswered() throws IOException {
    try (Gateway gateway = start()) {
      assertThat(ask(gateway, "GET /origins HTTP/1.1||").head().status()).isEqualTo(400);
      assertThat(ask(gateway, "GET /origins HTTP/1.0||").head().status()).isEqualTo(421);
      assertThat(
              ask(gateway, "GET http://evil.example/origins HTTP/1.1|Host: localhost||")
                  .head()
                  .status())
          .isEqualTo(421);
    }
  }

  @Test
  void oneConnectionServesManyRequests() throws IOException {
    try (Gateway gateway = start();
        ScriptedClient client = ScriptedClient.connect(gateway.adminAddress().orElseThrow())) {
      for (String target : List.of("/", "/origins?x", "/")) {
        client.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(client.readContent(client.readFinal(200))).isNotEmpty();
      }
    }
  }

  @Test
  void whoeverSendsHalfOfARequestKeepsNobodyElseWaiting() throws IOException {
    try (Gateway gateway = start()) {
      InetSocketAddress admin = gateway.adminAddress().orElseThrow();
      List<Socket> slow = new ArrayList<>();
      try {
        for (String half : List.of("", "G", "GET /origins HT", "GET / HTTP/1.1\r\nHost: local")) {
          for (int i = 0; i < 16; i++) {
            Socket socket = new Socket(admin.getAddress(), admin.getPort());
            slow.add(socket);
            socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
          }
        }
        try (Socket socket = new Socket(admin.getAddress(), admin.getPort())) {
          socket.setSoTimeout(10_000);
          socket
              .getOutputStream()
              .write(
                  "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII));
          assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
              .startsWith("HTTP/1.1 200 OK\r\n")
              .contains("/origins");
        }
      } finally {
        for (Socket socket : slow) {
          socket.close();
        }
      }
    }
  }

  @Test
  void anAddressInUseIsNamedWithItsKeyAndNothingIsLeftOpen() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());
      GatewayPolicy policy =
          policy(RoutePolicy.toStore(folder)).withAdmin(new AdminPolicy(address));
      assertThatThrownBy(() -> Gateway.start(policy))
          .isInstanceOf(UnusableException.class)
          .hasMessageStartingWith("admin.address: ")
          .hasMessageContaining(
              ":" + address.getPort() + " (expected: a free address of this machine; ");
    }
  }

  @Test
  void withoutTheKeyThereIsNoAddress() throws IOException {
    try (Gateway gateway = Gateway.start(TestGateway.policy(RoutePolicy.toStore(folder)))) {
      assertThat(gateway.adminAddress()).isEmpty();
    }
  }
}
