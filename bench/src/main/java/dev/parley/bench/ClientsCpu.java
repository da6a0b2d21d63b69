// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import dev.parley.bench.Uploader.Library;
import dev.parley.bench.Worker.Order;
import dev.parley.bench.Worker.Result;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clients cpu}: what an upload costs the process of the client. */
@Command(
    name = "cpu",
    description = {
      "Processor time of clients for each upload, user and system mode, over loopback.",
      "Each client is pinned to one core; run this process itself on another."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class ClientsCpu implements Callable<Integer> {
  @Option(names = "--rounds", description = "How often each client is measured.")
  private int rounds = 5;

  @Option(
      names = "--measure",
      paramLabel = "TIME",
      description = "How long each measurement is, as PT3S.")
  private Duration measure = Duration.ofSeconds(3);

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      description = "Processor time that each client spends before the first round of a task.")
  private Duration warmUp = Duration.ofSeconds(20);

  @Option(names = "--core", description = "The core that clients are pinned to.")
  private int core;

  @Option(names = "--only", paramLabel = "NAME", split = ",", description = "Only these clients.")
  private List<String> only = List.of("parley", "jdk", "apache");

  @Option(names = "--task", paramLabel = "NAME", split = ",", description = "Only these tasks.")
  private List<String> tasks = new ArrayList<>();

  @Option(names = "--pids", description = "Prints the process of each client, for a profiler.")
  private boolean pids;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final ClientsDelay.Clock clock = new ClientsDelay.Clock();

  ClientsCpu() {}

  /** What clients have to do. */
  private record Task(String name, String title, int size, boolean file, int atOnce) {
    static final List<Task> ALL =
        List.of(
            new Task("1KiB", "1 KiB from memory, 16 at a time", 1 << 10, false, 16),
            new Task("64MiB-file", "64 MiB from a file, 2 at a time", 64 << 20, true, 2),
            new Task("64MiB-bytes", "64 MiB from memory, 2 at a time", 64 << 20, false, 2));

    boolean large() {
      return size > 1 << 20;
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    StringBuilder report = new StringBuilder();
    Machine.Java java = Machine.javas().get(0);
    report.append(
        "%s, %s; clients on JDK %s; %d rounds of %s; min - **median** - max.%n%n"
            .formatted(Machine.kernel(), Machine.processor(), java.version(), rounds, measure));
    Path folder = Files.createTempDirectory("parley-bench");
    Path content = Files.write(folder.resolve("content"), new byte[64 << 20]);
    Map<String, WorkerProcess> clients = new LinkedHashMap<>();
    try (Loop loop = new Loop();
        Origin origin = Origin.start(loop)) {
      URI to = URI.create("http://" + Origin.HOST + ":" + origin.address().getPort() + "/taken");
      try {
        for (String name : only) {
          WorkerProcess process =
              WorkerProcess.start(
                  Library.of(name), java, List.of("taskset", "-c", Integer.toString(core)));
          clients.put(name, process);
          if (pids) {
            say(name + ": process " + process.pid());
          }
        }
        for (Task task : Task.ALL) {
          if (tasks.isEmpty() || tasks.contains(task.name())) {
            report.append(
                ClientReport.cpu(task.title(), task.large(), run(task, clients, to, content)));
          }
        }
      } finally {
        clients.values().forEach(WorkerProcess::close);
      }
    } finally {
      Files.delete(content);
      Files.delete(folder);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(report);
    out.flush();
    return ExitCode.OK;
  }

  private Map<String, List<CpuResult>> run(
      Task task, Map<String, WorkerProcess> clients, URI to, Path content) throws IOException {
    Optional<Path> file = task.file() ? Optional.of(content) : Optional.empty();
    for (Map.Entry<String, WorkerProcess> client : clients.entrySet()) {
      say(task.name() + ": warm-up, " + client.getKey());
      double enough = client.getValue().processorSeconds() + warmUp.toMillis() / 1e3;
      long giveUp = System.nanoTime() + warmUp.multipliedBy(6).toNanos();
      while (client.getValue().processorSeconds() < enough && System.nanoTime() < giveUp) {
        client.getValue().perform(order(task, to, file, Duration.ofMillis(500)));
      }
    }
    Map<String, List<CpuResult>> results = new LinkedHashMap<>();
    for (int round = 1; round <= rounds; round++) {
      for (Map.Entry<String, WorkerProcess> client : clients.entrySet()) {
        double before = client.getValue().processorSeconds();
        Result result = client.getValue().perform(order(task, to, file, measure));
        CpuResult one =
            new CpuResult(
                client.getValue().processorSeconds() - before,
                result.taken(),
                result.failed(),
                result.nanos() / 1e9);
        results.computeIfAbsent(client.getKey(), any -> new ArrayList<>()).add(one);
        say(
            "%s: round %d of %d, %s: %s %s, %d uploads, %d failed"
                .formatted(
                    task.name(),
                    round,
                    rounds,
                    client.getKey(),
                    Report.number(one.each() * (task.large() ? 1e3 : 1e6)),
                    task.large() ? "ms" : "us",
                    one.uploads(),
                    one.failed()));
      }
    }
    return results;
  }

  private static Order order(Task task, URI to, Optional<Path> file, Duration time) {
    return new Order(to, task.atOnce(), file, task.size(), Optional.of(time.toNanos()), "");
  }

  /**
   * What one client did in one interval.
   *
   * @param processorSeconds what its process spent
   * @param uploads that got a 2xx
   * @param failed that did not
   * @param seconds how long the interval was
   */
  record CpuResult(double processorSeconds, long uploads, long failed, double seconds) {
    double each() {
      return processorSeconds / uploads;
    }
  }

  private void say(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(clock.elapsed() + " " + line);
    err.flush();
  }
}
