// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import java.io.IOException;
import java.util.List;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The benchmarks' command line. */
@Command(
    name = "parley-bench",
    subcommands = {Compare.class, Clients.class},
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Command(
      name = "micro",
      description = "Measures the core on its own; the arguments are those of JMH.")
  int micro(@Parameters(arity = "0..*", paramLabel = "JMH") List<String> arguments)
      throws RunnerException, CommandLineOptionException, IOException {
    new Runner(new CommandLineOptions(arguments.toArray(String[]::new))).run();
    return CommandLine.ExitCode.OK;
  }
}
