// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The caller's subscriber to a response, which may come to nobody. */
final class Reading<T> implements BodySubscriber<T> {
  private final BodySubscriber<T> caller;
  private volatile Flow.@Nullable Subscription content;

  Reading(BodySubscriber<T> caller) {
    this.caller = caller;
  }

  /** Wants no more of the content; its connection is closed if it is not whole. */
  void cancel() {
    Flow.Subscription from = content;
    if (from != null) {
      from.cancel();
    }
  }

  @Override
  public CompletionStage<T> getBody() {
    return caller.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription from) {
    content = from;
    caller.onSubscribe(from);
  }

  @Override
  public void onNext(List<ByteBuffer> pieces) {
    caller.onNext(pieces);
  }

  @Override
  public void onError(Throwable cause) {
    caller.onError(cause);
  }

  @Override
  public void onComplete() {
    caller.onComplete();
  }
}
