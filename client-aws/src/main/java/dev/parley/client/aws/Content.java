// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.aws;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;

/**
 * The content of one execution, as the SDK publishes it.
 *
 * <p>Nobody subscribes to it before content may flow: a publisher that can be subscribed to once is
 * then still fresh for the SDK's next attempt after a refusal.
 */
final class Content implements Flow.Publisher<ByteBuffer> {
  /** As much as a connection takes before it wants to be asked again. */
  private static final int PIECE = 64 << 10;

  private final SdkHttpContentPublisher publisher;
  private volatile boolean subscribed;
  private volatile @Nullable Throwable failure;

  Content(SdkHttpContentPublisher publisher) {
    this.publisher = publisher;
  }

  /** Why the publisher gave up, if it did. */
  Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    subscribed = true;
    try {
      publisher.subscribe(FlowAdapters.toSubscriber(new Watched(subscriber)));
    } catch (RuntimeException broken) {
      failure = broken;
      throw broken;
    }
  }

  /** A publisher may write into its buffer again as soon as it has handed it over. */
  private static List<ByteBuffer> copied(ByteBuffer portion) {
    byte[] bytes = new byte[portion.remaining()];
    portion.get(bytes);
    List<ByteBuffer> pieces = new ArrayList<>(bytes.length / PIECE + 1);
    for (int at = 0; at < bytes.length; at += PIECE) {
      pieces.add(ByteBuffer.wrap(bytes, at, Math.min(PIECE, bytes.length - at)));
    }
    return pieces;
  }

  /**
   * The server is content without it. Somebody may wait to be allowed to publish nothing, or to be
   * told that nobody wants it.
   */
  void unneeded() {
    if (!subscribed) {
      publisher.subscribe(new Nobody());
    }
  }

  /** Keeps what the publisher fails with, which others wrap. */
  private final class Watched extends Pieces<ByteBuffer> {
    Watched(Flow.Subscriber<? super ByteBuffer> subscriber) {
      super(subscriber, Content::copied);
    }

    @Override
    public void onError(Throwable cause) {
      failure = cause;
      super.onError(cause);
    }
  }

  /** Lets a publisher end that has nothing to publish, and stops any other. */
  private static final class Nobody implements Subscriber<ByteBuffer> {
    private @Nullable Subscription from;

    @Override
    public void onSubscribe(Subscription subscription) {
      from = subscription;
      subscription.request(1);
    }

    @Override
    public void onNext(ByteBuffer piece) {
      Subscription source = from;
      if (source != null) {
        source.cancel();
      }
    }

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onComplete() {}
  }
}
