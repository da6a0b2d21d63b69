// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.aws;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Peer;
import dev.parley.testkit.PeerOptions;
import dev.parley.testkit.ScriptError;
import dev.parley.testkit.ScriptedOrigin;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * As much of S3 as an upload needs: it checks signatures, lengths, chunks and checksums, and keeps
 * objects. The first requests are served as a test says.
 */
final class S3Endpoint implements AutoCloseable {
  static final String ACCESS_KEY = "AKIDEXAMPLE";
  static final String SECRET_KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

  /** What a server does with one request, whose head has been read. */
  @FunctionalInterface
  interface Serving {
    void serve(Peer peer, Head head);
  }

  private static final PeerOptions PATIENT =
      PeerOptions.DEFAULTS.withDeadline(Duration.ofSeconds(60));

  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private final ArrayDeque<Serving> first;
  private final ScriptedOrigin origin = ScriptedOrigin.serving(PATIENT, this::serve);

  S3Endpoint(Serving... first) {
    this.first = new ArrayDeque<>(Arrays.asList(first));
  }

  URI uri() {
    return origin.uri();
  }

  byte[] object(String path) {
    return Objects.requireNonNull(objects.get(path), path);
  }

  int connections() {
    return origin.connectionCount();
  }

  /** Every request, in order on each connection. */
  List<Head> heads() {
    return origin.connections().stream().flatMap(each -> each.heads().stream()).toList();
  }

  /** Whether each of them asked. */
  List<Boolean> asked() {
    return heads().stream().map(Head::expectsContinue).toList();
  }

  /** Every byte but those of heads. */
  long contentReceived() {
    return origin.connections().stream()
        .mapToLong(
            each ->
                each.bytesReceived()
                    - each.heads().stream().mapToLong(head -> head.bytes().length).sum())
        .sum();
  }

  private void serve(Peer peer) {
    try {
      while (peer.awaitsMore()) {
        Head head = peer.readRequestHead();
        next().serve(peer, head);
      }
    } catch (ScriptError left) {
      if (left.reason() != ScriptError.Reason.PEER_LEFT) {
        throw left;
      }
    }
  }

  /** How one more request is served than the test has said so far. */
  synchronized void next(Serving serving) {
    first.add(serving);
  }

  private synchronized Serving next() {
    Serving scripted = first.poll();
    return scripted == null ? this::store : scripted;
  }

  /** Takes an object, or gives one. */
  void store(Peer peer, Head head) {
    if (!SignatureCheck.holds(head, SECRET_KEY)) {
      refuse(403, "SignatureDoesNotMatch").serve(peer, head);
      return;
    }
    if (head.method().equals("GET")) {
      byte[] object = object(head.target());
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(object.length));
      peer.send(object);
      return;
    }
    if (head.expectsContinue()) {
      peer.send(OriginScripts.interim(100));
    }
    keep(peer, head);
  }

  private void keep(Peer peer, Head head) {
    byte[] sent = peer.readContent(head).getBytes(ISO_8859_1);
    objects.put(head.target(), AwsChunks.decoded(head, sent));
    peer.send(
        "HTTP/1.1 200 OK\r\nETag: \"%d\"\r\nContent-Length: 0\r\n\r\n".formatted(sent.length));
  }

  /** Says nothing until the content is there. */
  Serving silent() {
    return this::keep;
  }

  /** Says no from the head alone, as S3 words it, and closes. */
  static Serving refuse(int status, String code) {
    return answer(
        status, "", "<Error><Code>%s</Code><Message>no</Message></Error>".formatted(code));
  }

  /** Answers from the head alone and closes. */
  static Serving answer(int status, String fields, String content) {
    return (peer, head) ->
        peer.send(
                "HTTP/1.1 %d Scripted\r\n%sContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                    .formatted(status, fields, content.length(), content))
            .shutdownOutput()
            .discardToEof();
  }

  @Override
  public void close() {
    origin.close();
  }
}
