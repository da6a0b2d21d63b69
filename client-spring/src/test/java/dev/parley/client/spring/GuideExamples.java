// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.spring;

import java.net.URI;
import java.nio.file.Path;
import org.springframework.core.io.FileSystemResource;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

/** The code of {@code docs/guide/client-adapters.md}, which {@link GuideTest} runs and compares. */
final class GuideExamples {
  private GuideExamples() {}

  static HttpStatusCode upload(URI server, Path film) {
    // region: upload
    try (ParleyClientHttpRequestFactory factory = new ParleyClientHttpRequestFactory()) {
      RestClient client = RestClient.builder().requestFactory(factory).build();
      return client
          .put()
          .uri(server.resolve("/film.mkv"))
          .contentType(MediaType.APPLICATION_OCTET_STREAM)
          .body(new FileSystemResource(film))
          .retrieve()
          .toBodilessEntity()
          .getStatusCode();
    }
    // end
  }
}
