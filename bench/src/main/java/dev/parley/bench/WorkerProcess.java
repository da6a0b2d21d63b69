// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import dev.parley.bench.Uploader.Library;
import dev.parley.bench.Worker.Order;
import dev.parley.bench.Worker.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A client library in a process of its own, as its orders see it. */
final class WorkerProcess implements AutoCloseable {
  private static final int ASKS_FOR_NATIVE_ACCESS = 24;

  private final Library library;
  private final Process process;
  private final PrintWriter orders;
  private final BufferedReader results;

  private WorkerProcess(Library library, Process process) {
    this.library = library;
    this.process = process;
    this.orders = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.results =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts one.
   *
   * @param prefix words before the command, to pin it or to move it elsewhere
   */
  static WorkerProcess start(Library library, Machine.Java java, List<String> prefix)
      throws IOException {
    List<String> words = new ArrayList<>(prefix);
    words.add(java.home().resolve("bin/java").toString());
    if (java.feature() >= ASKS_FOR_NATIVE_ACCESS) {
      words.add("--enable-native-access=ALL-UNNAMED");
      words.add("--sun-misc-unsafe-memory-access=allow");
    }
    words.addAll(
        List.of(
            "-Xmx1g",
            "-Dslf4j.internal.verbosity=ERROR",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "clients",
            "worker",
            library.label()));
    Process process =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    return new WorkerProcess(library, process);
  }

  Result perform(Order order) throws IOException {
    orders.println(order.line());
    String line = results.readLine();
    if (line == null) {
      throw new IOException(library.label() + ": the process ended");
    }
    return Result.parse(line);
  }

  long pid() {
    return process.pid();
  }

  double processorSeconds() throws IOException {
    return Machine.processorSeconds(Path.of("/proc", Long.toString(process.pid())));
  }

  @Override
  public void close() {
    process.destroy();
  }
}
