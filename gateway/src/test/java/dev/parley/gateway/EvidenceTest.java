// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.admission.Admission;
import dev.parley.core.ByteSize;
import dev.parley.core.WaitPolicy;
import dev.parley.gateway.AccessLogPolicy.Format;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.netty.UpstreamPolicy;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedClient;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the access log says of exchanges on the wire, and what a refusal says of itself. */
final class EvidenceTest {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String ASKING =
      "POST /u HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 6\r\n";

  private final Running running = new Running();
  private final KeptLines log = new KeptLines();

  @AfterEach
  void stop() throws IOException {
    running.close();
  }

  private InetSocketAddress start(Duration wait, RoutePolicy route) throws IOException {
    return start(wait, route, Format.JSON);
  }

  private InetSocketAddress start(Duration wait, RoutePolicy route, Format format)
      throws IOException {
    return running.start(
        TestGateway.policy(route)
            .withUpstream(
                UpstreamPolicy.DEFAULTS.withExpect(new WaitPolicy(wait, wait, LONG, LONG)))
            .withAccessLog(AccessLogPolicy.of(format)),
        log);
  }

  private static RoutePolicy to(InetSocketAddress... origins) {
    return RoutePolicy.to(
        Arrays.stream(origins).map(TestGateway::origin).toArray(OriginAddress[]::new));
  }

