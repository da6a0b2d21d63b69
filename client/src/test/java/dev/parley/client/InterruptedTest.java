// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.client.cases.InterruptedCalls;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InterruptedTest {
  /** Made of the head alone, on another thread; nobody asks for the content. */
  private static final class Unread implements BodySubscriber<Unread> {
    private final CompletableFuture<Unread> made = new CompletableFuture<>();
    private Flow.@Nullable Subscription content;

    @Override
    public CompletionStage<Unread> getBody() {
      return made;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      content = subscription;
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {}

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onComplete() {}

    void close() {
      if (content != null) {
        content.cancel();
      }
    }
  }

  @Test
  void aResponseThatComesToAnInterruptedThreadIsClosed() throws Exception {
    try (InterruptedCalls calls = new InterruptedCalls();
        ParleyClient client = ParleyClient.create()) {
      calls.make(
          uri ->
              client
                  .send(
                      Request.get(uri),
                      head -> {
                        Unread unread = new Unread();
                        calls.execute(() -> unread.made.complete(unread));
                        return unread;
                      })
                  .content()
                  .close());
    }
  }
}
