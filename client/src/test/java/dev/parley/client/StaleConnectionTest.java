// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedOrigin;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Connections that the server gives up, or that should be given up because of it. */
final class StaleConnectionTest {
  private static final RequestContent CONTENT = RequestContent.of(new byte[3]);

  private static final Script STORES =
      OriginScripts.keepAlive(
          peer -> {
            peer.discardContent(peer.readRequestHead());
            peer.send(OriginScripts.response(201));
          });

  /** As servers send it on an unused connection, just before they close it. */
  private static final Script TIMES_OUT =
      peer -> {
        peer.discardContent(peer.readRequestHead());
        peer.send(OriginScripts.response(201));
        peer.readRequestHead();
        peer.send("HTTP/1.1 408 Timeout\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno");
        peer.shutdownOutput().discardToEof();
      };

  private static int send(ParleyClient client, ScriptedOrigin origin, String method)
      throws Exception {
    Request request =
        new Request(
            method,
            origin.uri(),
            List.of(),
            CONTENT,
            Optional.of(AskPolicy.NEVER),
            Timeouts.OF_CLIENT);
    return client.send(request, BodyHandlers.discarding()).status();
  }

  @Test
  void a408ThatWasMeantForAnUnusedConnectionIsNotTheAnswer() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.inOrder(TIMES_OUT, STORES);
        ParleyClient client = ParleyClient.create()) {
      assertThat(send(client, origin, "PUT")).isEqualTo(201);
      assertThat(send(client, origin, "PUT")).isEqualTo(201);
      assertThat(origin.connectionCount()).isEqualTo(2);
    }
  }

  @Test
  void a408ToARequestThatMayNotBeRepeatedIsTheAnswer() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.inOrder(TIMES_OUT, STORES);
        ParleyClient client = ParleyClient.create()) {
      assertThat(send(client, origin, "PUT")).isEqualTo(201);
      assertThat(send(client, origin, "POST")).isEqualTo(408);
      assertThat(origin.connectionCount()).isEqualTo(1);
    }
  }

  @Test
  void aServerThatKeepsNoConnectionGetsEachRequestOnANewOne() throws Exception {
    Script keepsNone =
        peer -> {
          peer.discardContent(peer.readRequestHead());
          peer.send("HTTP/1.1 201 OK\r\nKeep-Alive: timeout=0\r\nContent-Length: 0\r\n\r\n");
          peer.discardToEof();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(keepsNone);
        ParleyClient client = ParleyClient.create()) {
      assertThat(send(client, origin, "PUT")).isEqualTo(201);
      assertThat(send(client, origin, "PUT")).isEqualTo(201);
      assertThat(origin.connectionCount()).isEqualTo(2);
    }
  }

  @Test
  void aServerThatAnsweredWhatNobodyAskedGetsNoRequestBehindContent() throws Exception {
    Script answersTwice =
        peer -> {
          peer.discardContent(peer.readRequestHead());
          peer.send(OriginScripts.response(201) + OriginScripts.response(200)).discardToEof();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.inOrder(answersTwice, STORES, STORES, STORES);
        ParleyClient client = ParleyClient.create()) {
      for (int i = 1; i <= 4; i++) {
        assertThat(send(client, origin, "PUT")).isEqualTo(201);
        assertThat(origin.connectionCount()).isEqualTo(i);
      }
    }
  }
}
