// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Peer;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedOrigin;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/** A success in mid-content is no reason to stop (RFC 9110 7.5). */
class EarlySuccessTest {
  /** More than a server takes that does not read. */
  private static final int SIZE = 32 << 20;

  private static final String HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String END = "0\r\n\r\n";

  private static Response<String> put(ScriptedOrigin origin) throws Exception {
    try (ParleyClient client = ParleyClient.create()) {
      return client.send(
          Request.put(origin.uri().resolve("/u"), RequestContent.of(PatternSource.bytes(SIZE)))
              .withAsk(AskPolicy.ALWAYS),
          BodyHandlers.ofString());
    }
  }

  /** Asks for the content, and waits for the first of it. */
  private static Head begun(Peer peer) {
    Head head = peer.readRequestHead();
    peer.send(OriginScripts.interim(100));
    assertThat(peer.awaitsMore()).isTrue();
    return head;
  }

  private static void isWhole(Response<String> response, ScriptedOrigin origin) throws Exception {
    origin.verify();
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.outcome().contentSent()).isEqualTo(SIZE);
    assertThat(origin.connection(0).discarded())
        .singleElement()
        .satisfies(
            content -> {
              assertThat(content.length()).isEqualTo(SIZE);
              assertThat(content.isPattern()).isTrue();
            });
  }

  @Test
  void aResponseThatEndsWithTheContentIsRead() throws Exception {
    Script duplex =
        peer -> {
          Head head = begun(peer);
          peer.send(HEAD + "2\r\nok\r\n");
          peer.discardContent(head);
          peer.send(END);
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(duplex)) {
      Response<String> response = put(origin);
      isWhole(response, origin);
      assertThat(response.content()).isEqualTo("ok");
    }
  }

  @Test
  void aResponseThatIsWholeAtOnceDoesNotEndTheContent() throws Exception {
    Script drains =
        peer -> {
          Head head = begun(peer);
          peer.send(OriginScripts.response(200)).discardContent(head);
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(drains)) {
      isWhole(put(origin), origin);
    }
  }

  @Test
  void aCloseThatIsOnlyAnnouncedDoesNotEndItEither() throws Exception {
    Script drains =
        peer -> {
          Head head = begun(peer);
          peer.send(OriginScripts.closing(200)).discardContent(head);
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(drains)) {
      isWhole(put(origin), origin);
    }
  }

  @Test
  void itsConnectionIsNotUsedAgain() throws Exception {
    Script drains =
        OriginScripts.keepAlive(
            peer -> {
              Head head = begun(peer);
              peer.send(OriginScripts.response(200)).discardContent(head);
            });
    try (ScriptedOrigin origin = ScriptedOrigin.serving(drains);
        ParleyClient client = ParleyClient.create()) {
      for (int i = 0; i < 2; i++) {
        Request put =
            Request.put(origin.uri(), RequestContent.of(PatternSource.bytes(SIZE)))
                .withAsk(AskPolicy.ALWAYS);
        assertThat(client.send(put, BodyHandlers.discarding()).status()).isEqualTo(200);
      }
      assertThat(origin.connectionCount()).isEqualTo(2);
    }
  }

  @Test
  void aServerThatLeavesAfterItHasThePartIsSaidToHave() throws Exception {
    Script leaves =
        peer -> {
          begun(peer);
          peer.send(OriginScripts.response(200)).shutdownOutput();
          peer.readExactly(1 << 20);
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(leaves)) {
      Response<String> response = put(origin);
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.outcome().contentSent()).isLessThan(SIZE);
    }
  }

  @Test
  void aResponseThatIsCutFails() throws Exception {
    Script cuts =
        peer -> {
          begun(peer);
          peer.send(HEAD).readExactly(1 << 20);
          peer.reset();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(cuts)) {
      assertThatThrownBy(() -> put(origin))
          .isInstanceOf(ExchangeException.class)
          .hasMessageContaining("cut short");
    }
  }

  @Test
  void theEndOfTheConnectionEndsTheContent() throws Exception {
    Script closes =
        peer -> {
          begun(peer);
          peer.send(OriginScripts.closing(200)).shutdownOutput().discardToEof();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(closes)) {
      assertThat(put(origin).outcome().contentSent()).isLessThan(SIZE);
    }
  }
}
