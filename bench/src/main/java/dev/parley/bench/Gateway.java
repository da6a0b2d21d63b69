// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A contender that runs, with all of its processes. */
final class Gateway implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 20;

  private final Contender.Warming warming;
  private final Process process;
  private final InetSocketAddress address;

  private Gateway(Contender.Warming warming, Process process, InetSocketAddress address) {
    this.warming = warming;
    this.process = process;
    this.address = address;
  }

  /**
   * Starts {@code contender} and waits until it accepts connections.
   *
   * @param prefix words before the command, to pin it to a core
   * @throws IOException when it does not come up; the message says where its output is
   */
  static Gateway start(
      Contender contender, List<String> prefix, Path folder, InetSocketAddress origin)
      throws IOException, InterruptedException {
    Path own = Files.createDirectories(folder.resolve(contender.name()));
    int port = freePort();
    Contender.Command command = contender.launch().command(own, port, origin.getPort());
    List<String> words = new ArrayList<>(prefix);
    words.addAll(command.words());
    Path output = own.resolve("output.log");
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .directory(own.toFile());
    builder.environment().putAll(command.environment());
    Process process = builder.start();
    // An interrupted run leaves nothing behind.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    Gateway gateway =
        new Gateway(
            contender.warming(),
            process,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    long deadline = System.nanoTime() + START.toNanos();
    while (!gateway.accepts()) {
      if (!gateway.process.isAlive() || System.nanoTime() - deadline > 0) {
        gateway.close();
        throw new IOException(contender.name() + " does not start; its output is in " + output);
      }
      Thread.sleep(POLL_MILLIS);
    }
    return gateway;
  }

  Contender.Warming warming() {
    return warming;
  }

  InetSocketAddress address() {
    return address;
  }

  long pid() {
    return process.pid();
  }

  /** Processor time spent so far, in user and system mode, in seconds. */
  double processorSeconds() throws IOException {
    double seconds = 0;
    for (Path folder : processes()) {
      seconds += Machine.processorSeconds(folder);
    }
    return seconds;
  }

  /** Resident memory, in bytes. What processes share is counted for each of them. */
  long residentBytes() throws IOException {
    long kib = 0;
    for (Path folder : processes()) {
      for (String line : Files.readAllLines(folder.resolve("status"))) {
        if (line.startsWith("VmRSS:")) {
          kib += Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    }
    return kib << 10;
  }

  private List<Path> processes() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(handle -> Path.of("/proc", Long.toString(handle.pid())))
        .filter(Files::isDirectory)
        .toList();
  }

  private boolean accepts() {
    try (Socket socket = new Socket()) {
      socket.connect(address, 1000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
