// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an upload costs in memory does not depend on its size. */
class FlatMemoryTest {
  private static final Parley.Jvm SMALL =
      Parley.Jvm.of(
          "-Xmx96m", "-XX:MaxDirectMemorySize=64m", "-Dio.netty.maxDirectMemory=" + (64 << 20));
  private static final long LARGE = Measured.size(512L << 20, 4L << 30);
  // The heap and the buffers it may have, and the virtual machine itself.
  private static final long MOST = (96L + 64 + 128) << 20;

  @TempDir private Path folder = Path.of("");

  @Test
  void anUploadToTheStoreTakesNoMoreMemoryThanItMay() throws Exception {
    try (Parley parley = Parley.serve(SMALL, folder)) {
      uploads(parley, "store");
    }
  }

  @Test
  void anUploadToAnOriginTakesNoMoreMemoryThanItMay() throws Exception {
    Path servers = Files.createDirectory(folder.resolve("servers"));
    try (JettyServer jetty = JettyServer.start(servers);
        Parley parley = Parley.serve(SMALL, folder, "--origin", jetty.url())) {
      uploads(parley, "origin");
    }
  }

  private void uploads(Parley parley, String where) throws Exception {
    long first = upload(parley, where, 16 << 20);
    long large = upload(parley, where, LARGE);
    assertThat(large).isLessThan(MOST);
    Measured.note(
        "flat memory, %s: peak %s after 16 MiB, %s after %s"
            .formatted(
                where,
                Measured.mebibytes(first),
                Measured.mebibytes(large),
                Measured.mebibytes(LARGE)));
  }

  /** Uploads once and returns the most memory the process ever had. */
  private long upload(Parley parley, String where, long size)
      throws IOException, InterruptedException {
    Sample sample = Sample.make(folder.resolve("sample"), size);
    long before = System.nanoTime();
    Curl curl = Curl.put(sample.file(), parley.url(size + ".bin"));
    double seconds = Duration.ofNanos(System.nanoTime() - before).toMillis() / 1000.0;
    assertThat(curl.statuses()).as(curl.conversation()).containsExactly(100, 201);
    Measured.note("%s to the %s in %.2f s".formatted(Measured.mebibytes(size), where, seconds));
    return parley.program().memory("VmHWM");
  }
}
