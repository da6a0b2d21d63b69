// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import dev.parley.bench.ClientsCpu.CpuResult;
import dev.parley.bench.Uploader.Library;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What clients did, as Markdown. */
final class ClientReport {
  private static final String OURS = Library.PARLEY.label();

  private ClientReport() {}

  /** Time and bytes of each client over the rates of refusal; medians where there were rounds. */
  static String delay(String title, List<DelayResult> results) {
    List<Integer> refusals = results.stream().map(DelayResult::refusals).distinct().toList();
    List<String> clients = results.stream().map(DelayResult::client).distinct().toList();
    StringBuilder text = new StringBuilder("### ").append(title).append("\n\n");
    row(text, "", refusals.stream().map(refusal -> refusal + " % refused"), "without a response");
    text.append("| ").append("--- | ".repeat(refusals.size() + 2).strip()).append('\n');
    for (String client : clients) {
      List<DelayResult> own = results.stream().filter(one -> one.client().equals(client)).toList();
      row(
          text,
          client,
          refusals.stream().map(refusal -> cell(own, refusal)),
          Long.toString(own.stream().mapToLong(DelayResult::failed).sum()));
    }
    return text.append('\n').toString();
  }

  private static String cell(List<DelayResult> own, int refusal) {
    List<DelayResult> rounds = own.stream().filter(one -> one.refusals() == refusal).toList();
    return String.format(
        Locale.ROOT,
        "%s s, %s MiB",
        Report.number(median(rounds.stream().mapToDouble(DelayResult::seconds).toArray())),
        Report.number(median(rounds.stream().mapToDouble(DelayResult::mib).toArray())));
  }

  /** What an upload cost each client, and that against the better of the others. */
  static String cpu(String title, boolean large, Map<String, List<CpuResult>> results) {
    double scale = large ? 1e3 : 1e6;
    double best =
        results.entrySet().stream()
            .filter(one -> !one.getKey().startsWith(OURS))
            .mapToDouble(one -> median(each(one.getValue())))
            .min()
            .orElse(Double.NaN);
    StringBuilder text = new StringBuilder("### ").append(title).append("\n\n");
    text.append("|  | CPU, ")
        .append(large ? "ms" : "us")
        .append("/upload | against the better of the others | uploads/s | failed |\n")
        .append("| --- | --- | --- | --- | --- |\n");
    results.forEach(
        (client, rounds) -> {
          double[] each = each(rounds);
          Arrays.sort(each);
          text.append(
              "| %s | %s - **%s** - %s | %s | %s | %d |\n"
                  .formatted(
                      client,
                      Report.number(each[0] * scale),
                      Report.number(median(each) * scale),
                      Report.number(each[each.length - 1] * scale),
                      Report.number(median(each) / best),
                      Report.number(
                          median(
                              rounds.stream()
                                  .mapToDouble(one -> one.uploads() / one.seconds())
                                  .toArray())),
                      rounds.stream().mapToLong(CpuResult::failed).sum()));
        });
    return text.append('\n').toString();
  }

  private static double[] each(List<CpuResult> rounds) {
    return rounds.stream().mapToDouble(CpuResult::each).toArray();
  }

  static double median(double[] values) {
    Arrays.sort(values);
    return values.length == 0 ? Double.NaN : values[values.length / 2];
  }

  private static void row(StringBuilder text, String first, Stream<String> cells, String last) {
    text.append("| ")
        .append(first)
        .append(" | ")
        .append(cells.collect(Collectors.joining(" | ")))
        .append(" | ")
        .append(last)
        .append(" |\n");
  }
}
