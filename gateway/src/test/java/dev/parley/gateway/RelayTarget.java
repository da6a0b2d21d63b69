// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.netty.MemoryWire;
import dev.parley.testkit.Head;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Any bytes as a script for a client and an origin around one gateway: whatever the two do, origins
 * see only requests that were sent as such, and the client only responses, each to its request.
 */
final class RelayTarget {
  private static final int MOST_STEPS = 200;
  private static final String EVIL = "GET /evil HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final List<String> METHODS =
      List.of("PUT", "POST", "GET", "HEAD", "OPTIONS", "DELETE", "PUT", "POST");
  private static final List<String> EXPECTS =
      List.of(
          "Expect: 100-continue\r\n",
          "",
          "Expect: 100-continue\r\n",
          "expect:, 100-CONTINUE\r\n",
          "Expect: 200-ok\r\n",
          "Expect:\r\n 100-continue\r\n",
          "Connection: expect\r\n",
          "Connection: close\r\n");
  private static final List<String> STATUSES =
      List.of("100", "102", "103", "200", "204", "304", "401", "413", "417", "500", "101", "201");
  private static final List<String> FRAMES =
      List.of(
          "Content-Length: 0\r\n\r\n",
          "Content-Length: 3\r\n\r\nabc",
          "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
          "\r\n",
          "\r\nabc",
          "Content-Length: 3\r\n\r\na",
          "Connection: close\r\nContent-Length: 0\r\n\r\n",
          "Content-Length: 32\r\n\r\n");

  private final byte[] script;
  private int at;
  private int requests;
  private final StringBuilder fromClient = new StringBuilder();
  private final Map<MemoryWire, Integer> finals = new HashMap<>();

  /** Whether an origin said something that answers no request; no pairing holds from then on. */
  private boolean unasked;

  private RelayTarget(byte[] script) {
    this.script = script;
  }

  static void run(byte[] input) {
    new RelayTarget(input).play();
  }

  private int next() {
    return at < script.length ? script[at++] & 0xff : 0;
  }

  private void play() {
    List<String> origins;
    String client;
    try (MemoryGateway gateway = new MemoryGateway()) {
      for (int step = 0; step < MOST_STEPS && at < script.length; step++) {
        act(gateway);
        if ((next() & 3) != 0) {
          gateway.settle();
        }
      }
      gateway.settle();
      client = gateway.client().sent();
      origins = gateway.originWires().stream().map(MemoryWire::sent).toList();
    }
    List<RequestStream.Request> sent = RequestStream.read(fromClient.toString());
    for (String origin : origins) {
      assertThat(sent).as("requests of the client").containsAll(RequestStream.read(origin));
      checkHeads(origin);
    }
    checkResponses(client, sent);
  }

  private void act(MemoryGateway gateway) {
    MemoryWire client = gateway.client();
    List<MemoryWire> wires = gateway.originWires();
    MemoryWire origin = wires.isEmpty() ? null : wires.get(wires.size() - 1);
    int what = next() & 15;
    switch (what) {
      case 0, 1, 2 -> send(client, head());
      case 3 -> send(client, "x".repeat(next() & 63));
      case 4 -> send(client, EVIL);
      case 5 -> send(client, "3\r\nabc\r\n");
      case 6 -> send(client, "0\r\n\r\n");
      case 7 -> send(client, raw());
      case 8 -> client.ends();
      case 9 -> client.breaks();
      case 10, 11, 12 -> {
        if (origin != null) {
          origin.arrives(bytes(response(origin)));
        }
      }
      case 13 -> {
        if (origin != null) {
          unasked = true;
          origin.arrives(bytes(raw()));
        }
      }
      case 14 -> {
        if (origin != null) {
          if ((next() & 1) == 0) {
            origin.leaves();
          } else {
            origin.breaks();
          }
        }
      }
      default -> {
        long millis = 100L << (next() & 15);
        client.passes(millis);
        wires.forEach(wire -> wire.passes(millis));
      }
    }
  }

