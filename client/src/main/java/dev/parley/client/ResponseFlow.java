// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.netty.Call;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Brings the content of a final response to whoever subscribed, at its pace. The subscriber is
 * called on the worker alone, since it may block; the rest of the fields belong there too, but for
 * the beginning and the batch, which belong on the event loop.
 */
final class ResponseFlow<T> implements Flow.Subscription {
  private final Call call;
  private final Executor worker;
  private final CompletableFuture<T> content = new CompletableFuture<>();
  private final ArrayDeque<List<ByteBuffer>> arrived = new ArrayDeque<>();
  private @Nullable Runnable beginning;
  private List<ByteBuffer> batch = List.of();
  private @Nullable BodySubscriber<T> subscriber;
  private long demanded;
  private boolean wantsBatch;
  private boolean whole;
  private boolean over;
  private volatile @Nullable Thread busy;

  ResponseFlow(Call call, Executor worker) {
    this.call = call;
    this.worker = worker;
  }

  /** What the subscriber makes of the content. */
  CompletableFuture<T> content() {
    return content;
  }

  // On the event loop

  void begin(BodyHandler<T> handler, ResponseInfo head) {
    beginning = () -> subscribe(handler, head);
  }

  void piece(ByteBuffer piece) {
    if (batch.isEmpty()) {
      batch = new ArrayList<>();
    }
    batch.add(piece.asReadOnlyBuffer());
  }

  void batchEnded() {
    hand(() -> wantsBatch = true);
  }

  void complete() {
    hand(() -> whole = true);
  }

  /** All that was read together, in one task: to wake a thread costs more than to run it. */
  private void hand(Runnable news) {
    Runnable first = beginning;
    beginning = null;
    List<ByteBuffer> ended = batch;
    batch = List.of();
    work(
        () -> {
          if (first != null) {
            first.run();
          }
          add(ended);
          news.run();
          drain();
        });
  }

  void fail(Throwable cause) {
    Runnable first = beginning;
    beginning = null;
    work(
        () -> {
          if (first != null) {
            first.run();
          }
          tell(cause);
        });
  }

  // On the worker

  private void work(Runnable task) {
    try {
      worker.execute(() -> runBusy(task));
    } catch (RejectedExecutionException refused) {
      // No thread is left that may wait, and whoever reads would wait for ever.
      tell(refused);
      call.execute(call::cancel);
    }
  }

  private void tell(Throwable cause) {
    if (over) {
      return;
    }
    over = true;
    arrived.clear();
    BodySubscriber<T> told = subscriber;
    try {
      if (told != null) {
        told.onError(cause);
      }
    } catch (Throwable broken) {
      if (broken != cause) {
        cause.addSuppressed(broken);
      }
    } finally {
      content.completeExceptionally(cause);
    }
  }

  private void runBusy(Runnable task) {
    busy = Thread.currentThread();
    try {
      task.run();
    } finally {
      busy = null;
    }
  }

  private void subscribe(BodyHandler<T> handler, ResponseInfo head) {
    try {
      BodySubscriber<T> chosen = handler.apply(head);
      subscriber = chosen;
      chosen.onSubscribe(this);
      chosen
          .getBody()
          .whenComplete(
              (made, failure) -> {
                if (failure == null) {
                  content.complete(made);
                } else {
                  content.completeExceptionally(failure);
                }
              });
    } catch (Throwable broken) {
      // An error of the caller's code as well: nobody else would tell whoever waits.
      giveUp(broken);
    }
  }

  private void add(List<ByteBuffer> pieces) {
    if (!over && !pieces.isEmpty()) {
      arrived.add(pieces);
    }
  }

  private void drain() {
    BodySubscriber<T> told = subscriber;
    if (over || told == null) {
      return;
    }
    try {
      while (demanded > 0 && !arrived.isEmpty() && !over) {
        demanded--;
        told.onNext(arrived.remove());
      }
      if (over || !arrived.isEmpty()) {
        return;
      }
      if (whole) {
        over = true;
        told.onComplete();
      } else if (wantsBatch && demanded > 0) {
        wantsBatch = false;
        call.execute(call::demand);
      }
    } catch (Throwable broken) {
      giveUp(broken);
    }
  }

  private void wanted(long count) {
    if (count <= 0) {
      giveUp(new IllegalArgumentException("count: " + count + " (expected: > 0)"));
      return;
    }
    demanded = demanded > Long.MAX_VALUE - count ? Long.MAX_VALUE : demanded + count;
  }

  private void giveUp(Throwable broken) {
    over = true;
    arrived.clear();
    content.completeExceptionally(broken);
    call.execute(call::cancel);
  }

  // Flow.Subscription, on any thread

  @Override
  public void request(long count) {
    if (Thread.currentThread() == busy) {
      // Whoever called the subscriber goes on with it.
      wanted(count);
      return;
    }
    work(
        () -> {
          wanted(count);
          drain();
        });
  }

  @Override
  public void cancel() {
    work(
        () -> {
          if (!over) {
            over = true;
            arrived.clear();
            call.execute(call::cancel);
          }
        });
  }
}
