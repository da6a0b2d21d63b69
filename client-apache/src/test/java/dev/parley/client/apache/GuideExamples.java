// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.apache;

import dev.parley.client.ClientPolicy;
import dev.parley.client.ParleyClient;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.FileEntity;

/** The code of {@code docs/guide/client-adapters.md}, which {@link GuideTest} runs and compares. */
final class GuideExamples {
  private GuideExamples() {}

  static int upload(URI server, File film) throws IOException {
    // region: upload
    try (ParleyClient parley = ParleyClient.create(ClientPolicy.DEFAULTS.withRedirects(0));
        CloseableHttpClient http =
            ParleyUploads.register(HttpClientBuilder.create(), parley).build()) {
      HttpPut put = new HttpPut(server.resolve("/film.mkv"));
      put.setEntity(new FileEntity(film, ContentType.APPLICATION_OCTET_STREAM));
      return http.execute(put, response -> response.getCode());
    }
    // end
  }
}
