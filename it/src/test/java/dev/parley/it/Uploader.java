// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.Head;
import dev.parley.testkit.PatternContent;
import dev.parley.testkit.PeerOptions;
import dev.parley.testkit.ScriptedClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A client that obeys: it holds content back until it is told, and stops when it is refused. */
final class Uploader {
  private static final PeerOptions PATIENT = PeerOptions.DEFAULTS.withDeadline(Program.PATIENCE);

  private final int port;
  private final OutcomeOrigin origin;
  private final Upload upload;
  private final Duration wait;
  private final List<String> interims = new ArrayList<>();

  private Uploader(int port, OutcomeOrigin origin, Upload upload, Duration wait) {
    this.port = port;
    this.origin = origin;
    this.upload = upload;
    this.wait = wait;
  }

  /**
   * Uploads to whoever listens on a port of this machine, and holds every response against what the
   * origin behind it got.
   *
   * @param wait the gateway's {@code expect-wait}
   */
  static Outcome upload(int port, OutcomeOrigin origin, Upload upload, Duration wait)
      throws IOException {
    origin.prepare(upload);
    return new Uploader(port, origin, upload, wait).upload();
  }

  private Outcome upload() throws IOException {
    InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (ScriptedClient client = ScriptedClient.connect(server, PATIENT)) {
      try {
        return upload(client);
      } catch (AssertionError failure) {
        throw new AssertionError(
            "after %s: %s".formatted(responses(client), failure.getMessage()), failure);
      }
    }
  }

  private Outcome upload(ScriptedClient client) throws IOException {
    Head response = exchange(client);
    check(response, upload, upload.id(), client.readContent(response));
    return new Outcome(
        upload, interims, status(response), client.contentSent() > 0, kept(client, response));
  }

  /** What the client has read and sent so far. */
  private static String responses(ScriptedClient client) {
    return client.transcript().heads().stream()
        .map(Head::startLine)
        .collect(Collectors.joining(", ", "[", "] and %d B sent".formatted(client.bytesSent())));
  }

  /** The status as the page says it: the one that is due, or one of two where chance decides. */
  private String status(Head response) {
    int due = upload.tooLarge() ? 413 : 201;
    boolean contentDue = !upload.holdsBack() || !interims.isEmpty();
    if (!upload.tooLarge() || !contentDue || origin.lost() == 0) {
      assertThat(response.status()).as(response.raw()).isEqualTo(due);
      return Integer.toString(due);
    }
    assertThat(response.status()).as(response.raw()).isIn(due, origin.lost());
    return due + " or " + origin.lost();
  }

  private Head exchange(ScriptedClient client) {
    client.send(upload.head(origin.path(upload, upload.id()), upload.id()));
    if (upload.holdsBack()) {
      long asked = System.nanoTime();
      for (Head head = client.readHead(); ; head = client.readHead()) {
        if (head.isFinal()) {
          return head;
        }
        boolean waited = System.nanoTime() - asked >= wait.toNanos();
        interims.add(head.status() + (waited ? " after the wait" : ""));
        if (head.status() == 100) {
          break;
        }
      }
    }
    sendContent(client);
    Head head = client.readHead();
    while (head.isInterim()) {
      interims.add(head.status() + (upload.holdsBack() ? " again" : " unasked"));
      head = client.readHead();
    }
    return head;
  }

  private void sendContent(ScriptedClient client) {
    long size = upload.size();
    if (upload.tooLarge()) {
      client.sendContentUntilAnswered(size);
    } else if (upload.chunked()) {
      long first = size / 3;
      client.send(Long.toHexString(first) + "\r\n").sendContent(0, first).send("\r\n");
      client.send(Long.toHexString(size - first) + "\r\n").sendContent(first, size - first);
      client.send("\r\n0\r\n\r\n");
    } else {
      client.sendContent(size);
    }
  }

  /** A response belongs to its request, and a success to all of its content. */
  private void check(Head response, Upload sent, String id, String content) throws IOException {
    if (sent.old()) {
      assertThat(interims).as("interim responses to HTTP/1.0").isEmpty();
    }
    if (response.has("X-Id") || (response.status() < 500 && origin.echoes(response.status()))) {
      assertThat(response.all("X-Id")).as(response.raw()).containsExactly(id);
    }
    if (response.status() == 201) {
      assertThat(origin.digest(origin.path(sent, id), content))
          .as("the digest of what arrived")
          .isEqualTo(PatternContent.sha256(sent.size()));
    }
  }

  /** Whether the connection goes on, and then right; if not, nothing follows the response. */
  private boolean kept(ScriptedClient client, Head response) throws IOException {
    if (upload.old() || response.lists("Connection", "close")) {
      client.shutdownOutput();
      assertThat(client.readToEof().text()).as("after %s", response.raw()).isEmpty();
      return false;
    }
    if (client.contentSent() < upload.size()) {
      // It owes content which nobody wants, so that it can only leave.
      return false;
    }
    return serves(client);
  }

  /** Whether a second upload gets its own response; only after a refusal may it not. */
  private boolean serves(ScriptedClient client) throws IOException {
    String id = upload.id() + "-again";
    client.send(Upload.PLAIN.head(origin.path(Upload.PLAIN, id), id));
    client.sendContent(Upload.PLAIN.size());
    if (upload.tooLarge() && !client.awaitsMore()) {
      return false;
    }
    Head second = client.readFinal();
    check(second, Upload.PLAIN, id, client.readContent(second));
    if (upload.tooLarge() && second.status() >= 500) {
      // Whoever refused closed its connection while the second upload was on its way there.
      return false;
    }
    assertThat(second.status()).as(second.raw()).isEqualTo(201);
    return true;
  }
}
