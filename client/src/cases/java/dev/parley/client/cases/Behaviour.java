// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.cases;

import static dev.parley.testkit.OriginScripts.closing;
import static dev.parley.testkit.OriginScripts.interim;
import static dev.parley.testkit.OriginScripts.response;

import dev.parley.testkit.Head;
import dev.parley.testkit.Peer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What a server does with one request, whose head has been read. */
@FunctionalInterface
interface Behaviour {
  /** Serves the request; what comes next on the connection is the next request. */
  void serve(Peer peer, Head head);

  /** Asks for the content where the client waits for that, reads it, and answers 201. */
  Behaviour ACCEPT = continueAfter(0);

  static Behaviour continueAfter(int millis) {
    return (peer, head) -> {
      if (head.expectsContinue()) {
        pause(millis);
        peer.send(interim(100));
      }
      accept(peer, head);
    };
  }

  /** Sends this, in one write, where the client waits; then reads and answers. */
  static Behaviour insteadOfContinue(String text) {
    return (peer, head) -> {
      if (head.expectsContinue()) {
        peer.send(text);
      }
      accept(peer, head);
    };
  }

  /** Says nothing until the content is there. */
  static Behaviour silentThen(int status) {
    return (peer, head) -> {
      peer.discardContent(head);
      peer.send(response(status));
    };
  }

  /** Answers from the head alone. */
  static Behaviour early(int status, boolean close) {
    return earlyText(
        close ? closing(status) : response(status), close);
  }

  /** Sends the client elsewhere, from the head alone. */
  static Behaviour redirect(int status, boolean close) {
    String text = close ? closing(status) : response(status);
    return earlyText(text.replace("\r\n\r\n", "\r\nLocation: /moved\r\n\r\n"), close);
  }

  private static Behaviour earlyText(String text, boolean close) {
    return (peer, head) -> {
      peer.send(text);
      if (close) {
        leave(peer);
      } else if (!head.expectsContinue()) {
        peer.discardContent(head);
      }
    };
  }

  /** Answers in the middle of the content, and resets the connection a little later. */
  static Behaviour refuseAndReset(int contentBytes) {
    return (peer, head) -> {
      if (head.expectsContinue()) {
        peer.send(interim(100));
      }
      peer.readExactly(contentBytes);
      peer.send(closing(413));
      pause(100);
      peer.reset();
    };
  }

  /** Sends an interim response every 100 ms, and never a 100. */
  static Behaviour drip(int times) {
    return (peer, head) -> {
      for (int i = 0; i < times; i++) {
        peer.send(interim(102));
        pause(100);
      }
      accept(peer, head);
    };
  }

  /** Knows nothing of interim responses. */
  static Behaviour http10() {
    return (peer, head) -> {
      peer.discardContent(head);
      peer.send("HTTP/1.0 201 Scripted\r\nContent-Length: 0\r\n\r\n");
      leave(peer);
    };
  }

  /** Leaves without a word. */
  static Behaviour leaveAtOnce() {
    return (peer, head) -> leave(peer);
  }

  /** Sends the 100 when the content is there already. */
  static Behaviour lateContinue() {
    return (peer, head) -> {
      peer.discardContent(head);
      peer.send(interim(100) + response(201));
    };
  }

  private static void accept(Peer peer, Head head) {
    boolean whole = peer.discardContent(head).isPattern();
    peer.send(response(whole ? 201 : 400));
  }

  private static void leave(Peer peer) {
    peer.shutdownOutput().discardToEof();
  }

  private static void pause(int millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
