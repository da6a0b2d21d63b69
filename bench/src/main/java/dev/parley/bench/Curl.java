// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import dev.parley.bench.Worker.Order;
import dev.parley.bench.Worker.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** curl, as it comes: one process for all uploads of an order, so that it keeps its connections. */
final class Curl {
  private Curl() {}

  static Result perform(Path curl, List<String> prefix, Path folder, Order order)
      throws IOException, InterruptedException {
    StringBuilder config = new StringBuilder();
    for (int n = 0; n < order.uploads(); n++) {
      config
          .append("url = ")
          .append(order.upload(n))
          .append("\nupload-file = ")
          .append(order.file().orElseThrow())
          .append("\noutput = /dev/null\n");
    }
    Path file = Files.writeString(folder.resolve("curl.config"), config);
    List<String> words = new ArrayList<>(prefix);
    words.addAll(List.of(curl.toString(), "-q", "-s", "-w", "%{http_code}\\n"));
    if (order.atOnce() > 1) {
      words.addAll(List.of("--parallel", "--parallel-max", Integer.toString(order.atOnce())));
    }
    words.addAll(List.of("-K", file.toString()));
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    List<String> statuses =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
            .lines()
            .toList();
    process.waitFor();
    long taken = statuses.stream().filter("201"::equals).count();
    long refused = statuses.stream().filter("413"::equals).count();
    return new Result(
        System.nanoTime() - start,
        taken,
        refused,
        order.uploads() - taken - refused,
        "exit " + process.exitValue());
  }
}
