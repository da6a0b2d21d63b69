// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** curl uploads to the built-in store. */
class StoreTest {
  @TempDir private Path folder = Path.of("");
  private Path work = folder;

  @BeforeEach
  void makeFolder() throws IOException {
    work = Files.createDirectory(folder.resolve("work"));
  }

  @Test
  void curlIsAskedForContentOfKnownLengthAndFindsItStored() throws Exception {
    Sample sample = sample();
    try (Parley parley = Parley.serve(work, "--store", "store")) {
      stored(sample, Curl.put(sample.file(), parley.url("in/a.bin")));
    }
  }

  @Test
  void curlIsAskedForContentOfUnknownLengthAndFindsItStored() throws Exception {
    Sample sample = sample();
    try (Parley parley = Parley.serve(work, "--store", "store")) {
      stored(sample, Curl.putChunked(sample.file(), parley.url("in/a.bin")));
    }
  }

  private Sample sample() throws IOException {
    return Sample.make(folder.resolve("a.bin"), Measured.size(16L << 20, 1L << 30));
  }

  private void stored(Sample sample, Curl curl) throws IOException {
    assertThat(curl.exitCode()).as(curl.conversation()).isZero();
    assertThat(curl.statuses()).containsExactly(100, 201);
    assertThat(curl.field("Repr-Digest")).isEqualTo("sha-256=:" + sample.base64() + ":");
    assertThat(curl.field("ETag")).isEqualTo('"' + sample.hex() + '"');
    assertThat(Sample.hex(work.resolve("store/in/a.bin"))).isEqualTo(sample.hex());
  }
}
