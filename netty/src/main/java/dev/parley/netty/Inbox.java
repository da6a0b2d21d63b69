// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Messages from a client that nobody wants yet, in their order.
 *
 * <p>Small pieces of content are put together, as chunks have no meaning of their own (RFC 9112
 * 7.1): a single read can hold tens of thousands, and each would cost objects and work all the way
 * to the origin.
 */
final class Inbox {
  private static final int SMALL = 1024;

  private final ArrayDeque<Object> messages = new ArrayDeque<>();

  /** The content of the last message, if small pieces were put together there. */
  private @Nullable ByteBuf gathered;

  /** How much of the content of the current request waits. */
  enum Waiting {
    NOTHING,
    SOME,
    WHOLE,
    UNUSABLE
  }

  void add(Object message) {
    if (small(message)) {
      addSmall((HttpContent) message);
    } else {
      gathered = null;
      messages.add(message);
    }
  }

  /** Whether this is content that is better put together with what follows it. */
  static boolean small(Object message) {
    return message instanceof HttpContent content
        && !(message instanceof LastHttpContent)
        && content.decoderResult().isSuccess()
        && content.content().readableBytes() <= SMALL;
  }

  private void addSmall(HttpContent piece) {
    Object before = messages.peekLast();
    ByteBuf into = gathered;
    if (into == null && before != null && small(before)) {
      into = piece.content().alloc().ioBuffer(2 * SMALL, MessageLimits.CONTENT_PIECE);
      gathered = into;
      messages.removeLast();
      messages.add(new DefaultHttpContent(into));
      move((HttpContent) before, into);
    }
    if (into == null || into.maxWritableBytes() < piece.content().readableBytes()) {
      gathered = null;
      messages.add(piece);
    } else {
      move(piece, into);
    }
  }

  private static void move(HttpContent piece, ByteBuf into) {
    into.writeBytes(piece.content());
    piece.release();
  }

  @Nullable Object peek() {
    return messages.peek();
  }

  void remove() {
    messages.remove();
    if (messages.isEmpty()) {
      gathered = null;
    }
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  /** Looks at the content of the current request. */
  Waiting content() {
    Waiting waiting = Waiting.NOTHING;
    for (Object message : messages) {
      HttpContent content = (HttpContent) message;
      if (unusable(content)) {
        return Waiting.UNUSABLE;
      }
      if (content instanceof LastHttpContent) {
        return Waiting.WHOLE;
      }
      if (content.content().isReadable()) {
        waiting = Waiting.SOME;
      }
    }
    return waiting;
  }

  /** How many bytes wait, with the rest of the buffers that they are in. */
  int held() {
    int held = 0;
    for (Object message : messages) {
      if (message instanceof HttpContent content) {
        held += root(content.content()).capacity();
      }
    }
    return held;
  }

  /** Copies what keeps a buffer for a small part of it, for what waits may wait for long. */
  void compact() {
    for (int left = messages.size(); left > 0; left--) {
      Object message = messages.remove();
      messages.add(
          message instanceof HttpContent content && wasteful(content.content())
              ? copy(content)
              : message);
    }
  }

  private static boolean wasteful(ByteBuf part) {
    return part.isReadable() && root(part).capacity() / 4 > part.readableBytes();
  }

  private static HttpContent copy(HttpContent content) {
    HttpContent copy = content.replace(content.content().copy());
    copy.setDecoderResult(content.decoderResult());
    content.release();
    return copy;
  }

  private static ByteBuf root(ByteBuf part) {
    ByteBuf root = part;
    for (ByteBuf next = part.unwrap(); next != null; next = next.unwrap()) {
      root = next;
    }
    return root;
  }

  void clear() {
    messages.forEach(ReferenceCountUtil::release);
    messages.clear();
    gathered = null;
  }

  /** Broken chunks; or an expectation in a trailer, which only asks to be read twice. */
  static boolean unusable(HttpContent content) {
    return content.decoderResult().isFailure()
        || (content instanceof LastHttpContent last
            && !last.trailingHeaders().isEmpty()
            && last.trailingHeaders().contains(HttpHeaderNames.EXPECT));
  }
}
