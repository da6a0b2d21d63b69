// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Reads a response that nobody wants as far as that is worth a connection. */
final class Discarding<T> implements BodySubscriber<T> {
  private static final long MOST = 64 << 10;

  private final CompletableFuture<@Nullable T> end = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;
  private long read;

  @Override
  public CompletionStage<T> getBody() {
    return end;
  }

  @Override
  public void onSubscribe(Flow.Subscription from) {
    subscription = from;
    from.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> pieces) {
    read += pieces.stream().mapToLong(ByteBuffer::remaining).sum();
    Flow.Subscription from = subscription;
    if (from == null) {
      return;
    }
    if (read > MOST) {
      from.cancel();
      end.complete(null);
    } else {
      from.request(1);
    }
  }

  @Override
  public void onError(Throwable cause) {
    // What it said first counts.
    end.complete(null);
  }

  @Override
  public void onComplete() {
    end.complete(null);
  }
}
