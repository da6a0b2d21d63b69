// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.ByteSize;
import dev.parley.core.WaitPolicy;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.netty.UpstreamPolicy;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Peer;
import dev.parley.testkit.Proves;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedClient;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who answers an expectation: the origin, or the gateway for one that it knows. */
final class ExpectModesTest {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String ASKING =
      "POST /u HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 6\r\n";
  private static final String SENDING = "POST /u HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n";

  private final Running running = new Running();

  @AfterEach
  void stop() throws IOException {
    running.close();
  }

  /**
   * A route to {@code origin}, on which a first wait takes {@code wait} and no other is shorter.
   */
  private InetSocketAddress start(ScriptedOrigin origin, Duration wait, ExpectMode mode)
      throws IOException {
    return start(wait, RoutePolicy.to(TestGateway.origin(origin.address())).withExpect(mode));
  }

  private InetSocketAddress start(Duration wait, RoutePolicy route) throws IOException {
    return running.start(
        TestGateway.policy(route)
            .withUpstream(
                UpstreamPolicy.DEFAULTS.withExpect(new WaitPolicy(wait, wait, LONG, LONG))));
  }

  /** Uploads as a client does that never sends before it is told to. */
  private static int upload(InetSocketAddress gateway) {
    return upload(gateway, "");
  }

  private static int upload(InetSocketAddress gateway, String fields) {
    try (ScriptedClient client = ScriptedClient.connect(gateway)) {
      client.send(ASKING + fields + "\r\n");
      Head head = client.readHead();
      if (head.isInterim()) {
        client.send("abcdef");
        head = client.readFinal();
      }
      return head.status();
    }
  }

  private static List<Head> heads(ScriptedOrigin origin) {
    return origin.connections().stream().flatMap(each -> each.heads().stream()).toList();
  }

  private static long asking(ScriptedOrigin origin) {
    return heads(origin).stream().filter(head -> head.has("Expect")).count();
  }

