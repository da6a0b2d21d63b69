// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Messages from a client that nobody wants yet, in their order. */
final class Inbox {
  private final ArrayDeque<Object> messages = new ArrayDeque<>();

  /** How much of the content of the current request waits. */
  enum Waiting {
    NOTHING,
    SOME,
    WHOLE,
    UNUSABLE
  }

  void add(Object message) {
    messages.add(message);
  }

  @Nullable Object peek() {
    return messages.peek();
  }

  void remove() {
    messages.remove();
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  /** Whether a later request waits for its turn. */
  boolean holdsRequest() {
    return messages.stream().anyMatch(HttpRequest.class::isInstance);
  }

  /** Looks at the content up to the next request. */
  Waiting content() {
    Waiting waiting = Waiting.NOTHING;
    for (Object message : messages) {
      if (message instanceof HttpRequest) {
        break;
      }
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

  void clear() {
    messages.forEach(ReferenceCountUtil::release);
    messages.clear();
  }

  /** Broken chunks; or an expectation in a trailer, which only asks to be read twice. */
  static boolean unusable(HttpContent content) {
    return content.decoderResult().isFailure()
        || (content instanceof LastHttpContent last
            && !last.trailingHeaders().isEmpty()
            && last.trailingHeaders().contains(HttpHeaderNames.EXPECT));
  }
}
