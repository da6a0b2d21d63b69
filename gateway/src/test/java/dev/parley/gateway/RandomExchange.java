// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.testkit.PatternContent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * One exchange of a random walk: what the client sends and how, and what the origin does. It
 * follows from its seed alone, whatever ran before it.
 */
record RandomExchange(
    String id,
    String method,
    boolean http10,
    Framing framing,
    Asking asking,
    String content,
    Client client,
    Origin origin,
    int cut) {
  private static final List<String> METHODS =
      List.of("PUT", "PUT", "POST", "POST", "PATCH", "GET", "HEAD", "DELETE", "OPTIONS");

  /** The host whose origin speaks HTTP/1.0, and is soon known for that. */
  static final String OLD = "old";

  private static final String SMUGGLED = "PUT /evil HTTP/1.1\r\nHost: h\r\nX-Id: evil\r\n\r\n";

  enum Framing {
    NONE,
    LENGTH,
    CHUNKS
  }

  enum Asking {
    NOT(""),
    PLAINLY("Expect: 100-continue\r\n"),
    IN_OTHER_WORDS("expect: ,100-Continue ,\r\nExpect:\r\n"),
    FOR_SOMETHING_ELSE("Expect: 200-ok\r\n");

    private final String fields;

    Asking(String fields) {
      this.fields = fields;
    }
  }

  enum Client {
    /** Sends content when it is asked for it; at once where it did not ask to be asked. */
    WAITS,
    /** Sends everything at once, and reads then. */
    SENDS_AT_ONCE,
    /** Sends everything at once, with as many exchanges behind it as do the same. */
    PIPELINES,
    /** Closes after some of its bytes. */
    LEAVES,
    /** Resets after some of its bytes. */
    RESETS
  }

  enum Origin {
    ASKS_THEN_ANSWERS(201),
    SENDS_OTHER_INTERIMS_FIRST(200),
    ANSWERS_EARLY_AND_CLOSES(413),
    ANSWERS_EARLY_AND_STAYS(401),
    IS_SILENT_UNTIL_CONTENT(202),
    SPEAKS_HTTP_1_0(200),
    KNOWS_NO_EXPECTATION(201),
    CLOSES(502),
    RESETS(502),
    ASKS_THEN_RESETS(502);

    private final int status;

    Origin(int status) {
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  static RandomExchange of(long seed, String id) {
    Random random = new Random(seed);
    random.nextInt();
    String method = METHODS.get(random.nextInt(METHODS.size()));
    Framing framing =
        method.equals("PUT") || method.equals("POST") || random.nextInt(4) == 0
            ? random.nextBoolean() ? Framing.LENGTH : Framing.CHUNKS
            : Framing.NONE;
    return new RandomExchange(
        id,
        method,
        framing != Framing.CHUNKS && random.nextInt(12) == 0,
        framing,
        among(random, Asking.values(), 4, 5, 2, 1),
        framing == Framing.NONE ? "" : content(random, id),
        among(random, Client.values(), 5, 4, 4, 1, 1),
        among(random, Origin.values(), 8, 2, 3, 3, 1, 1, 1, 1, 1, 1),
        random.nextInt(1000));
  }

  /** Enum constants in the proportion of their weights. */
  private static <T> T among(Random random, T[] all, int... weights) {
    int left = random.nextInt(java.util.Arrays.stream(weights).sum());
    for (int i = 0; ; i++) {
      left -= weights[i];
      if (left < 0) {
        return all[i];
      }
    }
  }

  private static String content(Random random, String id) {
    if (random.nextInt(4) == 0) {
      return SMUGGLED.repeat(1 + random.nextInt(3));
    }
    int length = random.nextInt(20) == 0 ? random.nextInt(100_000) : random.nextInt(500);
    byte[] bytes = new byte[length];
    PatternContent.fill(bytes, length, random.nextInt(1000));
    // Visible characters, since a transcript is compared as text.
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (' ' + (bytes[i] & 63));
    }
    return length == 0 ? "" : "%s%s".formatted(id, new String(bytes, StandardCharsets.US_ASCII));
  }

  /** Whether Parley may ask for the content, and has the origin decide about it. */
  boolean asks() {
    return (asking == Asking.PLAINLY || asking == Asking.IN_OTHER_WORDS)
        && !http10
        && !content().isEmpty();
  }

  /** An empty chunked content is content to come, as far as a head can tell. */
  boolean asksForChunks() {
    return (asking == Asking.PLAINLY || asking == Asking.IN_OTHER_WORDS)
        && framing == Framing.CHUNKS;
  }

  boolean mayBeAsked() {
    return asks() || asksForChunks();
  }

  boolean waits() {
    return client == Client.WAITS && mayBeAsked();
  }

  boolean refused() {
    return asking == Asking.FOR_SOMETHING_ELSE && !http10;
  }

  boolean toHead() {
    return method.equals("HEAD");
  }

  /** Every status that the client may be given in the end. */
  Set<Integer> statuses() {
    if (refused()) {
      return Set.of(417);
    }
    if (origin == Origin.SPEAKS_HTTP_1_0 && framing == Framing.CHUNKS) {
      // Known for that, it gets no chunks.
      return Set.of(200, 411);
    }
    // Where the wait elapsed first, content has begun to flow and cannot be repeated.
    return origin == Origin.KNOWS_NO_EXPECTATION && mayBeAsked()
        ? Set.of(201, 417)
        : Set.of(origin.status());
  }

  String head() {
    return "%s /u HTTP/1.%d\r\nHost: %s\r\nX-Id: %s\r\nX-Origin: %s\r\n%s%s\r\n"
        .formatted(
            method,
            http10 ? 0 : 1,
            origin == Origin.SPEAKS_HTTP_1_0 ? OLD : "h",
            id,
            origin,
            asking.fields,
            switch (framing) {
              case NONE -> "";
              case LENGTH -> "Content-Length: " + content.length() + "\r\n";
              case CHUNKS -> "Transfer-Encoding: chunked\r\n";
            });
  }

  String framedContent() {
    if (framing != Framing.CHUNKS) {
      return content;
    }
    int half = content.length() / 2;
    return chunk(content.substring(0, half)) + chunk(content.substring(half)) + "0\r\n\r\n";
  }

  private static String chunk(String text) {
    return text.isEmpty() ? "" : "%x\r\n%s\r\n".formatted(text.length(), text);
  }
}
