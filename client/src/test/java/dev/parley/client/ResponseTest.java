// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ResponseTest {
  @Test
  void aRequestWithoutAResponseIsCancelled() {
    CompletableFuture<Response<InputStream>> response = new CompletableFuture<>();
    Response.giveUp(response);
    assertThat(response).isCancelled();
  }

  @Test
  void aResponseThatIsThereIsClosed() {
    AtomicBoolean closed = new AtomicBoolean();
    InputStream content =
        new ByteArrayInputStream(new byte[0]) {
          @Override
          public void close() throws IOException {
            closed.set(true);
            throw new IOException("closed");
          }
        };
    Response.giveUp(
        CompletableFuture.completedFuture(
            new Response<>(
                200,
                URI.create("http://h/"),
                HttpHeaders.of(Map.of(), (name, value) -> true),
                content,
                Version.HTTP_1_1,
                new Outcome(List.of(), 0, 0, Optional.empty(), Duration.ZERO))));
    assertThat(closed).isTrue();
  }
}
