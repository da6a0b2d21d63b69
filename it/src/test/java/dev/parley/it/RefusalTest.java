// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upload that the gateway refuses costs its client a head and no content. */
class RefusalTest {
  private static final long LARGE = 1L << 30;
  private static final long FEW = 64 * 1024;

  @TempDir private Path folder = Path.of("");

  @Test
  void curlReadsThe413AndKeepsItsContent() throws Exception {
    Sample sample = Sample.make(folder.resolve("a.bin"), 8 << 20);
    try (Parley parley = Parley.serve(folder, "--max-size", "1MiB");
        Forwarder wire = Forwarder.to(parley.address())) {
      Curl curl = Curl.put(sample.file(), wire.url("a.bin"));
      assertThat(curl.statuses()).containsExactly(413);
      assertThat(wire.sent()).isLessThan(FEW);
      assertThat(folder.resolve("parley-data/a.bin")).doesNotExist();
    }
  }

  @Test
  void curlLearnsThe413OnceContentOfUnknownLengthIsTooLarge() throws Exception {
    Sample sample = Sample.make(folder.resolve("a.bin"), 64 << 20);
    try (Parley parley = Parley.serve(folder, "--max-size", "1MiB");
        Forwarder wire = Forwarder.to(parley.address())) {
      Curl curl = Curl.putChunked(sample.file(), wire.url("a.bin"));
      assertThat(curl.statuses()).containsExactly(100, 413);
      assertThat(folder.resolve("parley-data/a.bin")).doesNotExist();
    }
  }

  @Test
  void pythonReadsThe413AndKeepsItsContent() throws Exception {
    try (Parley parley = Parley.serve(folder, "--max-size", "1MiB");
        Forwarder wire = Forwarder.to(parley.address())) {
      assertThat(offer(wire, LARGE)).isEqualTo("413\n");
      assertThat(wire.sent()).isLessThan(FEW);
    }
  }

  @Test
  void pythonIsAskedForWhatIsNotTooLarge() throws Exception {
    try (Parley parley = Parley.serve(folder, "--max-size", "1MiB");
        Forwarder wire = Forwarder.to(parley.address())) {
      assertThat(offer(wire, 1 << 20)).isEqualTo("100\n201\n");
      assertThat(folder.resolve("parley-data/python")).hasSize(1 << 20);
    }
  }

  private String offer(Forwarder wire, long size) throws Exception {
    List<String> command =
        List.of(
            Installed.require("python3"),
            Script.path("expecting_client.py"),
            Integer.toString(wire.port()),
            Long.toString(size));
    try (Program python = Program.start(folder, command)) {
      assertThat(python.exitCode(Program.PATIENCE)).as(python.err()).isZero();
      return python.out();
    }
  }
}
