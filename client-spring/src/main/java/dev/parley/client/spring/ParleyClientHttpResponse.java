// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.spring;

import dev.parley.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/** One response to Spring. */
final class ParleyClientHttpResponse implements ClientHttpResponse {
  /** So much is read to keep a connection. */
  private static final int REST = 64 << 10;

  private final Response<InputStream> response;
  private final HttpHeaders headers = new HttpHeaders();

  ParleyClientHttpResponse(Response<InputStream> response) {
    this.response = response;
    response.fields().map().forEach((name, values) -> headers.put(name, new ArrayList<>(values)));
  }

  @Override
  public HttpStatusCode getStatusCode() {
    return HttpStatusCode.valueOf(response.status());
  }

  /** The words of the registry: what a server says instead means nothing (RFC 9112 4). */
  @Override
  public String getStatusText() {
    HttpStatus known = HttpStatus.resolve(response.status());
    return known == null ? "" : known.getReasonPhrase();
  }

  @Override
  public HttpHeaders getHeaders() {
    return headers;
  }

  @Override
  public InputStream getBody() {
    return response.content();
  }

  @Override
  public void close() {
    try (InputStream content = response.content()) {
      // A response without a length may be one that never ends.
      if (response.fields().firstValueAsLong("Content-Length").orElse(REST + 1L) <= REST) {
        content.readNBytes(REST);
      }
    } catch (IOException unread) {
      // Nobody wanted it.
    }
  }
}
