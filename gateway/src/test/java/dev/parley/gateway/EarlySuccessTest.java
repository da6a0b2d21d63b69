// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.testkit.Ending;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.PeerOptions;
import dev.parley.testkit.Proves;
import dev.parley.testkit.Remainder;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedClient;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An origin that says 200 in mid-content and reads on gets the rest (RFC 9110 7.5). */
final class EarlySuccessTest {
  private static final PeerOptions PATIENT =
      PeerOptions.DEFAULTS.withDeadline(Duration.ofSeconds(30));
  private static final int FIRST = 1 << 20;

  /** More than all that stands between client and origin can hold. */
  private static final int SIZE = 64 << 20;

  private static final String PUT =
      "PUT /u HTTP/1.1\r\nHost: h\r\nContent-Length: " + SIZE + "\r\n\r\n";
  private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String SMUGGLED = "PUT /evil HTTP/1.1\r\nHost: h\r\n\r\n";

  private final Running running = new Running();

  @AfterEach
  void stop() throws IOException {
    running.close();
  }

  private ScriptedClient connect(ScriptedOrigin origin) throws IOException {
    return ScriptedClient.connect(
        running.start(TestGateway.policy(RoutePolicy.to(TestGateway.origin(origin.address())))),
        PATIENT);
  }

  /** Sends some of the content, has the answer, sends the rest and a request behind it. */
  private static Head upload(ScriptedClient client) {
    client.send(PUT).sendContent(FIRST);
    Head answer = client.readFinal(200);
    assertThat(answer.lists("Connection", "close")).as("says that it closes").isTrue();
    client.sendContent(FIRST, SIZE - FIRST).send(SMUGGLED).shutdownOutput();
    return answer;
  }

  private static void gotAll(ScriptedOrigin origin) {
    assertThat(origin.connection(0).discarded())
        .first()
        .satisfies(content -> assertThat(content.length()).isEqualTo(SIZE));
    assertThat(origin.connections())
        .as("the connection is not used again, the request behind it not read")
        .singleElement()
        .satisfies(connection -> assertThat(connection.heads()).hasSize(1));
  }

  @Test
  @Proves("D14")
  void whileItsResponseFlows() throws Exception {
    Script duplex =
        peer -> {
          Head head = peer.readRequestHead();
          peer.send(HEAD + "2\r\nok\r\n").discardContent(head);
          peer.send("0\r\n\r\n").discardToEof();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(PATIENT, duplex);
        ScriptedClient client = connect(origin)) {
      Head answer = upload(client);
      assertThat(client.readContent(answer)).isEqualTo("ok");
      assertThat(client.readToEof()).isEqualTo(new Remainder("", Ending.FIN));
      origin.verify();
      gotAll(origin);
    }
  }

  @Test
  void afterItsResponse() throws Exception {
    Script drains =
        peer -> {
          Head head = peer.readRequestHead();
          peer.send(OriginScripts.response(200)).discardContent(head);
          peer.discardToEof();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(PATIENT, drains);
        ScriptedClient client = connect(origin)) {
      upload(client);
      assertThat(client.readToEof()).isEqualTo(new Remainder("", Ending.FIN));
      origin.verify();
      gotAll(origin);
    }
  }

  @Test
  void untilItStopsReading() throws Exception {
    Script stops =
        peer -> {
          peer.readRequestHead();
          peer.send(OriginScripts.response(200)).readExactly(FIRST);
          peer.reset();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(PATIENT, stops);
        ScriptedClient client = connect(origin)) {
      upload(client);
      assertThat(client.readToEof()).isEqualTo(new Remainder("", Ending.FIN));
    }
  }

  @Test
  void orItsResponseIsCut() throws Exception {
    Script cuts =
        peer -> {
          peer.readRequestHead();
          peer.send(HEAD + "2\r\nok\r\n").readExactly(FIRST);
          peer.reset();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(PATIENT, cuts);
        ScriptedClient client = connect(origin)) {
      client.send(PUT).sendContent(FIRST);
      client.readFinal(200);
      assertThat(client.readToEof().ending()).isEqualTo(Ending.RESET);
    }
  }

  @Test
  void aClientThatLeavesTakesTheOriginAlong() throws Exception {
    Script duplex =
        peer -> {
          peer.readRequestHead();
          peer.send(HEAD + "2\r\nok\r\n");
          peer.discardToEof();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(PATIENT, duplex)) {
      try (ScriptedClient client = connect(origin)) {
        client.send(PUT).sendContent(FIRST);
        client.readFinal(200);
        client.reset();
      }
      origin.verify();
    }
  }
}
