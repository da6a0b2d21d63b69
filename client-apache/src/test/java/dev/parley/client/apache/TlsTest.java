// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.apache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.ParleyClient;
import dev.parley.client.cases.ClientUnderTest;
import dev.parley.client.cases.TlsOrigin;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads over TLS, where the policy of Parley says whom to trust. */
class TlsTest {
  private static final int SIZE = 2_000_000;

  @TempDir private Path folder = Path.of("");

  private static int put(SSLContext trusted, URI uri) throws IOException {
    try (ParleyClient parley =
            ParleyClient.create(ClientUnderTest.POLICY.withRedirects(0).withTls(trusted));
        CloseableHttpClient http =
            ParleyUploads.register(HttpClientBuilder.create(), parley).build()) {
      HttpPut put = new HttpPut(uri);
      put.setEntity(new ByteArrayEntity(new byte[SIZE], ContentType.APPLICATION_OCTET_STREAM));
      return http.execute(put, HttpResponse::getCode);
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
