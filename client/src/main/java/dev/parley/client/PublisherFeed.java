// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.netty.Call;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Content that somebody publishes. What a publisher does when it is asked may block, so that it is
 * never asked on the event loop.
 */
final class PublisherFeed implements Feed, Flow.Subscriber<ByteBuffer> {
  private static final int AHEAD = 4;

  private final Flow.Publisher<ByteBuffer> publisher;
  private final OptionalLong length;
  private final Teller teller;
  private final Executor asking;
  private final ArrayDeque<ByteBuffer> ready = new ArrayDeque<>();
  // Set once, on the event loop, before anything is subscribed to.
  private volatile @Nullable Call call;
  private volatile Flow.@Nullable Subscription subscription;
  // Touched on the event loop.
  private long handed;
  private int asked;
  private boolean ended;
  private boolean over;

  PublisherFeed(
      Flow.Publisher<ByteBuffer> publisher, OptionalLong length, Teller teller, Executor blocking) {
    this.publisher = publisher;
    this.length = length;
    this.teller = teller;
    this.asking = new Serial(blocking);
  }

  @Override
  public void pump(Call to) {
    if (call == null) {
      call = to;
      asked = AHEAD;
      asking.execute(
          () -> {
            try {
              publisher.subscribe(this);
            } catch (Throwable broken) {
              onError(broken);
            }
          });
      return;
    }
    while (!over && to.writable() && !ready.isEmpty() && !held()) {
      ByteBuffer piece = ready.remove();
      handed += piece.remaining();
      if (length.isPresent()
          && (handed > length.getAsLong() || (handed == length.getAsLong() && !ready.isEmpty()))) {
        fail(new IOException("content: longer (expected: " + length.getAsLong() + " bytes)"));
        return;
      }
      to.write(piece);
      teller.handed(handed);
      to.flush();
    }
    if (!over && ended && ready.isEmpty() && to.writable()) {
      finish(to);
    } else if (!over && !ended && asked == 0 && (ready.isEmpty() || held())) {
      asked = AHEAD;
      ask(AHEAD);
    }
  }

  /**
   * Whether the next piece would make the content whole, which nobody has said yet that it is: a
   * publisher may still fail, and a server that has all of it may answer before we know.
   */
  private boolean held() {
    return !ended
        && ready.size() == 1
        && length.isPresent()
        && handed + ready.element().remaining() == length.getAsLong();
  }

  private void finish(Call to) {
    if (length.isPresent() && handed < length.getAsLong()) {
      fail(
          new IOException(
              "content: ended after %d bytes (expected: %d)"
                  .formatted(handed, length.getAsLong())));
      return;
    }
    over = true;
    to.writeLast();
    teller.whole();
    to.flush();
  }

  private void fail(IOException cause) {
    over = true;
    cancel();
    teller.failed(cause);
  }

  private void ask(int count) {
    Flow.Subscription from = subscription;
    if (from != null) {
      asking.execute(
          () -> {
            try {
              from.request(count);
            } catch (Throwable broken) {
              onError(broken);
            }
          });
    }
  }

  private void cancel() {
    Flow.Subscription from = subscription;
    if (from != null) {
      asking.execute(from::cancel);
    }
  }

  private void execute(Runnable task) {
    Call to = call;
    if (to != null) {
      to.execute(task);
    }
  }

  // Flow.Subscriber

  @Override
  public void onSubscribe(Flow.Subscription from) {
    notNull(from);
    if (subscription != null) {
      from.cancel();
      return;
    }
    subscription = from;
    execute(
        () -> {
          if (over) {
            cancel();
          } else {
            ask(AHEAD);
          }
        });
  }

  @Override
  public void onNext(ByteBuffer piece) {
    notNull(piece);
    execute(
        () -> {
          asked--;
          if (!over) {
            if (piece.hasRemaining()) {
              ready.add(piece);
            }
            pumpAgain();
          }
        });
  }

  /** Reactive Streams 2.13, and no content comes of a publisher that breaks 1.0. */
  private void notNull(@Nullable Object given) {
    if (given == null) {
      NullPointerException none = new NullPointerException("the publisher gave null");
      cancel();
      onError(none);
      throw none;
    }
  }

  @Override
  public void onError(Throwable cause) {
    execute(
        () -> {
          if (!over && !ended) {
            over = true;
            teller.failed(
                cause instanceof IOException known
                    ? known
                    : new IOException("content: the publisher failed", cause));
          }
        });
  }

  @Override
  public void onComplete() {
    execute(
        () -> {
          ended = true;
          if (!over) {
            pumpAgain();
          }
        });
  }

  private void pumpAgain() {
    Call to = call;
    if (to != null) {
      pump(to);
    }
  }

  @Override
  public void stop() {
    over = true;
    ready.clear();
    cancel();
  }
}
