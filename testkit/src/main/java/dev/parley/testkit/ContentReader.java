// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes content out of its HTTP/1.1 framing (RFC 9112 6.3). */
final class ContentReader {
  /** Where content goes, block by block. */
  @FunctionalInterface
  interface Sink {
    void add(byte[] bytes, int from, int count);
  }

  private final Wire wire;
  private final String expected;
  private final java.time.Duration deadline;
  private final boolean keep;
  private Call call;

  ContentReader(Wire wire, String expected, java.time.Duration deadline, boolean keep) {
    this.wire = wire;
    this.expected = expected;
    this.deadline = deadline;
    this.keep = keep;
    this.call = new Call(expected, deadline);
  }

  void read(Head head, Sink sink) {
    List<String> lengths = head.all("Content-Length");
    if (head.isResponse() && hasNone(head.status())) {
      return;
    }
    if (head.lists("Transfer-Encoding", "chunked")) {
      chunks(sink);
    } else if (!lengths.isEmpty()) {
      block(number(lengths.get(0), 10), sink);
    } else if (head.isResponse()) {
      toEnd(sink);
    }
  }

  private static boolean hasNone(int status) {
    return status / 100 == 1 || status == 204 || status == 304;
  }

  private void chunks(Sink sink) {
    long size;
    do {
      size = number(line().split(";", 2)[0].strip(), 16);
      block(size, sink);
      if (size > 0 && !line().isEmpty()) {
        throw unexpected("no line end after a chunk");
      }
    } while (size > 0);
    while (!line().isEmpty()) {
      // A trailer field.
    }
  }

  private void block(long length, Sink sink) {
    for (long left = length; left > 0; ) {
      if (wire.unread() == 0) {
        more();
      }
      int count = (int) Math.min(left, wire.unread());
      sink.add(wire.take(count, keep, call), 0, count);
      left -= count;
    }
  }

  private void toEnd(Sink sink) {
    do {
      int count = wire.unread();
      sink.add(wire.take(count, keep, call), 0, count);
    } while (wire.fill(next()));
  }

  private String line() {
    int end = wire.find("\r\n");
    while (end < 0) {
      more();
      end = wire.find("\r\n");
    }
    String line = new String(wire.take(end, keep, call), StandardCharsets.ISO_8859_1);
    wire.take(2, keep, call);
    return line;
  }

  private long number(String text, int radix) {
    try {
      return Long.parseUnsignedLong(text, radix);
    } catch (NumberFormatException e) {
      throw unexpected("a length of " + Escapes.quote(text));
    }
  }

  private void more() {
    if (!wire.fill(next())) {
      @Nullable Ending ending = wire.ending();
      throw wire.error(ScriptError.Reason.PEER_LEFT, "the connection ended with " + ending, call);
    }
  }

  private ScriptError unexpected(String event) {
    return wire.error(ScriptError.Reason.UNEXPECTED, event, call);
  }

  // Content that is only counted may be long: each block has the whole deadline.
  private Call next() {
    if (!keep) {
      call = new Call(expected, deadline);
    }
    return call;
  }
}
