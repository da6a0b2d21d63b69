// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.gateway.AccessLogPolicy.Format;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.netty.UpstreamPolicy;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Proves;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedClient;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Past origins that are away, and never twice to one that said 100. */
final class SeveralOriginsTest {
  private final Running running = new Running();
  private final KeptLines log = new KeptLines();

  @AfterEach
  void stop() throws IOException {
    running.close();
  }

  private InetSocketAddress start(InetSocketAddress... origins) throws IOException {
    return start(RoutePolicy.ASK_ELSEWHERE_ON, origins);
  }

  private InetSocketAddress start(Set<Integer> askElsewhereOn, InetSocketAddress... origins)
      throws IOException {
    return running.start(
        TestGateway.policy(
            RoutePolicy.to(
                    Arrays.stream(origins).map(TestGateway::origin).toArray(OriginAddress[]::new))
                .withAskElsewhereOn(askElsewhereOn)));
  }

  /** An address at which nobody listens. */
  private static InetSocketAddress nobody() throws IOException {
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) closed.getLocalSocketAddress();
    }
  }

  /** Uploads with an expectation, and content that only this upload has. */
  private static Head upload(InetSocketAddress gateway, String id) {
    try (ScriptedClient client = ScriptedClient.connect(gateway)) {
      client.send(
          "POST /%s HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n"
              .formatted(id, id.length()));
      Head head = client.readHead();
      if (head.isInterim()) {
        client.send(id);
        head = client.readFinal();
      }
      return head;
    }
  }

  private static final Script TAKES =
      OriginScripts.keepAlive(
          peer -> {
            Head head = peer.readRequestHead();
            peer.send(OriginScripts.interim(100));
            String content = peer.readContent(head);
            peer.send(
                "HTTP/1.1 201 Created\r\nContent-Length: 0\r\nX-Content: " + content + "\r\n\r\n");
          });

  /** Closes after every response, and does not say so: the connection dies in the pool. */
  private static final Script DIES_BETWEEN =
      peer -> {
        Head head = peer.readRequestHead();
        peer.send(OriginScripts.interim(100));
        String content = peer.readContent(head);
        peer.send(
            "HTTP/1.1 201 Created\r\nContent-Length: 0\r\nX-Content: " + content + "\r\n\r\n");
      };

  @Test
  @Proves("U8")
  void anOriginThatDoesNotSpeakHttpIsPassedBy() throws IOException {
    Script garbage =
        peer -> {
          peer.readRequestHead();
          peer.send("SSH-2.0-x\r\n").discardToEof();
        };
    try (ScriptedOrigin other = ScriptedOrigin.serving(garbage);
        ScriptedOrigin steady = ScriptedOrigin.serving(TAKES)) {
      InetSocketAddress gateway = start(other.address(), steady.address());
      assertThat(upload(gateway, "first").status()).isEqualTo(201);
      assertThat(steady.connections()).hasSize(1);
    }
  }

  @Test
  @Proves("U8")
  @Proves("U9")
  void aThousandOneShotUploadsSurviveOriginsThatComeAndGo() throws Exception {
    int uploads = 1000;
    Script overloaded = OriginScripts.keepAlive(OriginScripts.refuseAtOnce(503, true));
    try (ScriptedOrigin dying = ScriptedOrigin.serving(DIES_BETWEEN);
        ScriptedOrigin steady = ScriptedOrigin.serving(TAKES);
        ScriptedOrigin refusing = ScriptedOrigin.serving(overloaded)) {
      InetSocketAddress gateway =
          start(dying.address(), nobody(), refusing.address(), steady.address());
      ExecutorService clients = Executors.newFixedThreadPool(8);
      try {
        List<Future<Head>> answers = new ArrayList<>();
        for (int i = 0; i < uploads; i++) {
          String id = "upload-" + i;
          answers.add(clients.submit(() -> upload(gateway, id)));
        }
        for (int i = 0; i < uploads; i++) {
          Head answer = answers.get(i).get(60, TimeUnit.SECONDS);
          assertThat(answer.status()).as("upload %s", i).isEqualTo(201);
          assertThat(answer.first("X-Content")).contains("upload-" + i);
        }
      } finally {
        clients.shutdown();
        assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      }
      List<String> taken =
          Stream.of(dying, steady)
              .flatMap(origin -> origin.connections().stream())
              .flatMap(connection -> connection.heads().stream())
              .map(Head::target)
              .toList();
      assertThat(taken).as("uploads that were asked for").doesNotHaveDuplicates().hasSize(uploads);
      String refused =
          refusing.connections().stream()
              .map(connection -> connection.received())
              .collect(Collectors.joining());
      assertThat(refused).doesNotContain("\r\n\r\nupload-");
    }
  }

  @Test
  @Proves("U9")
  void anOriginThatAnswers503BeforeThe100IsPassedBy() throws IOException {
    try (ScriptedOrigin full = ScriptedOrigin.serving(OriginScripts.refuseAtOnce(503, true));
        ScriptedOrigin other = ScriptedOrigin.serving(TAKES)) {
      InetSocketAddress gateway = start(full.address(), other.address());
      for (int i = 0; i < 4; i++) {
        assertThat(upload(gateway, "u" + i).status()).isEqualTo(201);
      }
      assertThat(full.connectionCount()).isPositive();
    }
  }

  @Test
  @Proves("U9")
  void whatTheLastOriginSaidReachesTheClient() throws IOException {
    Script full =
        peer -> {
          peer.readRequestHead();
          peer.send(
              "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
          peer.shutdownOutput().discardToEof();
        };
    try (ScriptedOrigin one = ScriptedOrigin.serving(full);
        ScriptedOrigin two = ScriptedOrigin.serving(full)) {
      Head answer = upload(start(one.address(), two.address()), "u");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.first("Retry-After")).contains("7");
      assertThat(one.connectionCount() + two.connectionCount()).isEqualTo(2);
    }
  }

  @Test
  void whenTheOthersCannotBeReachedTheRefusalThatCameStands() throws IOException {
    try (ScriptedOrigin full = ScriptedOrigin.serving(OriginScripts.refuseAtOnce(503, true))) {
      InetSocketAddress gateway = start(full.address(), nobody());
      for (int i = 0; i < 4; i++) {
        assertThat(upload(gateway, "u" + i).status()).isIn(502, 503);
      }
      assertThat(full.connectionCount()).isEqualTo(4);
    }
  }

  @Test
  void aRefusalIsNotAskedAboutElsewhere() throws IOException {
    try (ScriptedOrigin refusing = ScriptedOrigin.serving(OriginScripts.refuseAtOnce(413, true));
        ScriptedOrigin alike = ScriptedOrigin.serving(OriginScripts.refuseAtOnce(413, true))) {
      assertThat(upload(start(refusing.address(), alike.address()), "u").status()).isEqualTo(413);
      assertThat(refusing.connectionCount() + alike.connectionCount()).isEqualTo(1);
    }
  }

  @Test
  void aRouteCanKeepTo503() throws IOException {
    try (ScriptedOrigin full = ScriptedOrigin.serving(OriginScripts.refuseAtOnce(503, true));
        ScriptedOrigin alike = ScriptedOrigin.serving(OriginScripts.refuseAtOnce(503, true))) {
      assertThat(upload(start(Set.of(), full.address(), alike.address()), "u").status())
          .isEqualTo(503);
      assertThat(full.connectionCount() + alike.connectionCount()).isEqualTo(1);
    }
  }

  @Test
  void anOriginThatFailedThreeTimesIsAskedLast() throws IOException {
    Script breaks = OriginScripts.resetsAfterHead();
    try (ScriptedOrigin unwell = ScriptedOrigin.serving(breaks);
        ScriptedOrigin well = ScriptedOrigin.serving(TAKES)) {
      InetSocketAddress gateway = start(unwell.address(), well.address());
      for (int i = 0; i < 20; i++) {
        assertThat(upload(gateway, "u" + i).status()).isEqualTo(201);
      }
      assertThat(unwell.connectionCount()).isEqualTo(OriginHealth.FAILURES);
    }
  }

  /** Its queue is full, so that the kernel drops what comes: it would cost everybody 5 s. */
  @Test
  void anOriginThatDoesNotAcceptCostsNobodyTheConnectTimeout() throws Exception {
    Script answers = OriginScripts.keepAlive(OriginScripts.refuseAtOnce(204, false));
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
        Socket second = new Socket(full.getInetAddress(), full.getLocalPort());
        ScriptedOrigin well = ScriptedOrigin.serving(answers)) {
      assertThat(first.isConnected() && second.isConnected()).isTrue();
      InetSocketAddress gateway =
          running.start(
              TestGateway.policy(
                      RoutePolicy.to(
                          TestGateway.origin((InetSocketAddress) full.getLocalSocketAddress()),
                          TestGateway.origin(well.address())))
                  .withAccessLog(AccessLogPolicy.of(Format.JSON)),
              log);
      for (int i = 0; i < 40; i++) {
        try (ScriptedClient client = ScriptedClient.connect(gateway)) {
          client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
          client.readFinal(204);
        }
      }
    }
    List<JsonNode> slow =
        IntStream.range(0, 40)
            .mapToObj(log::object)
            .filter(line -> line.path("again").toString().contains("slow"))
            .toList();
    assertThat(slow).hasSizeBetween(1, 5);
    assertThat(slow)
        .allSatisfy(
            line ->
                assertThat(line.path("total_ms").asDouble())
                    .isLessThan((double) UpstreamPolicy.DEFAULTS.connect().toMillis()));
  }

  @Test
  void theOriginWithTheFewestExchangesIsAsked() throws Exception {
    Script holdsTheFirst =
        OriginScripts.keepAlive(
            peer -> {
              Head head = peer.readRequestHead();
              if (head.target().equals("/held")) {
                peer.discardToEof();
              } else {
                peer.discardContent(head);
                peer.send(OriginScripts.response(204));
              }
            });
    try (ScriptedOrigin one = ScriptedOrigin.serving(holdsTheFirst);
        ScriptedOrigin two = ScriptedOrigin.serving(holdsTheFirst)) {
      InetSocketAddress gateway = start(one.address(), two.address());
      try (ScriptedClient held = ScriptedClient.connect(gateway)) {
        held.send("GET /held HTTP/1.1\r\nHost: h\r\n\r\n");
        // Whichever origin the first went to, all the others go to the second.
        ScriptedOrigin busy = whoWasAsked(one, two);
        for (int i = 0; i < 10; i++) {
          try (ScriptedClient client = ScriptedClient.connect(gateway)) {
            client.send("GET /" + i + " HTTP/1.1\r\nHost: h\r\n\r\n");
            client.readFinal(204);
          }
        }
        assertThat(busy.connections().get(0).heads()).hasSize(1);
        assertThat(busy.connectionCount()).isEqualTo(1);
      }
    }
  }

  private static ScriptedOrigin whoWasAsked(ScriptedOrigin one, ScriptedOrigin two) {
    Awaitility.await()
        .until(
            () ->
                Stream.of(one, two)
                    .flatMap(origin -> origin.connections().stream())
                    .anyMatch(connection -> !connection.heads().isEmpty()));
    return one.connectionCount() > 0 ? one : two;
  }
}
