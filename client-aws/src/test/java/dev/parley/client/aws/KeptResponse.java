// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.aws;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;

/** Keeps what a handler is told, and takes the content piece by piece. */
final class KeptResponse implements SdkAsyncHttpResponseHandler, Subscriber<ByteBuffer> {
  private static final int PATIENCE_SECONDS = 60;

  private final List<String> told = new ArrayList<>();
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private final CountDownLatch came = new CountDownLatch(1);
  private long pieces;
  private @Nullable SdkHttpResponse head;
  private @Nullable Subscription subscription;
  private @Nullable Throwable failure;

  KeptResponse() {
    this(Long.MAX_VALUE);
  }

  /**
   * Asks for no more than this.
   *
   * @param pieces of content
   */
  KeptResponse(long pieces) {
    this.pieces = pieces;
  }

  /** Waits for a piece of content. */
  void awaitContent() throws InterruptedException {
    if (!came.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("no content came");
    }
  }

  /** What came, in order, each kind once. */
  synchronized List<String> told() {
    return List.copyOf(told);
  }

  synchronized SdkHttpResponse head() {
    return Objects.requireNonNull(head);
  }

  int status() {
    return head().statusCode();
  }

  synchronized String content() {
    return content.toString(StandardCharsets.ISO_8859_1);
  }

  synchronized Throwable failure() {
    return Objects.requireNonNull(failure);
  }

  synchronized Subscription subscription() {
    return Objects.requireNonNull(subscription);
  }

  private synchronized void add(String what) {
    if (told.isEmpty() || !told.get(told.size() - 1).equals(what)) {
      told.add(what);
    }
  }

  @Override
  public synchronized void onHeaders(SdkHttpResponse response) {
    add("head");
    head = response;
  }

  @Override
  public void onStream(Publisher<ByteBuffer> stream) {
    add("stream");
    stream.subscribe(this);
  }

  @Override
  public synchronized void onSubscribe(Subscription from) {
    subscription = from;
    from.request(1);
  }

  @Override
  public synchronized void onNext(ByteBuffer piece) {
    add("content");
    byte[] bytes = new byte[piece.remaining()];
    piece.get(bytes);
    content.writeBytes(bytes);
    came.countDown();
    if (--pieces > 0) {
      subscription().request(1);
    }
  }

  /** Of the handler and of the subscriber. */
  @Override
  public synchronized void onError(Throwable cause) {
    add("error");
    failure = cause;
  }

  @Override
  public void onComplete() {
    add("end");
  }
}
