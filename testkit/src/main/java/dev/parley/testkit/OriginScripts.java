// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

/**
 * Ready-made origins, good and bad. Each serves one request, unless it says otherwise; {@link
 * #keepAlive} repeats one and {@link #inTurn} chains several on one connection.
 *
 * <p>A client that leaves early is not a failure for these; the {@link Transcript} tells how far it
 * came. Content is counted, not kept.
 */
public final class OriginScripts {
  private OriginScripts() {}

  /** Asks for the content, if the client waits to be asked, reads it, then answers. */
  public static Script continueThen(int status) {
    return lenient(
        peer -> {
          Head head = peer.readRequestHead();
          if (head.expectsContinue()) {
            peer.send(interim(100));
          }
          peer.discardContent(head);
          peer.send(response(status));
        });
  }

  /**
   * Answers from the head alone.
   *
   * @param close true: says so, half-closes, and reads whatever still comes; false: keeps the
   *     connection and takes what comes next for a request
   */
  public static Script refuseAtOnce(int status, boolean close) {
    return lenient(
        peer -> {
          Head head = peer.readRequestHead();
          peer.send(close ? closing(status) : response(status));
          if (close) {
            peer.shutdownOutput().discardToEof();
          } else if (!head.expectsContinue()) {
            peer.discardContent(head);
          }
        });
  }

  /** Never asks for the content: waits for it in silence, then answers. */
  public static Script silentUntilContentThen(int status) {
    return lenient(
        peer -> {
          peer.discardContent(peer.readRequestHead());
          peer.send(response(status));
        });
  }

  /** Reads all there is and says nothing, until the client leaves. */
  public static Script neverAnswers() {
    return lenient(Peer::discardToEof);
  }

  /** Knows nothing of interim responses: waits for the content, answers in HTTP/1.0, closes. */
  public static Script http10(int status) {
    return lenient(
        peer -> {
          peer.discardContent(peer.readRequestHead());
          peer.send("HTTP/1.0 %d Scripted\r\nContent-Length: 0\r\n\r\n".formatted(status));
          peer.shutdownOutput().discardToEof();
        });
  }

  /**
   * Answers 417 and closes when it meets an expectation, reads the content and answers 201 when it
   * does not.
   */
  public static Script expectationFailedThenAccept() {
    return lenient(
        peer -> {
          Head head = peer.readRequestHead();
          if (head.has("Expect")) {
            peer.send(closing(417)).shutdownOutput().discardToEof();
          } else {
            peer.discardContent(head);
            peer.send(response(201));
          }
        });
  }

  /** Sends FIN without a word, then reads whatever still comes, so that no RST follows. */
  public static Script closesAtOnce() {
    return lenient(peer -> peer.shutdownOutput().discardToEof());
  }

  /** Sends RST without a word; a client may even see its connect fail. */
  public static Script resetsAtOnce() {
    return Peer::reset;
  }

  /** Reads the head, then sends RST. */
  public static Script resetsAfterHead() {
    return lenient(
        peer -> {
          peer.readRequestHead();
          peer.reset();
        });
  }

  /** Asks for the content, then sends RST when this much of it arrived. */
  public static Script continueThenResetAfter(int contentBytes) {
    return lenient(
        peer -> {
          peer.readRequestHead();
          peer.send(interim(100)).readExactly(contentBytes);
          peer.reset();
        });
  }

  /** Answers from the head alone, then sends RST when this much content arrived anyway. */
  public static Script finalThenResetAfter(int status, int contentBytes) {
    return lenient(
        peer -> {
          peer.readRequestHead();
          peer.send(response(status)).readExactly(contentBytes);
          peer.reset();
        });
  }

  /** Repeats a script on one connection until the client leaves between two requests. */
  public static Script keepAlive(Script script) {
    return lenient(
        peer -> {
          while (peer.awaitsMore()) {
            script.run(peer);
          }
        });
  }

  /** Runs these one after the other on one connection. */
  public static Script inTurn(Script... scripts) {
    return peer -> {
      for (Script script : scripts) {
        script.run(peer);
      }
    };
  }

  /** The bytes of an interim response without fields. */
  public static String interim(int status) {
    return "HTTP/1.1 %d %s\r\n\r\n".formatted(status, status == 100 ? "Continue" : "Scripted");
  }

  /** The bytes of a final response without content. */
  public static String response(int status) {
    // RFC 9110 8.6: a 204 has no Content-Length.
    String length = status == 204 ? "" : "Content-Length: 0\r\n";
    return "HTTP/1.1 %d Scripted\r\n%s\r\n".formatted(status, length);
  }

  /** The bytes of a final response without content, after which the connection closes. */
  public static String closing(int status) {
    return "HTTP/1.1 %d Scripted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        .formatted(status);
  }

  private static Script lenient(Script script) {
    return peer -> {
      try {
        script.run(peer);
      } catch (ScriptError e) {
        if (e.reason() != ScriptError.Reason.PEER_LEFT) {
          throw e;
        }
      }
    };
  }
}
