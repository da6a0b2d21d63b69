// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.handler.codec.http.HttpContent;

/** A pump that hands each buffer to the sink, and asks for more only while the sink has room. */
final class BufferPump implements ContentPump {
  private final ContentSource source;
  private final ContentSink sink;
  private boolean stopped;
  private boolean owesDemand;

  BufferPump(ContentSource source, ContentSink sink) {
    this.source = source;
    this.sink = sink;
  }

  @Override
  public void arrived(HttpContent content) {
    if (stopped) {
      content.release();
    } else {
      sink.write(content);
    }
  }

  @Override
  public void batchEnded() {
    if (stopped) {
      return;
    }
    sink.flush();
    if (sink.writable()) {
      source.demand();
    } else {
      owesDemand = true;
    }
  }

  @Override
  public void sinkWritable() {
    if (owesDemand && !stopped && sink.writable()) {
      owesDemand = false;
      source.demand();
    }
  }

  @Override
  public void stop() {
    stopped = true;
  }
}