  private static InetSocketAddress nobody() throws IOException {
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) closed.getLocalSocketAddress();
    }
  }

  /** Uploads as a client does that never sends before it is told to, and leaves after it. */
  private static Head upload(InetSocketAddress gateway, String fields) {
    try (ScriptedClient client = ScriptedClient.connect(gateway)) {
      client.send(ASKING + fields + "\r\n");
      Head head = client.readHead();
      if (head.isInterim()) {
        client.send("abcdef");
        head = client.readFinal();
      }
      client.shutdownOutput();
      client.readToEof();
      return head;
    }
  }

  private static Head upload(InetSocketAddress gateway) {
    return upload(gateway, "");
  }

  /** The fields of these names, as text. */
  private static Map<String, String> fields(JsonNode line, String... names) {
    Map<String, String> fields = new TreeMap<>();
    for (String name : names) {
      JsonNode value = line.path(name);
      fields.put(name, value.isArray() ? value.toString() : value.asText("none"));
    }
    return fields;
  }

  private static Map<String, String> costs(JsonNode line) {
    return fields(line, "received", "sent", "spared");
  }

  private static Map<String, String> costs(long received, long sent, Object spared) {
    return Map.of("received", "" + received, "sent", "" + sent, "spared", "" + spared);
  }

  @Test
  void aHeadThatComesInPiecesSaysHowLongItTook() throws IOException {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201))) {
      InetSocketAddress gateway = start(LONG, to(origin.address()));
      long began = System.nanoTime();
      try (ScriptedClient client = ScriptedClient.connect(gateway)) {
        client.send("GET /first HTTP/1.1\r\nHost: h\r\n\r\nPOST /u HT");
        client.readFinal();
        client.send("TP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n").readFinal();
      }
      assertThat(log.object(0).path("head_ms").asDouble(-1)).isZero();
      assertThat(log.object(1).path("head_ms").asDouble())
          .isPositive()
          .isLessThan((System.nanoTime() - began) / 1e6);
    }
  }

  @Test
  void anUploadThatTheOriginTakesIsToldFromHeadToEnd() throws IOException {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201))) {
      upload(start(LONG, to(origin.address())));
      JsonNode line = log.object(0);
      assertThat(fields(line, "client", "method", "target", "host", "route", "status", "by"))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "client", "127.0.0.1",
                  "method", "POST",
                  "target", "/u",
                  "host", "h",
                  "route", "/",
                  "status", "201",
                  "by", "origin"));
      assertThat(fields(line, "decision", "continued_by", "asked", "again", "origin"))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "decision", "100",
                  "continued_by", "origin",
                  "asked", "1",
                  "again", "none",
                  "origin", TestGateway.origin(origin.address()).toString()));
      assertThat(costs(line)).isEqualTo(costs(6, 6, 0));
      assertThat(line.path("announced").asLong()).isEqualTo(6);
      assertThat(
              Arrays.asList(
                  line.path("decision_ms").asDouble(),
                  line.path("continued_ms").asDouble(),
                  line.path("first_content_ms").asDouble(),
                  line.path("last_content_ms").asDouble(),
                  line.path("final_ms").asDouble(),
                  line.path("total_ms").asDouble()))
          .isSorted()
          .allSatisfy(time -> assertThat(time).isPositive());
    }
  }

  @Test
  void anUploadRefusedBySizeSparesItsContent() throws IOException {
    Head refusal =
        upload(
            start(LONG, to(nobody()).withAdmit(Admission.DEFAULTS.withMaxSize(new ByteSize(5)))));
    JsonNode line = log.object(0);
    assertThat(fields(line, "status", "by", "decision", "continued_by", "asked", "detail"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "status", "413",
                "by", "gateway",
                "decision", "gateway",
                "continued_by", "nobody",
                "asked", "0",
                "detail", "the content is larger than the 5B accepted here"));
    assertThat(costs(line)).isEqualTo(costs(0, 0, 6));
    assertThat(line.path("client_connection").asText()).isEqualTo("content-owed");
    assertThat(refusal.all("Proxy-Status"))
        .containsExactly(
            "parley; error=http_request_error;"
                + " details=\"the content is larger than the 5B accepted here\"");
  }

  @Test
  void aRefusalNamesTheRequestAsTheLogDoes() throws IOException {
    InetSocketAddress gateway = start(LONG, to(nobody()));
    String name;
    try (ScriptedClient client = ScriptedClient.connect(gateway)) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
      String content = client.readContent(client.readFinal(502));
      client.readToEof();
      Matcher id = Pattern.compile("\"request_id\":\"([0-9a-z]{16})\"").matcher(content);
      assertThat(id.find()).as(content).isTrue();
      name = id.group(1);
    }
    assertThat(log.object(0).path("id").asText()).isEqualTo(name);
  }

  @Test
  void contentThatWasSentAlthoughRefusedIsNotSpared() throws IOException {
    InetSocketAddress gateway =
        start(LONG, to(nobody()).withAdmit(Admission.DEFAULTS.withMaxSize(new ByteSize(5))));
    try (ScriptedClient client = ScriptedClient.connect(gateway)) {
      client.send("POST /u HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc");
      client.readFinal(413);
      client.shutdownOutput().readToEof();
    }
    assertThat(costs(log.object(0))).isEqualTo(costs(3, 0, 6));
  }

  @Test
  void aRefusalByTheOriginSparesTheContent() throws IOException {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.refuseAtOnce(403, true))) {
      Head refusal = upload(start(LONG, to(origin.address())));
      JsonNode line = log.object(0);
      assertThat(fields(line, "status", "by", "decision", "continued_by"))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "status", "403", "by", "origin", "decision", "final", "continued_by", "nobody"));
      assertThat(costs(line)).isEqualTo(costs(0, 0, 6));
      assertThat(refusal.has("Proxy-Status")).as("it is the origin's").isFalse();
    }
  }

  @Test
  void aSilentOriginIsToldFromOneThatIsKnownToBeSilent() throws IOException {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            OriginScripts.keepAlive(OriginScripts.silentUntilContentThen(201)))) {
      InetSocketAddress gateway = start(SHORT, to(origin.address()));
      upload(gateway);
      upload(gateway);
      JsonNode first = log.object(0);
      assertThat(fields(first, "decision", "continued_by"))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of("decision", "elapsed", "continued_by", "gateway-elapsed"));
      assertThat(first.path("decision_ms").asDouble()).isGreaterThanOrEqualTo(100.0);
      assertThat(first.path("continued_ms").asDouble())
          .isGreaterThanOrEqualTo(first.path("decision_ms").asDouble());
      assertThat(costs(first)).isEqualTo(costs(6, 6, 0));
      assertThat(fields(log.object(1), "decision", "continued_by"))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of("decision", "unasked", "continued_by", "gateway-memory"));
    }
  }

  @Test
  void a100ByConfigurationIsToldAsSuch() throws IOException {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(OriginScripts.silentUntilContentThen(201))) {
      upload(start(LONG, to(origin.address()).withExpect(ExpectMode.ANSWER)));
      assertThat(fields(log.object(0), "decision", "continued_by"))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of("decision", "unasked", "continued_by", "gateway-mode"));
    }
  }

  @Test
  void anOriginThatSays417IsToldWithTheRepetition() throws IOException {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            OriginScripts.keepAlive(OriginScripts.expectationFailedThenAccept()))) {
      upload(start(LONG, to(origin.address())));
      assertThat(fields(log.object(0), "status", "continued_by", "asked", "again"))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "status", "201",
                  "continued_by", "gateway-417",
                  "asked", "2",
                  "again", "[\"417\"]"));
    }
  }

  @Test
  void a417ThatIsFinalIsToldOnce() throws IOException {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(OriginScripts.expectationFailedThenAccept())) {
      Head refusal =
          upload(
              start(LONG, to(origin.address())),
              "Authorization: AWS4-HMAC-SHA256 Credential=x, SignedHeaders=expect;host,"
                  + " Signature=y\r\n");
      assertThat(refusal.status()).isEqualTo(417);
      assertThat(refusal.all("Proxy-Status"))
          .containsExactly(
              "parley; error=http_request_error; received-status=417;"
                  + " details=\"the origin fails expectations, and this one is signed\"");
      assertThat(fields(log.object(0), "status", "by", "asked"))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of("status", "417", "by", "gateway", "asked", "1"));
      running.close();
      assertThat(log.lines()).hasSize(1);
    }
  }

  @Test
  void anotherOriginIsToldWithTheReason() throws IOException {
    Script overloaded =
        peer -> {
          peer.readRequestHead();
          peer.send(OriginScripts.closing(503));
          peer.shutdownOutput().discardToEof();
        };
    try (ScriptedOrigin first = ScriptedOrigin.serving(overloaded);
        ScriptedOrigin second =
            ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(201)))) {
      upload(start(LONG, to(nobody(), first.address(), second.address())));
      assertThat(fields(log.object(0), "status", "asked", "again", "origin"))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "status", "201",
                  "asked", "2",
                  "again", "[\"unreachable\",\"503\"]",
                  "origin", TestGateway.origin(second.address()).toString()));
    }
  }

  @Test
  void aRefusalForTheSakeOfAnOldOriginSaysSo() throws IOException {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.http10(201))) {
      InetSocketAddress gateway = start(LONG, to(origin.address()));
      try (ScriptedClient client = ScriptedClient.connect(gateway)) {
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").readFinal(201);
      }
      try (ScriptedClient client = ScriptedClient.connect(gateway)) {
        client.send("PUT /u HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
        assertThat(client.readFinal(411).first("Proxy-Status"))
            .contains(
                "parley; error=http_request_error;"
                    + " details=\"the origin speaks HTTP/1.0, so the content needs a length\"");
        client.shutdownOutput();
        client.readToEof();
      }
      assertThat(fields(log.object(1), "status", "by", "asked", "again", "detail", "sent"))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "status", "411",
                  "by", "gateway",
                  "asked", "0",
                  "again", "[\"http-1.0\"]",
                  "detail", "the origin speaks HTTP/1.0, so the content needs a length",
                  "sent", "0"));
    }
  }

  @Test
  void theStatusOfAnOriginThatWasPassedByIsInProxyStatus() throws IOException {
    Script overloaded =
        peer -> {
          peer.readRequestHead();
          peer.send(OriginScripts.closing(503));
          peer.shutdownOutput().discardToEof();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(overloaded)) {
      Head refusal = upload(start(LONG, to(origin.address(), nobody())));
      assertThat(refusal.status()).isEqualTo(503);
      assertThat(refusal.all("Proxy-Status"))
          .containsExactly(
              "parley; error=destination_unavailable;"
                  + " received-status=503; details=\"no origin took the request, and this is what"
                  + " the last one said\"");
    }
  }

  @Test
  void anOriginThatIsOutOfReachIsInProxyStatus() throws IOException {
    Head refusal = upload(start(LONG, to(nobody())));
    assertThat(refusal.all("Proxy-Status"))
        .containsExactly(
            "parley; error=connection_refused; details=\"no origin could be reached\"");
  }

  @Test
  void anOriginThatLeavesIsInProxyStatus() throws IOException {
    Script leaves =
        peer -> {
          peer.readRequestHead();
          peer.send(OriginScripts.interim(100)).readExactly(6);
          peer.shutdownOutput().discardToEof();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(leaves)) {
      Head refusal = upload(start(LONG, to(origin.address())));
      assertThat(refusal.all("Proxy-Status"))
          .singleElement()
          .asString()
          .startsWith("parley; error=connection_terminated; details=");
      assertThat(log.object(0).path("origin_connection").asText()).isEqualTo("peer-gone");
    }
  }

  @Test
  void aClientThatLeavesHasNoStatusAndSparedNothing() throws IOException {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers())) {
      InetSocketAddress gateway = start(LONG, to(origin.address()));
      try (ScriptedClient client = ScriptedClient.connect(gateway)) {
        client.send(ASKING + "\r\n");
        Awaitility.await().until(() -> origin.connectionCount() > 0);
      }
      JsonNode line = log.object(0);
      assertThat(fields(line, "status", "by", "client_connection"))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of("status", "0", "by", "none", "client_connection", "peer-gone"));
      assertThat(costs(line)).isEqualTo(costs(0, 0, "none"));
    }
  }

  @Test
  void ofContentWithoutALengthNothingIsKnownToBeSpared() throws IOException {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(201)))) {
      InetSocketAddress gateway = start(LONG, to(origin.address()));
      try (ScriptedClient client = ScriptedClient.connect(gateway)) {
        client.send(
            "PUT /u HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        client.readFinal(201);
      }
      JsonNode line = log.object(0);
      assertThat(costs(line)).isEqualTo(costs(3, 3, "none"));
      assertThat(line.has("announced")).isFalse();
    }
  }

  @Test
  void exchangesOfOneConnectionHaveALineEach() throws IOException {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(201)))) {
      InetSocketAddress gateway = start(LONG, to(origin.address()));
      try (ScriptedClient client = ScriptedClient.connect(gateway)) {
        client.send("PUT /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\na");
        client.readFinal(201);
        client.send("PUT /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab");
        client.readFinal(201);
      }
      assertThat(costs(log.object(0))).isEqualTo(costs(1, 1, 0));
      assertThat(costs(log.object(1))).isEqualTo(costs(2, 2, 0));
      assertThat(log.object(0).path("id")).isNotEqualTo(log.object(1).path("id"));
      assertThat(log.object(1).path("client_connection").asText()).isEqualTo("complete");
    }
  }

  @Test
  void aHeadThatCannotBeReadHasNeitherMethodNorTarget() throws IOException {
    InetSocketAddress gateway = start(LONG, to(nobody()));
    try (ScriptedClient client = ScriptedClient.connect(gateway)) {
      client.send("GET  / HTTP/1.1\r\n\r\n");
      client.readFinal(400);
      client.shutdownOutput().readToEof();
    }
    assertThat(fields(log.object(0), "method", "target", "status"))
        .containsExactlyInAnyOrderEntriesOf(Map.of("method", "-", "target", "-", "status", "400"));
  }

  @Test
  void theTextShowsTheColumnsFirstAndEscapesWhatTheClientSent() throws IOException {
    InetSocketAddress gateway = start(LONG, to(nobody()), Format.TEXT);
    try (ScriptedClient client = ScriptedClient.connect(gateway)) {
      client.send("GET /\"a\\b?status=200 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
      client.readFinal();
      client.readToEof();
    }
    assertThat(log.line(0))
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z [0-9a-z]{16} 127\\.0\\.0\\.1      "
                + " (400|502) +\\d+\\.\\d{3}ms GET /\\\\\"a\\\\\\\\b\\?status=200 by=gateway"
                + " detail=\"[^\"]+\" decision=gateway decision_ms=.*");
    assertThat(log.line(0).toLowerCase(Locale.ROOT)).doesNotContain(" status=200");
  }
}
