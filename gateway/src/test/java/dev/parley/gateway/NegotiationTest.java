// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.admission.Admission;
import dev.parley.core.ByteSize;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.netty.DownstreamPolicy;
import dev.parley.netty.MessageLimits;
import dev.parley.testkit.Ending;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.PeerOptions;
import dev.parley.testkit.Proves;
import dev.parley.testkit.Remainder;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedClient;
import dev.parley.testkit.ScriptedOrigin;
import dev.parley.testkit.Transcript;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the negotiation before an upload is, between any client and any origin. */
final class NegotiationTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final PeerOptions PATIENT =
      PeerOptions.DEFAULTS.withDeadline(Duration.ofSeconds(20));

  private final Running running = new Running();

  @AfterEach
  void stop() throws IOException {
    running.close();
  }

  private InetSocketAddress inFrontOf(ScriptedOrigin... origins) throws IOException {
    OriginAddress[] addresses =
        Stream.of(origins)
            .map(origin -> TestGateway.origin(origin.address()))
            .toArray(OriginAddress[]::new);
    return running.start(TestGateway.policy(RoutePolicy.to(addresses)));
  }

  private static String put(String fields) {
    return request("PUT", fields);
  }

  private static String request(String method, String fields) {
    return method + " /u HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
  }

  private static List<Head> heads(ScriptedOrigin origin) {
    return origin.connections().stream().map(Transcript::heads).flatMap(List::stream).toList();
  }

  private Stream<DynamicTest> each(List<String> cases, Played played) {
    return cases.stream()
        .map(
            fields ->
                DynamicTest.dynamicTest(
                    fields.replace("\r\n", "|").replaceAll("[^ -~]", "?"),
                    () -> {
                      try (running) {
                        played.play(fields);
                      }
                    }));
  }

  private interface Played {
    void play(String fields) throws Exception;
  }

  private static final List<String> ONE_EXPECTATION =
      List.of(
          "Expect: 100-continue\r\n",
          "EXPECT: 100-CONTINUE\r\n",
          "expect:100-continue\r\n",
          "Expect: \t100-continue \t\r\n",
          "Expect: 100-continue, 100-Continue\r\n",
          "Expect: ,,100-continue,\r\n",
          "Expect: 100-continue\r\nX: y\r\nExpect: 100-continue\r\n",
          "Expect:\r\nExpect: 100-continue\r\n");

  @TestFactory
  @Proves("D1")
  @Proves("U1")
  Stream<DynamicTest> everySpellingOfOneExpectationIsAskedForOnce() {
    return each(
        ONE_EXPECTATION,
        fields -> {
          try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201));
              ScriptedClient client = ScriptedClient.connect(inFrontOf(origin), PATIENT)) {
            client.send(put(fields + "Content-Length: 3\r\n")).readInterim(100);
            client.send("abc").readFinal(201);
            client.shutdownOutput();
            assertThat(client.readToEof()).isEqualTo(new Remainder("", Ending.FIN));
            assertThat(heads(origin)).hasSize(1);
            assertThat(heads(origin).get(0).all("expect")).containsExactly("100-continue");
          }
        });
  }

  private static final List<String> OTHER_EXPECTATIONS =
      List.of(
          "Expect: 100-continue, 200-ok\r\n",
          "Expect: 200-ok\r\nExpect: 100-continue\r\n",
          "Expect: 100-continue=yes;q=1\r\n",
          "Expect: 100-continue=yes\r\n",
          "Expect: 100-continue=\"yes\"\r\n",
          "Expect: 100-continues\r\n",
          "Expect: 100\r\n",
          "Expect: x100-continue\r\n");

  @TestFactory
  @Proves("D2")
  Stream<DynamicTest> noOtherExpectationReachesAnOrigin() {
    return each(
        OTHER_EXPECTATIONS, fields -> refused(put(fields + "Content-Length: 3\r\n") + "abc", 417));
  }

  private static final List<String> OBFUSCATED =
      List.of(
          "Expect: 100-continue\r\n , 200-ok\r\n",
          "Expect:\r\n 100-continue\r\n",
          "Expect:\r\n\t100-continue\r\n",
          "X: y\r\n Expect: 100-continue\r\n",
          "Expect : 100-continue\r\n",
          "Expect\t: 100-continue\r\n",
          " Expect: 100-continue\r\n",
          "Expect: 100-continue\0\r\n",
          "Expect: 100-\u000bcontinue\r\n",
          "Expect: 100-continue\r\r\n",
          "\u007fExpect: 100-continue\r\n",
          "Expect: 100-continue\r\nConnection: Expect\r\n",
          "Connection: close, eXPECT\r\nExpect: 100-continue\r\n",
          "Connection: expect\r\n");

  @TestFactory
  @Proves("D4")
  Stream<DynamicTest> noObfuscatedExpectationReachesAnOrigin() {
    return each(OBFUSCATED, fields -> refused(put(fields + "Content-Length: 3\r\n") + "abc", 400));
  }

  /** The one response is a refusal that the client can read to the end, and no origin is asked. */
  private void refused(String bytes, int status) throws IOException {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201));
        ScriptedClient client = ScriptedClient.connect(inFrontOf(origin), PATIENT)) {
      Head head = client.send(bytes).readFinal(status);
      assertThat(head.lists("Connection", "close")).isTrue();
      client.readContent(head);
      client.shutdownOutput();
      assertThat(client.readToEof()).isEqualTo(new Remainder("", Ending.FIN));
      assertThat(origin.connectionCount()).isZero();
    }
  }

  @TestFactory
  @Proves("D6")
  Stream<DynamicTest> anExpectationWithoutContentCountsForNothing() {
    return each(
        List.of("GET", "HEAD", "DELETE", "OPTIONS", "PUT", "POST"),
        method -> {
          try (ScriptedOrigin origin =
                  ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(204)));
              ScriptedClient client = ScriptedClient.connect(inFrontOf(origin), PATIENT)) {
            client.send(request(method, "Expect: 100-continue\r\n")).readFinal(204);
            client.send(request(method, "Expect: 100-continue\r\nContent-Length: 0\r\n"));
            client.readFinal(204);
            client.shutdownOutput();
            assertThat(client.readToEof()).isEqualTo(new Remainder("", Ending.FIN));
            assertThat(heads(origin)).hasSize(2).noneMatch(head -> head.has("expect"));
          }
        });
  }

  @Test
  @Proves("U1")
  @Proves("D14")
  void contentThatIsSentWithoutWaitingStaysBackUntilTheOriginDecides() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.refuseAtOnce(401, true));
        ScriptedClient client = ScriptedClient.connect(inFrontOf(origin), PATIENT)) {
      client.send(put("Expect: 100-continue\r\nContent-Length: 1000000\r\n"));
      client.sendContent(1_000_000).readFinal(401);
      client.shutdownOutput();
      assertThat(client.readToEof()).isEqualTo(new Remainder("", Ending.FIN));
      origin.verify();
      assertThat(origin.connection(0).received()).isEqualTo(heads(origin).get(0).raw());
      assertThat(origin.connection(0).discarded().get(0).length()).isZero();
    }
  }

  @Test
  @Proves("U15")
  void aClientWaitsAsLongAsTheOriginTakesToDecide() throws Exception {
    CountDownLatch decide = new CountDownLatch(1);
    Script slow =
        peer -> {
          boolean first = peer.readRequestHead().target().equals("/u");
          if (first) {
            assertThat(decide.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
          }
          peer.send(OriginScripts.closing(first ? 403 : 200)).shutdownOutput().discardToEof();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(PATIENT, slow)) {
      InetSocketAddress gateway = inFrontOf(origin);
      try (ScriptedClient client = ScriptedClient.connect(gateway, PATIENT)) {
        client.send(put("Expect: 100-continue\r\nContent-Length: 3\r\n"));
        origin.awaitConnections(1);
        for (int i = 0; i < 20; i++) {
          try (ScriptedClient other = ScriptedClient.connect(gateway, PATIENT)) {
            other.send("GET /other HTTP/1.1\r\nHost: h\r\n\r\n").readFinal(200);
          }
        }
        decide.countDown();
        client.readFinal(403);
      }
    }
  }

  @Test
  @Proves("U8")
  void anOriginThatLeavesBeforeThe100IsPassedOverForAPost() throws Exception {
    for (Script leaving : List.of(OriginScripts.closesAtOnce(), OriginScripts.resetsAfterHead())) {
      try (ScriptedOrigin gone = ScriptedOrigin.serving(leaving);
          ScriptedOrigin origin =
              ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(201)));
          ScriptedClient client = ScriptedClient.connect(inFrontOf(gone, origin), PATIENT)) {
        for (int i = 0; i < 4; i++) {
          client.send(request("POST", "Expect: 100-continue\r\nContent-Length: 3\r\n"));
          client.readInterim(100);
          client.send("abc").readFinal(201);
        }
        assertThat(heads(origin)).hasSize(4);
        assertThat(gone.connectionCount()).isPositive();
      }
      running.close();
    }
  }

  @Test
  @Proves("D7")
  void no100FollowsContentThatIsComplete() throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    Script lateToAsk =
        peer -> {
          Head head = peer.readRequestHead();
          assertThat(sent.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
          peer.send(OriginScripts.interim(100)).discardContent(head);
          peer.send(OriginScripts.closing(201));
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(PATIENT, lateToAsk)) {
      InetSocketAddress gateway = inFrontOf(origin);
      try (ScriptedClient client = ScriptedClient.connect(gateway, PATIENT)) {
        // One write: the head is not seen without its content.
        client.send(
            put("Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n")
                + "3\r\nabc\r\n0\r\n\r\n");
        origin.awaitConnections(1);
        sent.countDown();
        client.readFinal(201);
        client.shutdownOutput();
        assertThat(client.readToEof()).isEqualTo(new Remainder("", Ending.FIN));
      }
    }
  }

  private InetSocketAddress refusing(Duration drainTime, long drainBytes) throws IOException {
    try (ScriptedOrigin nobody = ScriptedOrigin.serving(OriginScripts.neverAnswers())) {
      Function<GatewayPolicy, GatewayPolicy> drain =
          policy ->
              policy.withDownstream(
                  new DownstreamPolicy(
                      MessageLimits.DEFAULTS,
                      LONG,
                      LONG,
                      LONG,
                      LONG,
                      new ByteSize(0),
                      LONG,
                      drainTime,
                      new ByteSize(drainBytes)));
      Admission small = Admission.DEFAULTS.withMaxSize(new ByteSize(1));
      RoutePolicy route = RoutePolicy.to(TestGateway.origin(nobody.address())).withAdmit(small);
      return running.start(drain.apply(TestGateway.policy(route)));
    }
  }

  @Test
  @Proves("D9")
  void aRefusalDrainsNoMoreThanItsBoundOfBytes() throws Exception {
    InetSocketAddress gateway = refusing(LONG, 1 << 20);
    try (ScriptedClient client = ScriptedClient.connect(gateway, PATIENT)) {
      long length = 1L << 32;
      client.send(put("Expect: 100-continue\r\nContent-Length: " + length + "\r\n"));
      client.readContent(client.readFinal(413));
      assertThat(client.readToEof()).isEqualTo(new Remainder("", Ending.FIN));
      client.sendContent(256L << 20);
      assertThat(client.writeFailure()).isPresent();
    }
  }

  @Test
  @Proves("D9")
  void aRefusalDrainsNoLongerThanItsBoundOfTime() throws Exception {
    InetSocketAddress gateway = refusing(Duration.ofMillis(20), 1L << 40);
    try (ScriptedClient client = ScriptedClient.connect(gateway, PATIENT)) {
      client.send(put("Expect: 100-continue\r\nContent-Length: 1000000000000\r\n"));
      client.readContent(client.readFinal(413));
      assertThat(client.readToEof()).isEqualTo(new Remainder("", Ending.FIN));
      // The bound of bytes is far away, so that only time can end this.
      client.sendContent(64L << 30);
      assertThat(client.writeFailure()).isPresent();
    }
  }
}
