// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import dev.parley.client.Outcome;
import dev.parley.client.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/** A response as the JDK has it. */
record Received<T>(
    HttpRequest request, Response<T> response, Optional<HttpResponse<T>> previousResponse)
    implements HttpResponse<T> {
  Outcome outcome() {
    return response.outcome();
  }

  @Override
  public int statusCode() {
    return response.status();
  }

  @Override
  public HttpHeaders headers() {
    return response.fields();
  }

  @Override
  public T body() {
    return response.content();
  }

  @Override
  public Optional<SSLSession> sslSession() {
    return Optional.empty();
  }

  @Override
  public URI uri() {
    return request.uri();
  }

  @Override
  public HttpClient.Version version() {
    return response.version();
  }

  @Override
  public String toString() {
    return "(" + request.method() + " " + uri() + ") " + statusCode();
  }
}
