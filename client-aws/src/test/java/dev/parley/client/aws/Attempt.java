// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.aws;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;

/** One attempt, as the SDK makes it. */
record Attempt(SdkHttpRequest request, SdkHttpContentPublisher content, boolean fullDuplex) {
  private static final int PATIENCE_SECONDS = 60;

  static Attempt of(SdkHttpMethod method, URI uri) {
    return new Attempt(
        SdkHttpFullRequest.builder().method(method).uri(uri).build(),
        new PublishedBytes(new byte[0], true),
        false);
  }

  Attempt with(SdkHttpContentPublisher other) {
    return new Attempt(request, other, fullDuplex);
  }

  Attempt with(String name, String value) {
    return new Attempt(request.toBuilder().appendHeader(name, value).build(), content, fullDuplex);
  }

  Attempt inFullDuplex() {
    return new Attempt(request, content, true);
  }

  CompletableFuture<Void> start(SdkAsyncHttpClient client, KeptResponse response) {
    return client.execute(
        AsyncExecuteRequest.builder()
            .request(request)
            .requestContentPublisher(content)
            .responseHandler(response)
            .fullDuplex(fullDuplex)
            .build());
  }

  /** Waits for the end; what it fails with is thrown. */
  KeptResponse execute(SdkAsyncHttpClient client) throws Exception {
    KeptResponse response = new KeptResponse();
    finish(start(client, response));
    return response;
  }

  static void finish(CompletableFuture<Void> attempt) throws Exception {
    try {
      attempt.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw failed;
    }
  }
}
