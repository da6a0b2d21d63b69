// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.cases.ClientUnderTest;
import dev.parley.client.cases.TlsOrigin;
import java.net.URI;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.SdkHttpMethod;

/** Uploads over TLS, where the policy of Parley says whom to trust. */
class TlsTest {
  private static final int SIZE = 2_000_000;

  @TempDir private Path folder = Path.of("");

  private static int put(SSLContext trusted, URI uri) throws Exception {
    try (ParleyAsyncHttpClient http =
        ParleyAsyncHttpClient.builder().policy(ClientUnderTest.POLICY.withTls(trusted)).build()) {
      return Attempt.of(SdkHttpMethod.PUT, uri)
          .with("Content-Length", "" + SIZE)
          .with(new PublishedBytes(new byte[SIZE], true))
          .execute(http)
          .status();
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
