// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.cases;

import dev.parley.testkit.Head;
import dev.parley.testkit.Peer;
import dev.parley.testkit.PeerOptions;
import dev.parley.testkit.ScriptError;
import dev.parley.testkit.ScriptedOrigin;
import dev.parley.testkit.Transcript;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that behaves as one case says, then serves one more request like any other. */
final class CaseOrigin implements AutoCloseable {
  static final String NEXT = "/next";
  private static final PeerOptions PATIENT =
      PeerOptions.DEFAULTS.withDeadline(Duration.ofSeconds(30));

  private final ClientCase played;
  private final AtomicInteger requests = new AtomicInteger();
  private final ScriptedOrigin origin = ScriptedOrigin.serving(PATIENT, this::serve);

  CaseOrigin(ClientCase played) {
    this.played = played;
  }

  private void serve(Peer peer) {
    try {
      while (peer.awaitsMore()) {
        Head head = peer.readRequestHead();
        if (head.target().equals(NEXT)) {
          Behaviour.ACCEPT.serve(peer, head);
        } else if (requests.getAndIncrement() == 0) {
          played.first().serve(peer, head);
        } else {
          played.repeated().serve(peer, head);
        }
      }
    } catch (ScriptError left) {
      if (left.reason() != ScriptError.Reason.PEER_LEFT
          && left.reason() != ScriptError.Reason.CLOSED) {
        throw left;
      }
    }
  }

  URI uri(String path) {
    return origin.uri().resolve(path);
  }

  /** Waits until every connection is closed. */
  void awaitEnd() throws InterruptedException {
    origin.verify();
  }

  /** How many connections there were. */
  int connections() {
    return origin.connectionCount();
  }

  /** Every byte but those of heads. */
  long contentReceived() {
    long all = 0;
    for (Transcript connection : origin.connections()) {
      all += connection.bytesReceived();
      for (Head head : connection.heads()) {
        all -= head.bytes().length;
      }
    }
    return all;
  }

  /** Whether the last request came on a connection that had carried another. */
  boolean reused() {
    return origin.connections().stream()
        .map(Transcript::heads)
        .anyMatch(heads -> heads.size() > 1 && isNext(heads.get(heads.size() - 1)));
  }

  private static boolean isNext(Head head) {
    return head.target().equals(NEXT);
  }

  @Override
  public void close() {
    origin.close();
  }
}
