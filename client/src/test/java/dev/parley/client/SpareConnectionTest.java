// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.Head;
import dev.parley.testkit.Peer;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedOrigin;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A connection is made ahead where the one in use is likely to be lost to a refusal. */
class SpareConnectionTest {
  private static final int LARGE = 4 << 20;

  private final AtomicInteger accepted = new AtomicInteger();
  private final CountDownLatch fourth = new CountDownLatch(4);

  private static Response<Void> put(ParleyClient client, ScriptedOrigin origin, String path)
      throws Exception {
    return client.send(
        Request.put(origin.uri().resolve(path), RequestContent.of(PatternSource.bytes(LARGE))),
        BodyHandlers.discarding());
  }

  private static void accept(Peer peer, Head head) throws Exception {
    if (head.expectsContinue()) {
      peer.send("HTTP/1.1 100 Continue\r\n\r\n");
    }
    peer.discardContent(head);
    peer.send("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
  }

  private static void acceptNext(Peer peer) throws Exception {
    if (peer.awaitsMore()) {
      accept(peer, peer.readRequestHead());
    }
  }

  private static void refuseNext(Peer peer) throws Exception {
    peer.readRequestHead();
    refuse(peer);
  }

  private static void refuse(Peer peer) throws Exception {
    peer.send("HTTP/1.1 413 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    peer.shutdownOutput().discardToEof();
  }

  /** Refuses what is put at {@code /no}, the third time only once there is a fourth connection. */
  private ScriptedOrigin origin() {
    return ScriptedOrigin.serving(
        peer -> {
          int number = accepted.incrementAndGet();
          fourth.countDown();
          while (peer.awaitsMore()) {
            Head head = peer.readRequestHead();
            if (!head.target().equals("/no")) {
              accept(peer, head);
              continue;
            }
            if (number == 3) {
              assertThat(fourth.await(10, TimeUnit.SECONDS)).isTrue();
            }
            refuse(peer);
            return;
          }
        });
  }

  @Test
  void theNextConnectionIsMadeWhileAServerThatRefusesDecides() throws Exception {
    try (ScriptedOrigin origin = origin();
        ParleyClient client = ParleyClient.create()) {
      for (int i = 0; i < 3; i++) {
        assertThat(put(client, origin, "/no").status()).isEqualTo(413);
      }
      Response<Void> taken = put(client, origin, "/yes");
      assertThat(taken.status()).isEqualTo(201);
      assertThat(taken.outcome().last().reused()).as("it had served nobody").isFalse();
      assertThat(origin.connection(3).heads())
          .as("the request went on the connection that was there")
          .hasSize(1);
    }
  }

  @Test
  void aServerThatTookEverythingGetsNoConnectionAhead() throws Exception {
    try (ScriptedOrigin origin = origin()) {
      try (ParleyClient client = ParleyClient.create()) {
        put(client, origin, "/yes");
        put(client, origin, "/yes");
      }
      origin.verify();
      assertThat(origin.connectionCount()).isEqualTo(1);
    }
  }

  @Test
  void aConnectionAheadThatTheServerClosedIsNoFailure() throws Exception {
    CountDownLatch another = new CountDownLatch(1);
    Script refusing = SpareConnectionTest::refuseNext;
    Script refusingOnceThereIsAnother =
        peer -> {
          peer.readRequestHead();
          assertThat(another.await(10, TimeUnit.SECONDS)).isTrue();
          refuse(peer);
        };
    Script gone = peer -> another.countDown();
    try (ScriptedOrigin origin =
            ScriptedOrigin.inOrder(
                refusing,
                refusing,
                refusingOnceThereIsAnother,
                gone,
                SpareConnectionTest::acceptNext,
                SpareConnectionTest::acceptNext,
                SpareConnectionTest::acceptNext);
        ParleyClient client = ParleyClient.create()) {
      for (int i = 0; i < 3; i++) {
        put(client, origin, "/no");
      }
      assertThat(put(client, origin, "/yes").status()).isEqualTo(201);
    }
  }
}
