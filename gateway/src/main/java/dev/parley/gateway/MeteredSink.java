// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.netty.ContentSink;
import io.netty.handler.codec.http.HttpContent;

/** Counts content on its way, and lets it through as long as it is no larger than admitted. */
final class MeteredSink implements ContentSink {
  private final ContentSink sink;
  private final Exchange exchange;
  private long left;

  MeteredSink(ContentSink sink, long largest, Exchange exchange) {
    this.sink = sink;
    this.left = largest;
    this.exchange = exchange;
  }

  @Override
  public boolean writable() {
    return sink.writable();
  }

  @Override
  public void write(HttpContent content) {
    if (left < 0) {
      content.release();
      return;
    }
    int bytes = content.content().readableBytes();
    left -= bytes;
    if (left < 0) {
      content.release();
      exchange.exceeded();
    } else {
      exchange.passes(bytes);
      sink.write(content);
    }
  }

  @Override
  public void flush() {
    sink.flush();
  }
}
