// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;

/** The code of {@code docs/guide/client-adapters.md}, which {@link GuideTest} runs and compares. */
final class GuideExamples {
  private GuideExamples() {}

  static int upload(URI server, Path film) throws IOException, InterruptedException {
    // region: upload
    HttpClient client =
        ParleyHttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/film.mkv"))
            .header("Content-Type", "video/x-matroska")
            .timeout(Duration.ofMinutes(10))
            .PUT(BodyPublishers.ofFile(film))
            .build();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    // end
    ((ParleyHttpClient) client).close();
    return response.statusCode();
  }
}
