// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.aws;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** The content of a response, for one subscriber, whenever that comes. */
final class ResponseStream implements BodySubscriber<Void>, Publisher<ByteBuffer> {
  private final UnaryOperator<Throwable> telling;
  private final CompletableFuture<Void> body = new CompletableFuture<>();
  // Guarded by this.
  private @Nullable Pieces<List<ByteBuffer>> pieces;
  private Flow.@Nullable Subscription from;
  private @Nullable Throwable failure;
  private boolean ended;

  /**
   * Makes one for one response.
   *
   * @param telling what the subscriber is told of a failure
   */
  ResponseStream(UnaryOperator<Throwable> telling) {
    this.telling = telling;
  }

  /** A response without content. */
  static ResponseStream empty() {
    ResponseStream nothing = new ResponseStream(UnaryOperator.identity());
    nothing.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long count) {}

          @Override
          public void cancel() {}
        });
    nothing.onComplete();
    return nothing;
  }

  // Publisher

  @Override
  public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
    Pieces<List<ByteBuffer>> made;
    Flow.Subscription source;
    Throwable broken;
    boolean whole;
    synchronized (this) {
      made = new Pieces<>(FlowAdapters.toFlowSubscriber(new Taker(subscriber)), all -> all);
      if (pieces != null) {
        source = new Cancelling(null);
        broken = new IllegalStateException("the content of a response has one subscriber");
        whole = false;
      } else {
        pieces = made;
        source = from;
        broken = failure;
        whole = ended;
      }
    }
    if (source != null) {
      made.onSubscribe(source);
    }
    if (broken != null) {
      made.onError(broken);
    } else if (whole) {
      made.onComplete();
    }
  }

  // BodySubscriber

  @Override
  public CompletionStage<Void> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    Flow.Subscription source = new Cancelling(subscription);
    Pieces<List<ByteBuffer>> waiting;
    synchronized (this) {
      from = source;
      waiting = pieces;
    }
    if (waiting != null) {
      waiting.onSubscribe(source);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> portion) {
    Pieces<List<ByteBuffer>> asking;
    synchronized (this) {
      asking = pieces;
    }
    if (asking != null) {
      asking.onNext(portion);
    }
  }

  @Override
  public void onError(Throwable cause) {
    Throwable told = telling.apply(cause);
    Pieces<List<ByteBuffer>> waiting;
    synchronized (this) {
      failure = told;
      waiting = pieces;
    }
    if (waiting != null) {
      waiting.onError(told);
    }
    body.completeExceptionally(cause);
  }

  @Override
  public void onComplete() {
    Pieces<List<ByteBuffer>> waiting;
    synchronized (this) {
      ended = true;
      waiting = pieces;
    }
    if (waiting != null) {
      waiting.onComplete();
    } else {
      body.complete(null);
    }
  }

  /** Whoever takes the content; the body is complete when it has all of it. */
  private final class Taker implements Subscriber<ByteBuffer> {
    private final Subscriber<? super ByteBuffer> taker;

    Taker(Subscriber<? super ByteBuffer> taker) {
      this.taker = taker;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      taker.onSubscribe(subscription);
    }

    @Override
    public void onNext(ByteBuffer piece) {
      taker.onNext(piece);
    }

    @Override
    public void onError(Throwable cause) {
      taker.onError(cause);
    }

    @Override
    public void onComplete() {
      taker.onComplete();
      body.complete(null);
    }
  }

  /** Ends the body together with the subscription. */
  private final class Cancelling implements Flow.Subscription {
    private final Flow.@Nullable Subscription source;

    Cancelling(Flow.@Nullable Subscription source) {
      this.source = source;
    }

    @Override
    public void request(long count) {
      if (source != null) {
        source.request(count);
      }
    }

    @Override
    public void cancel() {
      if (source != null) {
        body.completeExceptionally(new CancellationException("the subscriber wants no more"));
        source.cancel();
      }
    }
  }
}
