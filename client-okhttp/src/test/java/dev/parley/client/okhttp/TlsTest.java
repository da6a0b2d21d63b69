// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.ParleyClient;
import dev.parley.client.cases.ClientUnderTest;
import dev.parley.client.cases.TlsOrigin;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads over TLS, where the policy of Parley says whom to trust. */
class TlsTest {
  private static final int SIZE = 2_000_000;

  @TempDir private Path folder = Path.of("");

  private static int put(SSLContext trusted, URI uri) throws IOException {
    Request put =
        new Request.Builder().url(uri.toString()).put(RequestBody.create(new byte[SIZE])).build();
    try (ParleyClient parley =
        ParleyClient.create(ClientUnderTest.POLICY.withRedirects(0).withTls(trusted))) {
      OkHttpClient http = ParleyUploads.register(new OkHttpClient.Builder(), parley).build();
      try (Response response = http.newCall(put).execute()) {
        return response.code();
      }
    }
  }

  @Test
  void anUploadIsTakenAfterA100() throws Exception {
    try (TlsOrigin origin = TlsOrigin.start(folder)) {
      assertThat(put(origin.trusting(), origin.uri("/u"))).isEqualTo(201);
      assertThat(origin.received()).containsExactly(new TlsOrigin.Received(true, SIZE));
    }
  }

  @Test
  void anUploadIsRefusedBeforeItsContent() throws Exception {
    try (TlsOrigin origin = TlsOrigin.start(folder)) {
      assertThat(put(origin.trusting(), origin.uri(TlsOrigin.REFUSED))).isEqualTo(413);
      assertThat(origin.received()).containsExactly(new TlsOrigin.Received(true, 0));
    }
  }
}