  private void send(MemoryWire client, String text) {
    fromClient.append(text);
    client.arrives(bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private String raw() {
    int length = Math.min(next() & 31, script.length - at);
    String text = new String(script, at, length, StandardCharsets.ISO_8859_1);
    at += length;
    return text;
  }

  private String head() {
    int kind = next();
    int framing = next();
    String content =
        switch (framing & 3) {
          case 0 -> "";
          case 1 -> "Content-Length: %d\r\n".formatted(framing >> 2);
          case 2 -> "Content-Length: %d\r\n".formatted(EVIL.length());
          default -> "Transfer-Encoding: chunked\r\n";
        };
    return "%s /r%d HTTP/1.%d\r\nHost: h\r\n%s%s\r\n"
        .formatted(
            METHODS.get(kind & 7),
            requests++,
            kind >> 6 == 3 ? 0 : 1,
            EXPECTS.get(kind >> 3 & 7),
            content);
  }

  /** A response to the last request that this connection brought. */
  private String response(MemoryWire origin) {
    int kind = next();
    origin.settle();
    String status = STATUSES.get((kind & 15) % STATUSES.size());
    List<RequestStream.Request> asked = RequestStream.read(origin.sent());
    String to = asked.isEmpty() ? "nobody" : asked.get(asked.size() - 1).target();
    boolean interim = status.startsWith("1");
    if (!interim && finals.merge(origin, 1, Integer::sum) > asked.size()) {
      // It crosses the next request on its way, and nobody can tell whose it is.
      unasked = true;
    }
    return "HTTP/1.%d %s Scripted\r\nX-To: %s\r\n%s"
        .formatted(
            kind >> 7 == 1 && (kind & 0x40) != 0 ? 0 : 1,
            status,
            to,
            interim ? "\r\n" : FRAMES.get(kind >> 4 & 7));
  }

  private static void checkHeads(String origin) {
    int end = origin.indexOf("\r\n\r\n");
    if (end >= 0) {
      Head head = Head.parse(origin.substring(0, end + 4));
      assertThat(head.all("Expect")).isIn(List.of(), List.of("100-continue"));
      assertThat(head.all("Host")).hasSize(1);
    }
  }

  private void checkResponses(String client, List<RequestStream.Request> sent) {
    int answered = 0;
    String rest = client;
    while (rest.contains("\r\n\r\n")) {
      int end = rest.indexOf("\r\n\r\n") + 4;
      Head head = Head.parse(rest.substring(0, end));
      assertThat(head.isResponse()).as("%s", head.startLine()).isTrue();
      rest = rest.substring(end);
      if (head.isInterim()) {
        assertThat(answered).as("interim for a request").isLessThan(sent.size());
        continue;
      }
      RequestStream.Request request = answered < sent.size() ? sent.get(answered) : null;
      if (request != null && head.has("X-To") && !unasked) {
        assertThat(head.all("X-To")).containsExactly(request.target());
      }
      answered++;
      boolean toHead = request != null && request.method().equals("HEAD");
      boolean none = toHead || head.status() == 204 || head.status() == 304;
      String after = none ? rest : afterContent(head, rest);
      if (head.lists("Connection", "close") && !toHead) {
        assertThat(after).as("after the last response").isEmpty();
      }
      rest = after;
    }
    // One more where what follows is no request.
    assertThat(answered).as("responses").isLessThanOrEqualTo(sent.size() + 1);
  }

  private static String afterContent(Head head, String rest) {
    if (head.has("Transfer-Encoding")) {
      String left = rest;
      while (true) {
        int line = left.indexOf("\r\n");
        if (line < 0) {
          return "";
        }
        int size = Integer.parseInt(left.substring(0, line), 16);
        if (size == 0) {
          int end = left.indexOf("\r\n\r\n");
          return end < 0 ? "" : left.substring(end + 4);
        }
        if (left.length() < line + 2 + size + 2) {
          return "";
        }
        left = left.substring(line + 2 + size + 2);
      }
    }
    if (!head.has("Content-Length")) {
      return "";
    }
    int length = Integer.parseInt(head.first("Content-Length").orElse("0"));
    return length > rest.length() ? "" : rest.substring(length);
  }
}
