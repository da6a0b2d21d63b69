// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.apache;

import dev.parley.client.ParleyClient;
import dev.parley.client.cases.ClientUnderTest;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.io.CloseMode;

/** An HttpClient whose uploads are Parley's, and the client that makes them. */
record Subject(CloseableHttpClient http, ParleyClient parley) implements AutoCloseable {
  static Subject create() {
    return create(builder -> builder);
  }

  static Subject create(UnaryOperator<HttpClientBuilder> settings) {
    ParleyClient parley = ParleyClient.create(ClientUnderTest.POLICY.withRedirects(0));
    return new Subject(
        settings.apply(ParleyUploads.register(HttpClientBuilder.create(), parley)).build(), parley);
  }

  /** The status of the response to {@code request}. */
  int status(ClassicHttpRequest request) throws IOException {
    return status(request, HttpClientContext.create());
  }

  int status(ClassicHttpRequest request, HttpClientContext context) throws IOException {
    return http.execute(request, context, HttpResponse::getCode);
  }

  /** The content of the response to {@code request}. */
  String content(ClassicHttpRequest request) throws IOException {
    return content(request, HttpClientContext.create());
  }

  String content(ClassicHttpRequest request, HttpClientContext context) throws IOException {
    return http.execute(request, context, response -> EntityUtils.toString(response.getEntity()));
  }

  @Override
  public void close() {
    http.close(CloseMode.IMMEDIATE);
    parley.close();
  }
}
