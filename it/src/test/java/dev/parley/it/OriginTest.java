// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** curl uploads through the gateway to the servers that people run. */
class OriginTest {
  private static final long SIZE = Measured.size(16L << 20, 1L << 30);

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @EnumSource
  void contentOfKnownAndOfUnknownLengthArrivesWhole(UploadServer.Kind kind) throws Exception {
    Sample sample = Sample.make(folder.resolve("a.bin"), SIZE);
    Path servers = Files.createDirectory(folder.resolve("servers"));
    Path work = Files.createDirectory(folder.resolve("work"));
    try (UploadServer server = kind.start(servers);
        Parley parley = Parley.serve(work, "--origin", server.url())) {
      arrives(sample, Curl.put(sample.file(), parley.url("known.bin")), server, "known.bin");
      Curl open = Curl.putChunked(sample.file(), parley.url("open.bin"));
      if (kind == UploadServer.Kind.PYTHON_HTTP_1_0) {
        // RFC 9112 6.1: by now it is known for a version without chunks.
        assertThat(open.statuses()).containsExactly(411);
      } else {
        arrives(sample, open, server, "open.bin");
      }
      assertThat(parley.program().err()).isEmpty();
    }
    assertThat(work).isEmptyDirectory();
  }

  private static void arrives(Sample sample, Curl curl, UploadServer server, String name)
      throws IOException {
    assertThat(curl.exitCode()).as(curl.conversation()).isZero();
    // The 100 of an origin that is silent on expectations is the gateway's own, after its wait.
    assertThat(curl.statuses()).containsExactly(100, 201);
    assertThat(Sample.hex(server.stored(name))).isEqualTo(sample.hex());
  }

  @Test
  void theLimitOfNginxReachesCurlBeforeItsContentLeaves() throws Exception {
    Sample sample = Sample.make(folder.resolve("a.bin"), SIZE);
    Path servers = Files.createDirectory(folder.resolve("servers"));
    try (Nginx nginx = Nginx.start(servers, "1m");
        Parley parley = Parley.serve(folder, "--origin", nginx.url());
        Forwarder wire = Forwarder.to(parley.address())) {
      Curl curl = Curl.put(sample.file(), wire.url("big.bin"));
      assertThat(curl.statuses()).containsExactly(413);
      assertThat(wire.sent()).isLessThan(1024);
      assertThat(nginx.stored("big.bin")).doesNotExist();
    }
  }
}
