// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.aws;

import dev.parley.client.ExchangeException;
import dev.parley.client.ExchangeListener;
import dev.parley.client.Outcome;
import dev.parley.client.ParleyClient;
import dev.parley.client.Request;
import dev.parley.client.Response;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;

/** One attempt of the SDK: a request, and what its handler is told of the response. */
final class Execution implements BodyHandler<Void>, ExchangeListener {
  private static final int EXPECTATION_FAILED = 417;

  private final SdkAsyncHttpResponseHandler handler;
  private final Content content;
  private final boolean expectsAsSigned;
  private final CompletableFuture<Void> result = new CompletableFuture<>();
  private volatile @Nullable CompletableFuture<Response<Void>> exchange;
  private volatile @Nullable Throwable givenUp;
  private volatile boolean expectationFailed;

  /**
   * Makes one that is not under way yet.
   *
   * @param expectsAsSigned whether the request may not be repeated without its expectation
   */
  Execution(SdkAsyncHttpResponseHandler handler, Content content, boolean expectsAsSigned) {
    this.handler = handler;
    this.content = content;
    this.expectsAsSigned = expectsAsSigned;
  }

  /** One that cannot even begin. */
  static CompletableFuture<Void> failed(SdkAsyncHttpResponseHandler handler, Throwable cause) {
    handler.onError(cause);
    return CompletableFuture.failedFuture(cause);
  }

  CompletableFuture<Void> start(ParleyClient client, Request request) {
    CompletableFuture<Response<Void>> sent = client.sendAsync(request, this, this);
    exchange = sent;
    // The SDK gives an attempt up by failing its future.
    result.whenComplete(
        (nothing, failure) -> {
          if (failure != null) {
            givenUp = failure;
            sent.cancel(true);
          }
        });
    if (expectationFailed) {
      sent.cancel(true);
    }
    sent.whenComplete(this::ended);
    return result;
  }

  private void ended(@Nullable Response<Void> response, @Nullable Throwable failure) {
    if (response != null) {
      result.complete(null);
      if (response.status() / 100 == 2) {
        content.unneeded();
      }
    } else if (failure != null && givenUp == null && expectationFailed) {
      refuseForTheExpectation();
    } else if (givenUp == null && failure instanceof CancellationException) {
      // Whoever took the content wants no more of it, and need not be told.
      result.completeExceptionally(failure);
    } else if (failure != null) {
      fail(told(failure));
    }
  }

  /** The status is all that is left of the response: the client has discarded it. */
  private void refuseForTheExpectation() {
    try {
      handler.onHeaders(SdkHttpResponse.builder().statusCode(EXPECTATION_FAILED).build());
      handler.onStream(ResponseStream.empty());
      result.complete(null);
    } catch (RuntimeException broken) {
      fail(broken);
    }
  }

  private void fail(Throwable told) {
    try {
      handler.onError(told);
    } finally {
      result.completeExceptionally(told);
    }
  }

  /**
   * What the SDK is told. It retries after an {@code IOException}, and it has to know its own: what
   * the publisher failed with, what the attempt was given up for. Content that is not as announced
   * will not be so the next time either.
   */
  private Throwable told(Throwable failure) {
    Throwable own = givenUp;
    if (own != null) {
      return own;
    }
    if (failure instanceof ExchangeException known
        && known.source() == ExchangeException.Source.LOCAL) {
      return content
          .failure()
          .orElseGet(
              () -> {
                // As a cause it would count as trouble with the connection.
                IllegalStateException wrong = new IllegalStateException(known.getMessage());
                wrong.addSuppressed(known);
                return wrong;
              });
    }
    return failure;
  }

  // BodyHandler

  @Override
  public BodySubscriber<Void> apply(ResponseInfo head) {
    handler.onHeaders(
        SdkHttpResponse.builder()
            .statusCode(head.statusCode())
            .headers(head.headers().map())
            .build());
    ResponseStream stream = new ResponseStream(this::told);
    handler.onStream(stream);
    return stream;
  }

  // ExchangeListener

  @Override
  public void attemptEnded(Outcome.Attempt attempt) {
    if (expectsAsSigned && attempt.again() == Outcome.Again.EXPECTATION_FAILED) {
      // Without its expectation the request would not be the one that was signed.
      expectationFailed = true;
      CompletableFuture<Response<Void>> sent = exchange;
      if (sent != null) {
        sent.cancel(true);
      }
    }
  }
}
