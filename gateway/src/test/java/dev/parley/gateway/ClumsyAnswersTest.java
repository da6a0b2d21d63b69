// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.gateway.AccessLogPolicy.Format;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedClient;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The upload is stored, and the answer that says so is framed clumsily. */
final class ClumsyAnswersTest {
  private static final String PUT = "PUT /u HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";

  private final Running running = new Running();
  private final KeptLines log = new KeptLines();

  @AfterEach
  void stop() throws IOException {
    running.close();
  }

  private InetSocketAddress start(ScriptedOrigin origin) throws IOException {
    return running.start(
        TestGateway.policy(RoutePolicy.to(TestGateway.origin(origin.address())))
            .withAccessLog(AccessLogPolicy.of(Format.JSON)),
        log);
  }

  private static ScriptedOrigin answering(String answer) {
    Script script =
        peer -> {
          peer.readContent(peer.readRequestHead());
          peer.send(answer.replace("|", "\r\n")).discardToEof();
        };
    return ScriptedOrigin.serving(script);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          204 No Content|Transfer-Encoding: chunked||0||                          ; ''
          204 No Content|Transfer-Encoding: chunked||                             ; ''
          204 No Content|Content-Length: 3||abc                                   ; ''
          201 Created|Content-Length: 2|Content-Length: 2||ok                     ; ok
          201 Created|Content-Length: 2, 2||ok                                    ; ok
          200 OK|Transfer-Encoding: chunked|Transfer-Encoding: chunked||2|ok|0||  ; ok
          200 OK|Content-Length: 7|Transfer-Encoding: chunked||2|ok|0||           ; ok
          """)
  void anAnswerWithOneLawfulReadingIsPassedOnAndItsConnectionIsNot(String answer, String content)
      throws IOException {
    try (ScriptedOrigin origin = answering("HTTP/1.1 " + answer)) {
      try (ScriptedClient client = ScriptedClient.connect(start(origin))) {
        for (int i = 0; i < 2; i++) {
          client.send(PUT);
          Head head = client.readFinal();
          assertThat(head.status()).isEqualTo(Integer.parseInt(answer.substring(0, 3)));
          assertThat(head.all("Content-Length").size() + head.all("Transfer-Encoding").size())
              .as("%s", head)
              .isEqualTo(head.status() == 204 ? 0 : 1);
          if (head.status() != 204) {
            assertThat(client.readContent(head)).isEqualTo(content);
          }
        }
      }
      assertThat(origin.connectionCount()).isEqualTo(2);
    }
    JsonNode line = log.object(1);
    assertThat(line.path("client_connection").asText()).isEqualTo("complete");
    assertThat(line.path("origin_connection").asText()).isEqualTo("close-signalled");
    assertThat(line.path("malformed").asText()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          201 Created|X-Foo : bar|Content-Length: 0||        ; no space is allowed between a field name and its colon (line 2 of the head)
          201 Created|Content-Length: 2|Content-Length: 3||  ; Content-Length is one number
          200 OK|Transfer-Encoding: gzip, chunked||          ; chunked is the only transfer coding
          101 Switching Protocols||                          ; 101 came for a protocol that the request did not ask for
          200 OK\r                                           ; a line must end with CR LF (line 1 of the head)
          """)
  void theReasonIsSaidWhereverTheAnswerIsRefused(String answer, String reason) throws IOException {
    String said = "the origin did not answer in the syntax of HTTP/1.1: " + reason;
    try (ScriptedOrigin origin = answering("HTTP/1.1 " + answer + "\n")) {
      try (ScriptedClient client = ScriptedClient.connect(start(origin))) {
        Head head = client.send(PUT).readFinal(502);
        assertThat(head.all("Proxy-Status"))
            .containsExactly("parley; error=http_protocol_error; details=\"" + said + "\"");
        assertThat(client.readContent(head)).contains("\"detail\":\"" + said + "\"");
      }
    }
    JsonNode line = log.object(0);
    assertThat(line.path("detail").asText()).isEqualTo(said);
    assertThat(line.path("malformed").asText()).isEqualTo(reason);
  }

  @Test
  void theReasonIsSaidWhereTheResponseIsCut() throws IOException {
    try (ScriptedOrigin origin = answering("HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|ok|zz|");
        ScriptedClient client = ScriptedClient.connect(start(origin))) {
      client.send(PUT).discardToEof();
    }
    assertThat(log.object(0).path("malformed").asText()).isEqualTo("a chunk is not in its grammar");
  }

  @Test
  void theReasonOfTheLastOriginIsSaidWhereNoneAnswered() throws IOException {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.readRequestHead();
                  peer.send("SSH-2.0-x\r\n").discardToEof();
                });
        ScriptedClient client = ScriptedClient.connect(start(origin))) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(client.readContent(client.readFinal(502)))
          .contains(
              "the syntax of HTTP/1.1: a status line is a version, a status of three digits and a"
                  + " reason (line 1 of the head)");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Length: 0000000003, Content-Length: 3, abc",
    "Transfer-Encoding: ChUnKeD, Transfer-Encoding: chunked, '3|abc|0||'"
  })
  void framingIsForwardedAsEverybodySpellsIt(String said, String forwarded, String content)
      throws IOException {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.silentUntilContentThen(201));
        ScriptedClient client = ScriptedClient.connect(start(origin))) {
      client.send("PUT /u HTTP/1.1\r\nHost: h\r\n" + said + "\r\n\r\n");
      client.send(content.replace("|", "\r\n")).readFinal(201);
      assertThat(origin.connection(0).received()).containsIgnoringCase(forwarded + "\r\n");
      assertThat(origin.connection(0).received()).doesNotContain("ChUnKeD").doesNotContain("0003");
    }
  }
}
