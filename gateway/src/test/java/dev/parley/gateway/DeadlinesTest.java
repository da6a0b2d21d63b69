// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.ByteSize;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.netty.DownstreamPolicy;
import dev.parley.netty.UpstreamPolicy;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Proves;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedClient;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nobody waits for ever: not for a slow client, not for a slow origin, not in a crowd. */
final class DeadlinesTest {
  private static final Duration SHORT = Duration.ofMillis(150);
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String PUT = "PUT /u HTTP/1.1\r\nHost: h\r\n";

  private final Running running = new Running();
  private final KeptLines log = new KeptLines();

  @AfterEach
  void stop() throws IOException {
    running.close();
  }

  private static GatewayPolicy policy(ScriptedOrigin origin) {
    return TestGateway.policy(RoutePolicy.to(TestGateway.origin(origin.address())));
  }

  private InetSocketAddress impatientWithOrigins(ScriptedOrigin origin) throws IOException {
    return running.start(
        policy(origin)
            .withUpstream(UpstreamPolicy.DEFAULTS.withExpectWait(LONG).withResponse(SHORT)));
  }

  @Test
  void anOriginThatNeverAnswersIsA504() throws IOException {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers());
        ScriptedClient client = ScriptedClient.connect(impatientWithOrigins(origin))) {
      client.send(PUT + "Content-Length: 3\r\n\r\nabc");
      client.readFinal(504);
      origin.verify();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anOriginThatTakesNoContentIsA504() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    Script takesNothing =
        peer -> {
          peer.readRequestHead();
          peer.send(OriginScripts.interim(100));
          assertThat(answered.await(30, TimeUnit.SECONDS)).isTrue();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(takesNothing);
        ScriptedClient client = ScriptedClient.connect(impatientWithOrigins(origin))) {
      long size = 64L << 20;
      client.send(PUT + "Expect: 100-continue\r\nContent-Length: " + size + "\r\n\r\n");
      client.readInterim(100);
      client.sendContentUntilAnswered(size);
      client.readFinal(504);
      answered.countDown();
    }
  }

  @Test
  void anOriginThatStallsInTheMiddleOfItsResponseIsCut() throws IOException {
    Script stalls =
        peer -> {
          peer.readRequestHead();
          peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
          peer.discardToEof();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(stalls);
        ScriptedClient client = ScriptedClient.connect(impatientWithOrigins(origin))) {
      client.send("GET /u HTTP/1.1\r\nHost: h\r\n\r\n");
      client.readFinal(200);
      assertThat(client.readToEof().text()).isEqualTo("abc");
    }
  }

  @Test
  void aClientThatDoesNotReadItsResponseIsLeft() throws Exception {
    Script large =
        peer -> {
          peer.readRequestHead();
          peer.send("HTTP/1.1 200 OK\r\nContent-Length: 268435456\r\n\r\n");
          peer.sendContent(268435456);
          assertThat(peer.writeFailure()).isPresent();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(large)) {
      DownstreamPolicy defaults = DownstreamPolicy.DEFAULTS;
      InetSocketAddress gateway =
          running.start(
              policy(origin)
                  .withDownstream(
                      new DownstreamPolicy(
                          defaults.limits(),
                          LONG,
                          LONG,
                          LONG,
                          LONG,
                          new ByteSize(0),
                          SHORT,
                          LONG,
                          defaults.drainBytes()))
                  .withAccessLog(AccessLogPolicy.of(AccessLogPolicy.Format.TEXT)),
              log);
      try (ScriptedClient client = ScriptedClient.connect(gateway)) {
        client.send("GET /u HTTP/1.1\r\nHost: h\r\n\r\n");
        origin.awaitConnections(1);
        origin.verify();
        // It did not leave: it was left.
        assertThat(log.line(0)).contains("client_connection=overdue");
      }
    }
  }

  @Test
  @Proves("D12")
  void contentThatDripsIsA408() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201))) {
      DownstreamPolicy defaults = DownstreamPolicy.DEFAULTS;
      InetSocketAddress gateway =
          running.start(
              policy(origin)
                  .withDownstream(
                      new DownstreamPolicy(
                          defaults.limits(),
                          LONG,
                          LONG,
                          LONG,
                          SHORT,
                          new ByteSize(500_000_000),
                          LONG,
                          LONG,
                          defaults.drainBytes())));
      try (ScriptedClient client = ScriptedClient.connect(gateway)) {
        client.send(PUT + "Expect: 100-continue\r\nContent-Length: 1000000\r\n\r\n");
        client.readInterim(100);
        // Each byte comes in time, and all of them together too slowly.
        for (long sent = -1; sent < client.contentSent(); ) {
          sent = client.contentSent();
          client.sendContentUntilAnswered(1);
        }
        client.readFinal(408);
      }
    }
  }

  @Test
  @Proves("U12")
  void moreInterimsThanTheConfiguredBoundAreA502() throws IOException {
    Script twoInterims =
        peer -> {
          peer.readRequestHead();
          peer.send(OriginScripts.interim(102) + OriginScripts.interim(102));
          peer.discardToEof();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(twoInterims)) {
      InetSocketAddress gateway =
          running.start(
              policy(origin)
                  .withUpstream(UpstreamPolicy.DEFAULTS.withInterims(1, new ByteSize(1000))));
      try (ScriptedClient client = ScriptedClient.connect(gateway)) {
        client.send(PUT + "Content-Length: 3\r\n\r\nabc");
        client.readInterim(102);
        client.readFinal(502);
      }
    }
  }

  @Test
  @Proves("U12")
  void moreFieldsOfInterimsThanTheConfiguredBoundAreA502() throws IOException {
    Script wordy =
        peer -> {
          peer.readRequestHead();
          peer.send("HTTP/1.1 103 Early Hints\r\nLink: </" + "a".repeat(100) + ">\r\n\r\n");
          peer.discardToEof();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(wordy)) {
      InetSocketAddress gateway =
          running.start(
              policy(origin)
                  .withUpstream(UpstreamPolicy.DEFAULTS.withInterims(1, new ByteSize(100))));
      try (ScriptedClient client = ScriptedClient.connect(gateway)) {
        client.send(PUT + "Content-Length: 3\r\n\r\nabc");
        client.readFinal(502);
      }
    }
  }

  // A crowd

  private static final String ASKING = PUT + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n";

  private void crowd(WaitingPolicy waiting, String refusal) throws Exception {
    Script waits =
        peer -> {
          Head head = peer.readRequestHead();
          if (head.target().equals("/go")) {
            peer.send(OriginScripts.closing(204)).shutdownOutput().discardToEof();
          } else {
            peer.discardToEof();
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(waits)) {
      InetSocketAddress gateway = running.start(policy(origin).withWaiting(waiting));
      try (ScriptedClient first = ScriptedClient.connect(gateway);
          ScriptedClient second = ScriptedClient.connect(gateway)) {
        first.send(ASKING);
        second.send(ASKING);
        origin.awaitConnections(2);
        try (ScriptedClient third = ScriptedClient.connect(gateway)) {
          third.send(ASKING);
          Head refused = third.readFinal(503);
          assertThat(refused.first("Retry-After")).contains("1");
          assertThat(third.readContent(refused)).contains(refusal);
        }
        first.reset();
        // A place is free again as soon as one leaves.
        Awaitility.await().until(() -> go(gateway) == 204);
        assertThat(go(gateway)).isEqualTo(204);
      }
    }
  }

  private static int go(InetSocketAddress gateway) {
    try (ScriptedClient client = ScriptedClient.connect(gateway)) {
      client.send("GET /go HTTP/1.1\r\nHost: h\r\n\r\n");
      return client.readFinal().status();
    }
  }

  @Test
  void moreThanMayWaitInAllAreShed() throws Exception {
    crowd(new WaitingPolicy(2, 100, 100), "too many exchanges wait for a decision");
  }

  @Test
  void moreThanOneClientMayWaitWithAreShed() throws Exception {
    crowd(new WaitingPolicy(100, 2, 100), "too many exchanges wait for a decision");
  }

  @Test
  void moreThanMayWaitForAnOriginAreShed() throws Exception {
    crowd(new WaitingPolicy(100, 100, 2), "too many exchanges wait for the origins");
  }
}
