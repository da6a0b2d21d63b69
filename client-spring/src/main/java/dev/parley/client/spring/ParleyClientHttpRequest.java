// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.spring;

import dev.parley.client.AskPolicy;
import dev.parley.client.CallerFields;
import dev.parley.client.ParleyClient;
import dev.parley.client.Request;
import dev.parley.client.RequestContent;
import dev.parley.client.Timeouts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;

/** One request of Spring. */
final class ParleyClientHttpRequest extends AbstractClientHttpRequest
    implements StreamingHttpOutputMessage {
  private final ParleyClient client;
  private final URI uri;
  private final HttpMethod method;
  private final Optional<Duration> readTimeout;
  private @Nullable Body streamed;
  private @Nullable ByteArrayOutputStream buffered;

  ParleyClientHttpRequest(
      ParleyClient client, URI uri, HttpMethod method, Optional<Duration> readTimeout) {
    this.client = client;
    this.uri = uri;
    this.method = method;
    this.readTimeout = readTimeout;
  }

  @Override
  public HttpMethod getMethod() {
    return method;
  }

  @Override
  public URI getURI() {
    return uri;
  }

  @Override
  public void setBody(Body body) {
    assertNotExecuted();
    streamed = body;
  }

  @Override
  protected OutputStream getBodyInternal(HttpHeaders headers) {
    ByteArrayOutputStream bytes = buffered;
    if (bytes == null) {
      bytes = new ByteArrayOutputStream();
      buffered = bytes;
    }
    return bytes;
  }

  @Override
  protected ClientHttpResponse executeInternal(HttpHeaders headers) throws IOException {
    return Caller.send(client, request(headers), readTimeout);
  }

  private Request request(HttpHeaders headers) {
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    headers.forEach(
        (name, values) -> {
          if (name.equalsIgnoreCase(HttpHeaders.COOKIE)) {
            // RFC 6265 5.4: one line.
            lines.add(Map.entry(name, String.join("; ", values)));
          } else {
            values.forEach(value -> lines.add(Map.entry(name, value == null ? "" : value)));
          }
        });
    CallerFields fields = CallerFields.of(lines);
    return new Request(
            method.name(),
            uri,
            fields.sent(),
            content(headers.getContentLength()),
            fields.expectsContinue() ? Optional.of(AskPolicy.ALWAYS) : Optional.empty())
        .withTimeouts(
            Timeouts.OF_CLIENT.withResponse(
                client.policy().responseIfSet().orElse(Timeouts.FOR_EVER)));
  }

  private RequestContent content(long length) {
    Body body = streamed;
    if (body != null) {
      return RequestContent.written(
          body::writeTo,
          length < 0 ? OptionalLong.empty() : OptionalLong.of(length),
          body.repeatable());
    }
    ByteArrayOutputStream bytes = buffered;
    return bytes == null ? RequestContent.none() : RequestContent.of(bytes.toByteArray());
  }
}
