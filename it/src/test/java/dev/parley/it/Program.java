// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A program in the foreground: it ends by itself, when the test says so, or when it is closed. */
final class Program implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Path NOTHING = Path.of("/dev/null");

  private final String name;
  private final Process process;
  private final Path out;
  private final Path err;

  private Program(String name, Process process, Path out, Path err) {
    this.name = name;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  static Program start(Path folder, List<String> command) throws IOException {
    return start(folder, command, NOTHING);
  }

  /** Starts in {@code folder}, with a file as its standard input. */
  static Program start(Path folder, List<String> command, Path in) throws IOException {
    Path out = Files.createTempFile("parley-it", ".out");
    Path err = Files.createTempFile("parley-it", ".err");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new Program(Path.of(command.get(0)).getFileName().toString(), process, out, err);
  }

  long pid() {
    return process.pid();
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  /** Waits until standard output has this, and fails when the program ends before. */
  MatchResult awaitOut(Pattern wanted) {
    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(PATIENCE)
        .until(() -> wanted.matcher(out()).find() || !process.isAlive());
    var found = wanted.matcher(out());
    assertThat(found.find())
        .as("%s says %s%nout: %s%nerr: %s", name, wanted, out(), err())
        .isTrue();
    return found.toMatchResult();
  }

  /** Waits until somebody listens on its port, and fails when the program ends before. */
  void awaitListening(int port) {
    try {
      FreePort.awaitListening(port, () -> !process.isAlive());
      assertThat(process.isAlive()).as("%s listens on %d: %s", name, port, err()).isTrue();
    } catch (AssertionError | RuntimeException notListening) {
      close();
      throw notListening;
    }
  }

  /** Waits for the end, and how long that took is the caller's business. */
  int exitCode(Duration patience) throws InterruptedException {
    assertThat(process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS))
        .as("%s ends within %s%nout: %s%nerr: %s", name, patience, out(), err())
        .isTrue();
    return process.exitValue();
  }

  /** Asks it to end, and waits until it has: for programs that have processes of their own. */
  void stop() {
    List<ProcessHandle> below = process.descendants().toList();
    process.destroy();
    process.onExit().completeOnTimeout(process, PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    for (ProcessHandle each : below) {
      // A browser's processes outlive it, and still write to its folder.
      each.destroyForcibly();
      each.onExit().completeOnTimeout(each, PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
    close();
  }

  /** Sends it a signal, such as INT. */
  void signal(String signal) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid()).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  /** A field of /proc/PID/status in bytes, such as VmHWM, the most memory it ever had. */
  long memory(String field) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid()), "status");
    if (!Files.exists(status)) {
      throw Installed.skip("no /proc to read memory from");
    }
    String line =
        Files.readAllLines(status).stream()
            .filter(candidate -> candidate.startsWith(field + ":"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
  }

  /** Ends it, and with it what it said. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
    delete(out);
    delete(err);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
