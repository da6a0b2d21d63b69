// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.okhttp;

import dev.parley.client.ClientPolicy;
import dev.parley.client.ParleyClient;
import java.io.File;
import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** The code of {@code docs/guide/client-adapters.md}, which {@link GuideTest} runs and compares. */
final class GuideExamples {
  private GuideExamples() {}

  static int upload(String server, File film) throws IOException {
    // region: upload
    try (ParleyClient parley = ParleyClient.create(ClientPolicy.DEFAULTS.withRedirects(0))) {
      OkHttpClient http = ParleyUploads.register(new OkHttpClient.Builder(), parley).build();
      RequestBody body = RequestBody.create(film, MediaType.get("video/x-matroska"));
      Request request = new Request.Builder().url(server + "/film.mkv").put(body).build();
      try (Response response = http.newCall(request).execute()) {
        return response.code();
      }
    }
    // end
  }
}
