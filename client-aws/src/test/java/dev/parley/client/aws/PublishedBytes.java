// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.aws;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;

/** Publishes the same bytes to each subscriber, through one buffer that it uses again and again. */
final class PublishedBytes implements SdkHttpContentPublisher {
  private static final int PORTION = 100_000;

  private final byte[] bytes;
  private final boolean announced;
  private final AtomicInteger subscriptions = new AtomicInteger();

  PublishedBytes(byte[] bytes, boolean announced) {
    this.bytes = bytes;
    this.announced = announced;
  }

  /** How many subscribers there were. */
  int subscriptions() {
    return subscriptions.get();
  }

  @Override
  public Optional<Long> contentLength() {
    return announced ? Optional.of((long) bytes.length) : Optional.empty();
  }

  @Override
  public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
    subscriptions.incrementAndGet();
    subscriber.onSubscribe(new Portions(subscriber));
  }

  private final class Portions implements Subscription {
    private final Subscriber<? super ByteBuffer> subscriber;
    private final byte[] buffer = new byte[PORTION];
    private int at;
    private long wanted;
    private boolean publishing;
    private boolean over;

    Portions(Subscriber<? super ByteBuffer> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public synchronized void request(long count) {
      wanted += count;
      if (publishing) {
        return;
      }
      publishing = true;
      while (!over && wanted > 0 && at < bytes.length) {
        wanted--;
        int size = Math.min(PORTION, bytes.length - at);
        System.arraycopy(bytes, at, buffer, 0, size);
        at += size;
        subscriber.onNext(ByteBuffer.wrap(buffer, 0, size));
      }
      if (!over && at == bytes.length) {
        over = true;
        subscriber.onComplete();
      }
      publishing = false;
    }

    @Override
    public synchronized void cancel() {
      over = true;
    }
  }
}
