// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.aws;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes content in the portions of a publisher and hands it on in the pieces of a subscriber. The
 * next portion is asked for when the last one is gone and more is wanted, so that one portion is
 * held at most.
 *
 * <p>Signals may come from any thread, and leave one after another.
 */
class Pieces<T> implements Flow.Subscriber<T>, Flow.Subscription {
  private final Flow.Subscriber<? super ByteBuffer> to;
  private final Function<? super T, List<ByteBuffer>> cutting;
  // All guarded by this.
  private final ArrayDeque<ByteBuffer> ready = new ArrayDeque<>();
  private Flow.@Nullable Subscription from;
  private @Nullable Throwable failure;
  private long wanted;
  private boolean asked;
  private boolean ended;
  private boolean over;
  // From the start, so that nothing is handed on before the subscription.
  private boolean handing = true;

  /**
   * Makes one for one subscription.
   *
   * @param to who gets the pieces
   * @param cutting the pieces of a portion
   */
  Pieces(Flow.Subscriber<? super ByteBuffer> to, Function<? super T, List<ByteBuffer>> cutting) {
    this.to = to;
    this.cutting = cutting;
  }

  // Flow.Subscriber

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    synchronized (this) {
      if (from != null) {
        subscription.cancel();
        return;
      }
      from = subscription;
    }
    to.onSubscribe(this);
    synchronized (this) {
      handing = false;
    }
    handOn();
  }

  @Override
  public void onNext(T portion) {
    List<ByteBuffer> pieces = cutting.apply(portion);
    synchronized (this) {
      asked = false;
      if (!over) {
        ready.addAll(pieces);
      }
    }
    handOn();
  }

  @Override
  public void onError(Throwable cause) {
    synchronized (this) {
      failure = cause;
    }
    handOn();
  }

  @Override
  public void onComplete() {
    synchronized (this) {
      ended = true;
    }
    handOn();
  }

  // Flow.Subscription

  @Override
  public void request(long count) {
    Flow.Subscription unwanted = null;
    synchronized (this) {
      if (count <= 0) {
        failure = new IllegalArgumentException("count: " + count + " (expected: > 0)");
        unwanted = from;
      } else {
        wanted = wanted > Long.MAX_VALUE - count ? Long.MAX_VALUE : wanted + count;
      }
    }
    if (unwanted != null) {
      unwanted.cancel();
    }
    handOn();
  }

  @Override
  public void cancel() {
    Flow.Subscription source;
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      ready.clear();
      source = from;
    }
    if (source != null) {
      source.cancel();
    }
  }

  /** One thread at a time hands on, and sees what the others left meanwhile. */
  private void handOn() {
    synchronized (this) {
      if (handing) {
        return;
      }
      handing = true;
    }
    while (true) {
      Runnable signal;
      synchronized (this) {
        signal = next();
        if (signal == null) {
          handing = false;
          return;
        }
      }
      signal.run();
    }
  }

  /** The signal that is due; null where there is none. */
  private @Nullable Runnable next() {
    Flow.Subscription source = from;
    if (over || source == null) {
      return null;
    }
    Throwable broken = failure;
    if (broken != null) {
      over = true;
      ready.clear();
      return () -> to.onError(broken);
    }
    if (!ready.isEmpty()) {
      if (wanted == 0) {
        return null;
      }
      wanted--;
      ByteBuffer piece = ready.remove();
      return () -> to.onNext(piece);
    }
    if (ended) {
      over = true;
      return to::onComplete;
    }
    if (wanted > 0 && !asked) {
      asked = true;
      return () -> source.request(1);
    }
    return null;
  }
}
