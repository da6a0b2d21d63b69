// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.okhttp;

import dev.parley.client.ClientPolicy;
import dev.parley.client.ParleyClient;
import dev.parley.client.cases.ClientUnderTest;
import java.io.IOException;
import java.util.function.UnaryOperator;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** An OkHttp client whose uploads are Parley's, and the client that makes them. */
record Subject(OkHttpClient http, ParleyClient parley) implements AutoCloseable {
  static Subject create() {
    return create(builder -> builder);
  }

  static Subject create(UnaryOperator<OkHttpClient.Builder> settings) {
    return create(ClientUnderTest.POLICY, settings);
  }

  static Subject create(ClientPolicy policy, UnaryOperator<OkHttpClient.Builder> settings) {
    ParleyClient parley = ParleyClient.create(policy.withRedirects(0));
    return new Subject(
        ParleyUploads.register(settings.apply(new OkHttpClient.Builder()), parley).build(), parley);
  }

  /** The status of the response to {@code request}. */
  int status(Request request) throws IOException {
    try (Response response = http.newCall(request).execute()) {
      return response.code();
    }
  }

  /** The content of the response to {@code request}. */
  String content(Request request) throws IOException {
    try (Response response = http.newCall(request).execute()) {
      return response.body().string();
    }
  }

  @Override
  public void close() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
    parley.close();
  }
}
