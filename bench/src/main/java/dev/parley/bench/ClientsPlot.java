// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** {@code clients plot}: the results of {@code clients delay} as a picture. */
@Command(
    name = "plot",
    description = "Draws results of 'clients delay' as SVG.",
    mixinStandardHelpOptions = true)
final class ClientsPlot implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "RESULTS", description = "What --results wrote.")
  private Path results = Path.of("");

  @Parameters(index = "1", paramLabel = "SVG", description = "Where the picture goes.")
  private Path picture = Path.of("");

  ClientsPlot() {}

  @Override
  public Integer call() throws IOException {
    List<DelayResult> all = Files.readAllLines(results).stream().map(DelayResult::parse).toList();
    Files.writeString(picture, DelayPlot.draw(all));
    return ExitCode.OK;
  }
}
