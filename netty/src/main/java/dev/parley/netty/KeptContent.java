// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpContent;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Content that was sent on a connection which the origin may have given up, until its answer
 * begins: as it came, not copied. On one event loop.
 */
final class KeptContent {
  /** More than most forms, and less than is worth to be asked about. */
  static final int LIMIT = 64 << 10;

  /** What is kept in all, with the rest of the buffers that it is in. */
  private static final long TOTAL = 16 << 20;

  private static final AtomicLong TAKEN = new AtomicLong();

  private final ArrayDeque<HttpContent> pieces = new ArrayDeque<>();
  private int bytes;
  private long weight;
  private boolean dropped;

  /** Whether all that was sent is here. */
  boolean whole() {
    return !dropped;
  }

  /** Keeps a piece beside whoever it goes to, or lets everything go where it becomes too much. */
  void add(HttpContent piece) {
    if (dropped) {
      return;
    }
    long more = weight(piece.content());
    bytes += piece.content().readableBytes();
    weight += more;
    if (TAKEN.addAndGet(more) > TOTAL || bytes > LIMIT) {
      drop();
    } else {
      pieces.add(piece.retainedDuplicate());
    }
  }

  private static long weight(ByteBuf slice) {
    ByteBuf buffer = slice;
    for (ByteBuf outer = buffer.unwrap(); outer != null; outer = outer.unwrap()) {
      buffer = outer;
    }
    return buffer.capacity();
  }

  /** Hands over what was kept; no more will be. */
  ArrayDeque<HttpContent> take() {
    ArrayDeque<HttpContent> taken = pieces.clone();
    pieces.clear();
    drop();
    return taken;
  }

  /** Nobody needs it any more. */
  void drop() {
    dropped = true;
    TAKEN.addAndGet(-weight);
    weight = 0;
    pieces.forEach(HttpContent::release);
    pieces.clear();
  }

  /** How many bytes it holds, with the rest of the buffers that they are in. */
  long held() {
    return weight;
  }
}
