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
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clients delay}: uploads over a long way, some of which are refused. */
@Command(
    name = "delay",
    description = {
      "Time and bytes of uploads over a link with delay, at several rates of refusal.",
      "Needs the rights of root, for a network namespace and two TUN devices."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class ClientsDelay implements Callable<Integer> {
  private static final double MIB = 1 << 20;
  private static final int WARM_UPLOADS = 40;

  @Option(names = "--uploads", description = "How many, at each rate.")
  private int uploads = 100;

  @Option(names = "--size", paramLabel = "BYTES", description = "Content of each.")
  private int size = 8 << 20;

  @Option(
      names = "--refusals",
      paramLabel = "PERCENT",
      split = ",",
      description = "How many of a hundred uploads are refused.")
  private List<Integer> refusals = List.of(0, 10, 50, 100);

  @Option(
      names = "--round-trip",
      paramLabel = "TIME",
      description = "What the link adds, half of it in each direction.")
  private Duration roundTrip = Duration.ofMillis(50);

  @Option(names = "--at-once", description = "Uploads at a time.")
  private int atOnce = 1;

  @Option(
      names = "--rate",
      paramLabel = "MBIT",
      description = "Megabits a second that fit through the link; 0 for whatever comes.")
  private int rate;

  @Option(names = "--rounds", description = "How often each client is measured.")
  private int rounds = 1;

  @Option(names = "--seed", description = "Chooses which uploads are refused.")
  private long seed = 417;

  @Option(names = "--core", description = "The core that clients are pinned to.")
  private int core;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Only these clients; without it all that block as they come.")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--results",
      paramLabel = "FILE",
      description = "Adds the results to this file, for the plot.")
  private @Nullable Path results;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Clock clock = new Clock();

  ClientsDelay() {}

  /** Whoever uploads as an order says. */
  private interface Client extends AutoCloseable {
    Result perform(Order order) throws IOException, InterruptedException;

    @Override
    void close();
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("parley-bench");
    Path content = Files.write(folder.resolve("content"), new byte[size]);
    Map<String, Client> clients = new LinkedHashMap<>();
    List<DelayResult> found = new ArrayList<>();
    try (Loop loop = new Loop();
        SlowLink link = SlowLink.open();
        Origin origin = Origin.start(loop, SlowLink.HERE)) {
      URI to = URI.create("http://" + SlowLink.HERE + ":" + origin.address().getPort() + "/");
      try {
        start(clients, folder);
        warmUp(clients, to, content);
        link.set(roundTrip.dividedBy(2), rate * 1_000_000L / 8);
        for (int refusal : refusals) {
          for (int round = 1; round <= rounds; round++) {
            for (Map.Entry<String, Client> client : clients.entrySet()) {
              link.forget();
              Order order =
                  new Order(
                      to, atOnce, Optional.of(content), 0, Optional.empty(), verdicts(refusal));
              long before = link.carried();
              Result result = client.getValue().perform(order);
              DelayResult one =
                  new DelayResult(
                      scenario(),
                      client.getKey(),
                      refusal,
                      result.nanos() / 1e9,
                      (link.carried() - before) / MIB,
                      result.taken(),
                      result.refused(),
                      result.failed());
              found.add(one);
              say(one, result);
            }
          }
        }
      } finally {
        clients.values().forEach(Client::close);
      }
    }
    if (results != null) {
      Files.write(
          results,
          found.stream().map(DelayResult::line).toList(),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(ClientReport.delay(title(), found));
    out.flush();
    return ExitCode.OK;
  }

  private void start(Map<String, Client> clients, Path folder)
      throws IOException, InterruptedException {
    Machine.Java java = Machine.javas().get(0);
    List<String> prefix = SlowLink.there("taskset", "-c", Integer.toString(core));
    for (Library library : Library.values()) {
      if (wanted(library.label())) {
        WorkerProcess process = WorkerProcess.start(library, java, prefix);
        clients.put(
            library.label(),
            new Client() {
              @Override
              public Result perform(Order order) throws IOException {
                return process.perform(order);
              }

              @Override
              public void close() {
                process.close();
              }
            });
      }
    }
    Optional<Path> curl = Machine.program("curl");
    if (curl.isPresent() && wanted("curl")) {
      clients.put(
          "curl",
          new Client() {
            @Override
            public Result perform(Order order) throws IOException, InterruptedException {
              return Curl.perform(curl.get(), prefix, folder, order);
            }

            @Override
            public void close() {
              // It lives no longer than its order.
            }
          });
    }
  }

  private boolean wanted(String name) {
    // How a client is called makes no difference to what crosses a slow way.
    boolean usual = !name.equals(Library.PARLEY_ALWAYS.label()) && !name.endsWith("-async");
    return only.isEmpty() ? usual : only.contains(name);
  }

  private void warmUp(Map<String, Client> clients, URI to, Path content)
      throws IOException, InterruptedException {
    for (Map.Entry<String, Client> client : clients.entrySet()) {
      say(client.getKey() + ": warm-up");
      String half = "tr".repeat(WARM_UPLOADS / 2);
      client
          .getValue()
          .perform(new Order(to, atOnce, Optional.of(content), 0, Optional.empty(), half));
    }
  }

  /** The same uploads are refused for every client. */
  private String verdicts(int refusal) {
    int refused = uploads * refusal / 100;
    List<String> letters = new ArrayList<>(Collections.nCopies(refused, "r"));
    letters.addAll(Collections.nCopies(uploads - refused, "t"));
    Collections.shuffle(letters, new Random(seed));
    return letters.stream().collect(Collectors.joining());
  }

  private String scenario() {
    return atOnce + "@" + rate;
  }

  private String title() {
    return "%d uploads of %d MiB, %s, %d ms of added round trip, %s"
        .formatted(
            uploads,
            size >> 20,
            atOnce == 1 ? "one at a time" : atOnce + " at a time",
            roundTrip.toMillis(),
            rate == 0 ? "no limit of rate" : rate + " Mbit/s");
  }

  private void say(DelayResult one, Result result) {
    say(
        "%3d %% refused, %s: %.2f s, %.1f MiB, %d taken, %d refused, %d failed%s"
            .formatted(
                one.refusals(),
                one.client(),
                one.seconds(),
                one.mib(),
                one.taken(),
                one.refused(),
                one.failed(),
                one.failed() > 0 ? " (" + result.failure() + ")" : ""));
  }

  private void say(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(clock.elapsed() + " " + line);
    err.flush();
  }

  /** How long the run takes so far. */
  static final class Clock {
    private final long start = System.nanoTime();

    String elapsed() {
      Duration time = Duration.ofNanos(System.nanoTime() - start);
      return "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
    }
  }
}
