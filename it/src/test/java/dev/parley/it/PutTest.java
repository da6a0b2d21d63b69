// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code parley put}, a process of its own, and {@code parley serve}, another one. */
class PutTest {
  private static final int SIZE = 20 << 20;
  private static final Duration SOON = Duration.ofSeconds(3);

  @TempDir private Path folder = Path.of("");

  /** In the foreground, and with a cache of its own. */
  private Program put(String... arguments) throws IOException {
    List<String> before =
        List.of(
            Installed.require("env"),
            "--default-signal=INT",
            "XDG_CACHE_HOME=" + folder.resolve("cache"));
    Parley.Jvm jvm = new Parley.Jvm(before, Parley.Jvm.QUICK.java(), Parley.Jvm.QUICK.arguments());
    List<String> all = new ArrayList<>(List.of("put"));
    all.addAll(List.of(arguments));
    return Parley.run(jvm, folder, all.toArray(String[]::new));
  }

  @Test
  void filesArriveAsTheyAre() throws Exception {
    Sample first = Sample.make(folder.resolve("Grüße 1.bin"), SIZE);
    Sample second = Sample.make(folder.resolve("2.bin"), 1000);
    try (Parley parley = Parley.serve(folder);
        Program put = put("Grüße 1.bin", "2.bin", parley.url("in/"))) {
      assertThat(put.exitCode(Program.PATIENCE)).as(put.err()).isZero();
      assertThat(put.out()).isEmpty();
      assertThat(put.err().lines()).hasSize(3).last().asString().startsWith("2 uploaded; ");
      Path stored = folder.resolve("parley-data/in");
      assertThat(Sample.hex(stored.resolve("Grüße 1.bin"))).isEqualTo(first.hex());
      assertThat(Sample.hex(stored.resolve("2.bin"))).isEqualTo(second.hex());
    }
  }

  @Test
  void aRefusalSparesTheContent() throws Exception {
    // So large that a busy machine has seconds to refuse it.
    Path file = folder.resolve("a.bin");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(400L << 20);
    }
    try (Parley parley = Parley.serve(folder, "--max-size", "1MiB", "--access-log", "json");
        Program put = put("--expect=always", file.toString(), parley.url(""))) {
      assertThat(put.exitCode(Program.PATIENCE)).as(put.err()).isEqualTo(1);
      assertThat(put.err())
          .contains("a.bin: refused with 413 before a byte was sent, 400 MiB spared (asked, 413 ")
          .endsWith("the content is larger than the 1MiB accepted here\n");
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void aStopEndsTheUploadAndLeavesNothingInTheStore(String signal, int exitCode) throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder(Installed.require("mkfifo"), pipe.toString()).start().waitFor())
        .isZero();
    StoredFiles files = new StoredFiles(folder.resolve("parley-data"));
    // For reading as well: it can be opened before the other end is.
    try (Parley parley = Parley.serve(folder);
        FileChannel content =
            FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Program put = put("pipe", parley.url("half.bin"))) {
      assertThat(content.write(ByteBuffer.allocate(1000))).isEqualTo(1000);
      await().atMost(Program.PATIENCE).until(() -> !files.unfinished().isEmpty());
      long before = System.nanoTime();
      put.signal(signal);
      assertThat(put.exitCode(SOON)).isEqualTo(exitCode);
      Measured.note(
          "%s during parley put: the process ended after %d ms"
              .formatted(signal, Duration.ofNanos(System.nanoTime() - before).toMillis()));
      assertThat(put.err()).matches("pipe: stopped after 1000 B \\((not )?asked[^()]*\\)\n");
      await()
          .atMost(Program.PATIENCE)
          .untilAsserted(() -> assertThat(files.unfinished()).isEmpty());
      files.holdNothing();
    }
  }

  @Test
  void theNextRunKnowsASilentServer() throws Exception {
    Files.write(folder.resolve("a.bin"), new byte[SIZE]);
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(OriginScripts.silentUntilContentThen(201))) {
      for (boolean asks : new boolean[] {true, false}) {
        try (Program put = put("--expect=1MiB", "a.bin", origin.uri() + "/")) {
          assertThat(put.exitCode(Program.PATIENCE)).as(put.err()).isZero();
          assertThat(put.err())
              .contains(asks ? "asked, no answer within " : "not asked: the server stays silent");
        }
        Head head = origin.connection(origin.connectionCount() - 1).heads().get(0);
        assertThat(head.expectsContinue()).isEqualTo(asks);
      }
    }
  }
}
