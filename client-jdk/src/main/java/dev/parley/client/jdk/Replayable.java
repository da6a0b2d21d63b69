// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/** Content whose every subscriber gets the same, says the caller. */
record Replayable(BodyPublisher content) implements BodyPublisher {
  @Override
  public long contentLength() {
    return content.contentLength();
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    content.subscribe(subscriber);
  }
}
