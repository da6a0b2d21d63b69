// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The samples as Markdown. */
final class Report {
  static final String DIRECT = "direct";
  static final String BASELINE = "haproxy";

  private static final String MISSING = "-";

  private Report() {}

  /** One table; the samples of each contender are those of its rounds. */
  static String table(Scenario scenario, Map<String, List<Sample>> samples) {
    String unit = scenario.large() ? "s/GiB" : "us/exchange";
    String rate = scenario.large() ? "GiB/s" : "exchanges/s";
    StringBuilder text = new StringBuilder("### ").append(scenario.title()).append("\n\n");
    row(text, "", "CPU, " + unit, "against " + BASELINE, rate, "core busy", "RSS, MiB", "errors");
    row(text, "---", "---", "---", "---", "---", "---", "---");
    ToDoubleFunction<Sample> cost = cost(scenario);
    double baseline = samples.containsKey(BASELINE) ? median(samples.get(BASELINE), cost) : 0;
    samples.forEach(
        (name, rounds) ->
            row(
                text,
                name,
                spread(rounds, cost),
                baseline > 0 ? number(median(rounds, cost) / baseline) : MISSING,
                spread(
                    rounds,
                    one -> (scenario.large() ? one.gib() : one.exchanges()) / one.seconds()),
                number(median(rounds, Sample::busy) * 100, " %"),
                name.equals(DIRECT)
                    ? MISSING
                    : number(median(rounds, one -> one.residentBytes() / (double) (1 << 20))),
                Long.toString(rounds.stream().mapToLong(Sample::errors).sum())));
    if (scenario.expects()) {
      text.append("\nDelay of the first 100, in microseconds:\n\n");
      row(text, "", "median", "p99", "median added", "p99 added");
      row(text, "---", "---", "---", "---", "---");
      List<Sample> direct = samples.getOrDefault(DIRECT, List.of());
      samples.forEach(
          (name, rounds) ->
              row(
                  text,
                  name,
                  spread(rounds, one -> one.continueMedian() * 1e6),
                  spread(rounds, one -> one.continueTail() * 1e6),
                  added(rounds, direct, one -> one.continueMedian() * 1e6),
                  added(rounds, direct, one -> one.continueTail() * 1e6)));
    }
    return text.append('\n').toString();
  }

  /** What a contender's time is divided by, in the unit of the table. */
  static ToDoubleFunction<Sample> cost(Scenario scenario) {
    return scenario.large() ? Sample::perGib : one -> one.perExchange() * 1e6;
  }

  private static String added(
      List<Sample> rounds, List<Sample> direct, ToDoubleFunction<Sample> value) {
    return direct.isEmpty() || rounds.equals(direct)
        ? MISSING
        : number(median(rounds, value) - median(direct, value));
  }

  private static String spread(List<Sample> rounds, ToDoubleFunction<Sample> value) {
    double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
    String middle = number(sorted[sorted.length / 2]);
    return sorted.length == 1 || middle.equals(MISSING)
        ? middle
        : number(sorted[0]) + " - **" + middle + "** - " + number(sorted[sorted.length - 1]);
  }

  private static double median(List<Sample> rounds, ToDoubleFunction<Sample> value) {
    double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** Three digits, or all those before the point. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return MISSING;
    }
    double size = Math.abs(value);
    String format = size < 10 ? "%.2f" : size < 100 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, format, value);
  }

  private static String number(double value, String unit) {
    String text = number(value);
    return text.equals(MISSING) ? text : text + unit;
  }

  private static void row(StringBuilder text, String... cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
