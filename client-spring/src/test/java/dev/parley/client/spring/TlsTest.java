// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.ParleyClient;
import dev.parley.client.cases.ClientUnderTest;
import dev.parley.client.cases.TlsOrigin;
import java.net.URI;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.client.RestClient;

/** Uploads over TLS, where the policy of Parley says whom to trust. */
class TlsTest {
  private static final int SIZE = 2_000_000;

  @TempDir private Path folder = Path.of("");

  private static int put(SSLContext trusted, URI uri) {
    try (ParleyClient parley = ParleyClient.create(ClientUnderTest.POLICY.withTls(trusted));
        ParleyClientHttpRequestFactory factory = new ParleyClientHttpRequestFactory(parley)) {
      return RestClient.builder()
          .requestFactory(factory)
          .build()
          .put()
          .uri(uri)
          .body(new byte[SIZE])
          .exchange((request, response) -> response.getStatusCode().value());
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
