// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A request with fields that the JDK's builder keeps from callers, unless a property says else. */
final class AnyFields extends HttpRequest {
  private final HttpRequest request;
  private final HttpHeaders fields;

  AnyFields(HttpRequest request, List<Map.Entry<String, String>> fields) {
    this.request = request;
    this.fields =
        HttpHeaders.of(
            fields.stream()
                .collect(
                    Collectors.groupingBy(
                        Map.Entry::getKey,
                        Collectors.mapping(Map.Entry::getValue, Collectors.toList()))),
            (name, value) -> true);
  }

  @Override
  public Optional<BodyPublisher> bodyPublisher() {
    return request.bodyPublisher();
  }

  @Override
  public String method() {
    return request.method();
  }

  @Override
  public Optional<Duration> timeout() {
    return request.timeout();
  }

  @Override
  public boolean expectContinue() {
    return request.expectContinue();
  }

  @Override
  public URI uri() {
    return request.uri();
  }

  @Override
  public Optional<Version> version() {
    return request.version();
  }

  @Override
  public HttpHeaders headers() {
    return fields;
  }
}
