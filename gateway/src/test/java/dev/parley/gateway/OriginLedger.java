// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What clients mean to send, held against every byte that an origin was sent: whole requests that
 * are known by their {@code X-Id}, each with its own content, and at most the last of a connection
 * cut short.
 */
final class OriginLedger {
  private static final Pattern CHUNK = Pattern.compile("([0-9a-f]{1,8})\r\n");
  private static final Pattern BEGUN_CHUNK = Pattern.compile("[0-9a-f]{0,8}\r?");
  private static final Pattern TRAILERS = Pattern.compile("(?:[A-Za-z-]+: [^\r\n]*\r\n)*\r\n");

  private final Map<String, Request> requests = new ConcurrentHashMap<>();
  private final Set<String> forbidden = ConcurrentHashMap.newKeySet();

  /** A request that an origin may see, any number of times. */
  private record Request(String content, boolean asks) {}

  /** A client is about to send this; {@code asks} where the origin may be asked for content. */
  void announce(String id, String content, boolean asks) {
    assertThat(requests.put(id, new Request(content, asks))).as("request %s", id).isNull();
  }

  /** A client sent this behind a response that closes, so that it is nobody's request any more. */
  void forbid(String id) {
    forbidden.add(id);
  }

  /**
   * Reads what one connection brought, and the ids of the requests whose heads it brought.
   *
   * @throws AssertionError when anything else than announced requests crossed it
   */
  List<String> read(String received) {
    List<String> ids = new ArrayList<>();
    String rest = received;
    while (rest.contains("\r\n\r\n")) {
      int end = rest.indexOf("\r\n\r\n") + 4;
      Head head = Head.parse(rest.substring(0, end));
      String id = head.first("X-Id").orElse("none");
      Request request = requests.get(id);
      if (request == null) {
        throw new AssertionError("nobody sent " + head);
      }
      assertThat(head.target()).as("target of %s", id).isEqualTo("/u");
      assertThat(head.all("Expect"))
          .as("Expect of %s", id)
          .isIn(List.of(), request.asks() ? List.of("100-continue") : List.of());
      assertThat(forbidden).as("sent behind a close").doesNotContain(id);
      ids.add(id);
      rest = afterContent(rest.substring(end), head, request.content());
    }
    return ids;
  }

  private static String afterContent(String bytes, Head head, String content) {
    if (head.lists("Transfer-Encoding", "chunked")) {
      return afterChunks(bytes, content);
    }
    int length = Integer.parseInt(head.first("Content-Length").orElse("0"));
    assertThat(length).as("announced length").isEqualTo(content.length());
    int here = Math.min(length, bytes.length());
    assertThat(bytes.substring(0, here)).isEqualTo(content.substring(0, here));
    return bytes.substring(here);
  }

  private static String afterChunks(String bytes, String content) {
    Matcher chunk = CHUNK.matcher(bytes);
    int at = 0;
    int done = 0;
    while (at < bytes.length()) {
      if (!chunk.region(at, bytes.length()).lookingAt()) {
        assertThat(bytes.substring(at)).as("the size of a chunk, cut").matches(BEGUN_CHUNK);
        return "";
      }
      int size = Integer.parseInt(chunk.group(1), 16);
      at = chunk.end();
      if (size == 0) {
        assertThat(done).as("length of the chunks").isEqualTo(content.length());
        Matcher trailers = TRAILERS.matcher(bytes).region(at, bytes.length());
        return trailers.lookingAt() ? bytes.substring(trailers.end()) : "";
      }
      int here = Math.min(size, bytes.length() - at);
      assertThat(content.substring(done)).startsWith(bytes.substring(at, at + here));
      done += size;
      at = Math.min(at + size + 2, bytes.length());
    }
    return "";
  }
}
