// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import dev.parley.bench.Contender.Warming;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code compare}: gateways in turn, round after round, under the same load. */
@Command(
    name = "compare",
    description = {
      "Measures gateways side by side and prints tables in Markdown.",
      "Each gateway is pinned to one core; run this process itself on another."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class Compare implements Callable<Integer> {
  @Option(names = "--rounds", description = "How often each contender is measured.")
  private int rounds = 3;

  @Option(
      names = "--measure",
      paramLabel = "TIME",
      description = "How long each measurement is, as PT5S.")
  private Duration measure = Duration.ofSeconds(5);

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      description = {
        "Processor time that what runs on a JVM spends before the first round of a scenario,",
        "so that compilers are done on a busy machine too; given up after ten times as long."
      })
  private Duration warmUp = Duration.ofSeconds(10);

  @Option(
      names = "--settle",
      paramLabel = "TIME",
      description = "Load on a contender right before each measurement.")
  private Duration settle = Duration.ofSeconds(1);

  @Option(names = "--core", description = "The core that gateways are pinned to.")
  private int core;

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      split = ",",
      description = "Only these scenarios.")
  private List<String> scenarios = new ArrayList<>();

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Only these contenders.")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--also",
      paramLabel = "NAME=COMMAND",
      description = "Another gateway; {port} and {origin-port} in its command are replaced.")
  private Map<String, String> also = new LinkedHashMap<>();

  @Option(names = "--parley", paramLabel = "FILE", description = "The launcher of Parley.")
  private Path parley = Path.of("parley");

  @Option(names = "--output", paramLabel = "FILE", description = "Also writes the report there.")
  private @Nullable Path output;

  @Option(names = "--pids", description = "Prints the process of each gateway, for a profiler.")
  private boolean pids;

  @Spec private CommandSpec spec = CommandSpec.create();

  Compare() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!Loop.available()) {
      say("epoll: not available (expected: Linux on x86_64 or aarch64)");
      return ExitCode.SOFTWARE;
    }
    List<Scenario> chosen =
        Scenario.ALL.stream()
            .filter(one -> scenarios.isEmpty() || scenarios.contains(one.name()))
            .toList();
    List<Contender> contenders = contenders();
    Map<String, Gateway> gateways = new LinkedHashMap<>();
    StringBuilder report = new StringBuilder(heading(contenders));
    Path folder = Files.createTempDirectory("parley-bench");
    try (Loop loop = new Loop();
        Origin origin = Origin.start(loop)) {
      Trial trial = new Trial(loop, origin);
      try {
        for (Contender contender : contenders) {
          Gateway gateway = Gateway.start(contender, pin(), folder, origin.address());
          gateways.put(contender.name(), gateway);
          if (pids) {
            say(contender.name() + ": process " + gateway.pid());
          }
        }
        for (Scenario scenario : chosen) {
          report.append(Report.table(scenario, measure(trial, scenario, gateways)));
        }
      } finally {
        gateways.values().forEach(Gateway::close);
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(report);
    out.flush();
    if (output != null) {
      Files.writeString(output, report);
    }
    return ExitCode.OK;
  }

  /** Whose turn it is, and how its turns went. */
  private record Turn(String name, @Nullable Gateway gateway, List<Sample> samples) {}

  private Map<String, List<Sample>> measure(
      Trial trial, Scenario scenario, Map<String, Gateway> gateways)
      throws IOException, InterruptedException {
    List<Turn> turns = new ArrayList<>();
    if (only.isEmpty() || only.contains(Report.DIRECT)) {
      turns.add(new Turn(Report.DIRECT, null, new ArrayList<>()));
    }
    gateways.forEach((name, gateway) -> turns.add(new Turn(name, gateway, new ArrayList<>())));
    for (Turn turn : turns) {
      if (turn.gateway() != null && turn.gateway().warming() == Warming.SLOW) {
        say(scenario.name() + ": warm-up, " + turn.name());
        trial.warmUp(turn.gateway(), scenario, warmUp);
      }
    }
    for (int round = 1; round <= rounds; round++) {
      for (Turn turn : turns) {
        Sample sample = trial.run(turn.gateway(), scenario, settle, measure);
        turn.samples().add(sample);
        say(
            scenario.name()
                + ": round "
                + round
                + " of "
                + rounds
                + ", "
                + turn.name()
                + ": "
                + Report.number(Report.cost(scenario).applyAsDouble(sample))
                + (scenario.large() ? " s/GiB, " : " us/exchange, ")
                + sample.exchanges()
                + " exchanges, "
                + sample.errors()
                + " errors");
      }
    }
    Map<String, List<Sample>> samples = new LinkedHashMap<>();
    turns.forEach(turn -> samples.put(turn.name(), turn.samples()));
    return samples;
  }

  // Who takes part

  private List<Contender> contenders() throws IOException, InterruptedException {
    List<Contender> found = new ArrayList<>();
    parleys(found);
    Optional<Path> nginx = installed("nginx", "nginx");
    if (nginx.isPresent()) {
      String version = Machine.firstLine(List.of(nginx.get().toString(), "-v"), Map.of());
      found.add(new Contender("nginx", version, Warming.NONE, Contender.nginx(nginx.get())));
    }
    Optional<Path> haproxy = installed("haproxy", "haproxy", "haproxy-splice");
    if (haproxy.isPresent()) {
      String version = Machine.firstLine(List.of(haproxy.get().toString(), "-v"), Map.of());
      found.add(new Contender("haproxy", version, Warming.NONE, Contender.haproxy(haproxy.get())));
      found.add(
          new Contender(
              "haproxy-splice",
              version,
              Warming.NONE,
              Contender.haproxy(haproxy.get(), "option splice-request")));
    }
    also.forEach(
        (name, command) ->
            found.add(new Contender(name, command, Warming.SLOW, Contender.template(command))));
    found.removeIf(
        one -> !only.isEmpty() && !only.contains(one.name()) && !also.containsKey(one.name()));
    return found;
  }

  /** On the newest Java, and on the oldest that it runs on. */
  private void parleys(List<Contender> found) throws IOException, InterruptedException {
    List<Machine.Java> javas = Machine.javas();
    String launcher = parley.toAbsolutePath().normalize().toString();
    for (Machine.Java java : javas) {
      String name = "parley-" + java.feature();
      boolean wanted = java.equals(javas.get(0)) || java.equals(javas.get(javas.size() - 1));
      if (wanted && (only.isEmpty() || only.contains(name))) {
        Map<String, String> environment = Map.of("PARLEY_JAVA", java.home().toString());
        say(name + ": getting ready");
        // Builds what changed, so that the start that counts does not.
        String version = Machine.firstLine(List.of(launcher, "--version"), environment);
        found.add(
            new Contender(
                name,
                version + ", JDK " + java.version(),
                Warming.SLOW,
                Contender.parley(List.of(launcher), environment)));
      }
    }
  }

  private Optional<Path> installed(String program, String... contenders) {
    Optional<Path> path = Machine.program(program);
    if (path.isEmpty()) {
      say(String.join(", ", contenders) + ": SKIPPED, " + program + " is not installed");
    }
    return path;
  }

  private List<String> pin() {
    Optional<Path> taskset = Machine.program("taskset");
    if (taskset.isEmpty()) {
      say("taskset: not installed, nothing is pinned");
      return List.of();
    }
    return List.of(taskset.get().toString(), "-c", Integer.toString(core));
  }

  private String heading(List<Contender> contenders) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s, %s, %d cores; load and origin on JDK %s; %d rounds of %s; min - **median** - max.%n%n"
            .formatted(
                Machine.kernel(),
                Machine.processor(),
                // Those of the machine: this process is pinned to one of them.
                processors(),
                Runtime.version().feature(),
                rounds,
                measure));
    for (Contender contender : contenders) {
      text.append("- ").append(contender.name()).append(": ").append(contender.version());
      text.append('\n');
    }
    return text.append('\n').toString();
  }

  private static long processors() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines.filter(line -> line.startsWith("processor")).count();
    }
  }

  private void say(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}