  @Test
  @Proves("U2")
  @Proves("U3")
  void aSilentOriginIsWaitedForOnceAndThenAnsweredFor() throws IOException {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            OriginScripts.keepAlive(OriginScripts.silentUntilContentThen(201)))) {
      InetSocketAddress gateway = start(origin, SHORT, ExpectMode.AUTO);
      for (int i = 0; i < 5; i++) {
        assertThat(upload(gateway)).isEqualTo(201);
      }
      assertThat(asking(origin)).isEqualTo(1);
      assertThat(heads(origin)).hasSize(5);
    }
  }

  @Test
  @Proves("U2")
  @Proves("U5")
  void anOriginThatFailsExpectationsIsAskedOnceAndThenAnsweredFor() throws IOException {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            OriginScripts.keepAlive(OriginScripts.expectationFailedThenAccept()))) {
      InetSocketAddress gateway = start(origin, LONG, ExpectMode.AUTO);
      for (int i = 0; i < 5; i++) {
        assertThat(upload(gateway)).isEqualTo(201);
      }
      assertThat(asking(origin)).isEqualTo(1);
      assertThat(heads(origin)).hasSize(6);
    }
  }

  /** Refuses from the head, but only after the first wait is over. */
  private static Script refusesSlowly(int status) {
    AtomicInteger connections = new AtomicInteger();
    return peer -> {
      peer.readRequestHead();
      if (connections.getAndIncrement() == 0) {
        peer.awaitsMore();
      }
      peer.send(OriginScripts.closing(status)).shutdownOutput().discardToEof();
    };
  }

  @Test
  @Proves("U4")
  void theClientOfAnOriginThatRefusesSlowlySeesTheRefusalAlone() throws IOException {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(refusesSlowly(401))) {
      InetSocketAddress gateway = start(origin, SHORT, ExpectMode.AUTO);
      assertThat(upload(gateway)).isEqualTo(401);
      for (int i = 0; i < 3; i++) {
        try (ScriptedClient client = ScriptedClient.connect(gateway)) {
          client.send(ASKING + "\r\n");
          assertThat(client.readHead().status()).isEqualTo(401);
        }
      }
      assertThat(asking(origin)).isEqualTo(4);
    }
  }

  @Test
  void aSilentOriginThatRefusesContentCostsTwoWaits() throws IOException {
    Script refusesContent = OriginScripts.keepAlive(OriginScripts.silentUntilContentThen(422));
    try (ScriptedOrigin origin = ScriptedOrigin.serving(refusesContent)) {
      InetSocketAddress gateway = start(origin, SHORT, ExpectMode.AUTO);
      for (int i = 0; i < 6; i++) {
        assertThat(upload(gateway)).isEqualTo(422);
      }
      assertThat(asking(origin)).isEqualTo(2);
    }
  }

  @Test
  @Proves("U2")
  void anOriginOfHttp10IsAskedOnceAndThenAnsweredFor() throws IOException {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.http10(201))) {
      InetSocketAddress gateway = start(origin, SHORT, ExpectMode.AUTO);
      for (int i = 0; i < 3; i++) {
        assertThat(upload(gateway)).isEqualTo(201);
      }
      assertThat(asking(origin)).isEqualTo(1);
    }
  }

  @Test
  void anOriginThatDecidesIsAskedEveryTime() throws IOException {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(201)))) {
      InetSocketAddress gateway = start(origin, LONG, ExpectMode.AUTO);
      for (int i = 0; i < 3; i++) {
        assertThat(upload(gateway)).isEqualTo(201);
      }
      assertThat(asking(origin)).isEqualTo(3);
    }
  }

  @Test
  @Proves("U4")
  void anOriginThatDecidesLateIsGivenMoreTime() throws IOException {
    Script late =
        peer -> {
          Head head = peer.readRequestHead();
          // The content shows that the wait has elapsed.
          peer.readExactly(1);
          peer.send(OriginScripts.interim(100));
          peer.readExactly(5);
          peer.send(OriginScripts.closing(head.has("Expect") ? 201 : 500));
        };
    Script decides =
        peer -> {
          Head head = peer.readRequestHead();
          peer.send(OriginScripts.interim(100)).discardContent(head);
          peer.send(OriginScripts.closing(202));
        };
    try (ScriptedOrigin origin = ScriptedOrigin.inOrder(late, decides, decides)) {
      InetSocketAddress gateway = start(origin, SHORT, ExpectMode.AUTO);
      assertThat(upload(gateway)).isEqualTo(201);
      assertThat(upload(gateway)).isEqualTo(202);
      assertThat(upload(gateway)).isEqualTo(202);
      assertThat(asking(origin)).isEqualTo(3);
    }
  }

  @Test
  @Proves("U6")
  @Proves("U7")
  void a417ThatMeantARefusalIsNotHeldAgainstTheNextUpload() throws IOException {
    Script misuse =
        peer -> {
          Head head = peer.readRequestHead();
          if (head.has("X-Large")) {
            peer.send(OriginScripts.closing(head.has("Expect") ? 417 : 413));
            peer.shutdownOutput().discardToEof();
          } else {
            peer.send(OriginScripts.interim(100));
            peer.discardContent(head);
            peer.send(OriginScripts.closing(201));
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(misuse)) {
      InetSocketAddress gateway = start(origin, LONG, ExpectMode.AUTO);
      assertThat(upload(gateway, "X-Large: 1\r\n")).isEqualTo(413);
      assertThat(upload(gateway)).isEqualTo(201);
      assertThat(upload(gateway, "X-Large: 1\r\n")).isEqualTo(413);
      assertThat(upload(gateway)).isEqualTo(201);
      assertThat(asking(origin)).as("one of the two attempts at every upload").isEqualTo(4);
      assertThat(heads(origin)).hasSize(6);
    }
  }

  @Test
  @Proves("U1")
  void relayAsksAnOriginThatIsKnownToFailExpectations() throws IOException {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            OriginScripts.keepAlive(OriginScripts.expectationFailedThenAccept()))) {
      InetSocketAddress gateway = start(origin, LONG, ExpectMode.RELAY);
      for (int i = 0; i < 3; i++) {
        assertThat(upload(gateway)).isEqualTo(201);
      }
      assertThat(asking(origin)).isEqualTo(3);
    }
  }

  @Test
  @Proves("U2")
  void answerNeverAsks() throws IOException {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(201)))) {
      InetSocketAddress gateway = start(origin, LONG, ExpectMode.ANSWER);
      assertThat(upload(gateway)).isEqualTo(201);
      assertThat(asking(origin)).isZero();
    }
  }

  @Test
  void aPinOfTheOriginOutweighsTheRoute() throws IOException {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(201)))) {
      RoutePolicy relays = RoutePolicy.to(TestGateway.origin(origin.address()));
      InetSocketAddress gateway =
          start(
              LONG,
              new RoutePolicy(
                  relays.match(),
                  relays.admit(),
                  List.of(
                      new GatewayPolicy.OriginPolicy(
                          TestGateway.origin(origin.address()), ExpectMode.ANSWER)),
                  relays.store(),
                  ExpectMode.RELAY,
                  relays.guard(),
                  relays.askElsewhereOn(),
                  relays.upgrade(),
                  relays.web()));
      assertThat(upload(gateway)).isEqualTo(201);
      assertThat(asking(origin)).isZero();
    }
  }

  // Signed expectations

  private static final String SIGNED =
      "Authorization: AWS4-HMAC-SHA256 Credential=x, SignedHeaders=expect;host, Signature=y\r\n";

  @Test
  @Proves("U13")
  void aSignedExpectationIsForwardedAsItCame() throws IOException {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(201)))) {
      InetSocketAddress gateway = start(origin, LONG, ExpectMode.ANSWER);
      try (ScriptedClient client = ScriptedClient.connect(gateway)) {
        client.send(SENDING + SIGNED + "Expect: 100-Continue\r\n\r\n");
        client.readInterim(100);
        client.send("abcdef");
        client.readFinal(201);
      }
      assertThat(heads(origin).get(0).all("Expect")).containsExactly("100-Continue");
    }
  }

  @Test
  void anExpectationThatIsNotSignedIsForwardedInItsPlainForm() throws IOException {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(201)))) {
      InetSocketAddress gateway = start(origin, LONG, ExpectMode.AUTO);
      try (ScriptedClient client = ScriptedClient.connect(gateway)) {
        client.send(SENDING + "Expect: ,\r\nExpect: 100-Continue,\r\n\r\n");
        client.readInterim(100);
        client.send("abcdef");
        client.readFinal(201);
      }
      assertThat(heads(origin).get(0).all("Expect")).containsExactly("100-continue");
    }
  }

  @Test
  @Proves("U13")
  void aSignedExpectationThatFailsIsNotRepeatedWithout() throws IOException {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(OriginScripts.expectationFailedThenAccept())) {
      InetSocketAddress gateway = start(origin, LONG, ExpectMode.AUTO);
      assertThat(upload(gateway, SIGNED)).isEqualTo(417);
      assertThat(heads(origin)).hasSize(1);
    }
  }

  // The guard

  private InetSocketAddress guarded(ScriptedOrigin origin, Duration wait) throws IOException {
    return start(
        wait, RoutePolicy.to(TestGateway.origin(origin.address())).withGuard(new ByteSize(5)));
  }

  @Test
  @Proves("U10")
  void theGuardSendsNothingOfAnUploadThatTheOriginRefuses() throws IOException {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.refuseAtOnce(413, true))) {
      InetSocketAddress gateway = guarded(origin, LONG);
      try (ScriptedClient client = ScriptedClient.connect(gateway)) {
        client.send(SENDING + "\r\nabcdef");
        client.readFinal(413);
      }
      assertThat(asking(origin)).isEqualTo(1);
      assertThat(origin.connection(0).received()).doesNotContain("abc");
    }
  }

  @Test
  @Proves("U10")
  void theGuardKeepsItsOwn100FromTheClient() throws IOException {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201))) {
      InetSocketAddress gateway = guarded(origin, LONG);
      try (ScriptedClient client = ScriptedClient.connect(gateway)) {
        client.send(SENDING + "\r\nabcdef");
        assertThat(client.readHead().status()).isEqualTo(201);
      }
      assertThat(asking(origin)).isEqualTo(1);
    }
  }

  @Test
  void theGuardLetsContentFlowToASilentOrigin() throws IOException {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(OriginScripts.silentUntilContentThen(201))) {
      InetSocketAddress gateway = guarded(origin, SHORT);
      try (ScriptedClient client = ScriptedClient.connect(gateway)) {
        client.send(SENDING + "\r\nabcdef");
        assertThat(client.readHead().status()).isEqualTo(201);
      }
    }
  }

  @Test
  void theGuardRepeatsWithoutExpectationOn417() throws IOException {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(OriginScripts.expectationFailedThenAccept())) {
      InetSocketAddress gateway = guarded(origin, LONG);
      try (ScriptedClient client = ScriptedClient.connect(gateway)) {
        client.send(SENDING + "\r\nabcdef");
        assertThat(client.readHead().status()).isEqualTo(201);
      }
      assertThat(heads(origin)).hasSize(2);
    }
  }

  @Test
  void theGuardAsksForAClientOfHttp10AndForContentOfUnknownLength() throws IOException {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(201)))) {
      InetSocketAddress gateway = guarded(origin, LONG);
      for (String request :
          List.of(
              "PUT /u HTTP/1.0\r\nContent-Length: 6\r\n\r\nabcdef",
              "PUT /u HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")) {
        try (ScriptedClient client = ScriptedClient.connect(gateway)) {
          client.send(request);
          assertThat(client.readHead().status()).isEqualTo(201);
        }
      }
      assertThat(asking(origin)).isEqualTo(2);
    }
  }

  @Test
  void theGuardLeavesSmallerContentAlone() throws IOException {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(201)))) {
      InetSocketAddress gateway = guarded(origin, LONG);
      try (Peer client = ScriptedClient.connect(gateway)) {
        client.send("PUT /u HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nabcde");
        client.readFinal(201);
      }
      assertThat(asking(origin)).isZero();
    }
  }

  private static final String CHUNKED =
      "POST /u HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n";

  /** RFC 9112 6.1: it would take the chunks for content. */
  @Test
  @Proves("U18")
  void anOriginOfHttp10GetsNoChunks() throws IOException {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.http10(201))) {
      InetSocketAddress gateway = start(origin, LONG, ExpectMode.ANSWER);
      assertThat(upload(gateway)).isEqualTo(201);
      for (String fields : List.of("", "Expect: 100-continue\r\n")) {
        try (ScriptedClient client = ScriptedClient.connect(gateway)) {
          client.send(CHUNKED + fields + "\r\n");
          Head head = client.readHead();
          assertThat(head.status()).isEqualTo(411);
          assertThat(client.readContent(head))
              .contains("\"detail\":\"the origin speaks HTTP/1.0, so the content needs a length\"");
          client.shutdownOutput();
          client.readToEof();
        }
      }
      assertThat(heads(origin)).hasSize(1);
      assertThat(upload(gateway)).isEqualTo(201);
    }
  }

  @Test
  @Proves("U18")
  void chunksGoToAnOriginThatTakesThem() throws IOException {
    try (ScriptedOrigin old = ScriptedOrigin.serving(OriginScripts.http10(201));
        ScriptedOrigin other =
            ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(202)))) {
      InetSocketAddress gateway =
          start(
              LONG,
              RoutePolicy.to(TestGateway.origin(old.address()), TestGateway.origin(other.address()))
                  .withExpect(ExpectMode.ANSWER));
      assertThat(List.of(upload(gateway), upload(gateway))).containsExactlyInAnyOrder(201, 202);
      for (int i = 0; i < 3; i++) {
        try (ScriptedClient client = ScriptedClient.connect(gateway)) {
          client.send(CHUNKED + "\r\n3\r\nabc\r\n0\r\n\r\n").readFinal(202);
        }
      }
      assertThat(heads(old)).hasSize(1);
    }
  }
}
