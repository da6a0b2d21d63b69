// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import picocli.CommandLine.Command;

/** {@code clients}: client libraries in turn, round after round, at the same task. */
@Command(
    name = "clients",
    description = "Measures client libraries side by side and prints tables in Markdown.",
    subcommands = {ClientsDelay.class, ClientsCpu.class, ClientsPlot.class, Worker.class},
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class Clients {
  Clients() {}
}
