// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Time and bytes of clients over rates of refusal, as a picture: a group of bars for each rate, the
 * same colour for each client. It brings its own background, light or dark.
 */
final class DelayPlot {
  private static final int WIDTH = 840;
  private static final int PANEL = 210;
  private static final int LEFT = 20;
  private static final int TOP = 64;
  private static final int GAP = 60;
  private static final double FILLED = 0.86;

  private static final List<String> COLOURS =
      List.of("#0f9d76", "#5b8def", "#2f5fc4", "#f0a04b", "#c8701a", "#a178d6", "#8a939e");

  private static final String STYLE =
      """
      <style>
        .card { fill: #ffffff; stroke: #d0d7de }
        text { font: 12px system-ui, sans-serif; fill: #1f2328 }
        .value { font-size: 9px; text-anchor: middle }
        .middle { text-anchor: middle }
        .title { font-weight: 600 }
        .axis { stroke: #8a939e }
        @media (prefers-color-scheme: dark) {
          .card { fill: #0d1117; stroke: #30363d }
          text { fill: #e6edf3 }
        }
      </style>
      """;

  private final List<DelayResult> results;
  private final List<String> clients;
  private final List<Integer> refusals;
  private final StringBuilder svg = new StringBuilder();

  private DelayPlot(List<DelayResult> results) {
    this.results = results;
    this.clients = results.stream().map(DelayResult::client).distinct().toList();
    this.refusals = results.stream().map(DelayResult::refusals).distinct().toList();
  }

  /** Results of one scenario. */
  static String draw(List<DelayResult> results) {
    return new DelayPlot(results).draw();
  }

  private String draw() {
    int height = TOP + 2 * (PANEL + GAP);
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
            + " aria-label=\"Time and bytes of clients at several rates of refusal\">%n",
        WIDTH, height);
    svg.append(STYLE);
    add(
        "<rect class=\"card\" x=\".5\" y=\".5\" width=\"%d\" height=\"%d\" rx=\"6\"/>%n",
        WIDTH - 1, height - 1);
    for (int i = 0; i < clients.size(); i++) {
      int x = LEFT + i * ((WIDTH - 2 * LEFT) / clients.size());
      add("<rect x=\"%d\" y=\"14\" width=\"12\" height=\"12\" fill=\"%s\"/>", x, colour(i));
      add("<text x=\"%d\" y=\"24\">%s</text>%n", x + 17, clients.get(i));
    }
    panel(TOP, "Time, seconds", DelayResult::seconds);
    panel(TOP + PANEL + GAP, "Sent, MiB", DelayResult::mib);
    return svg.append("</svg>\n").toString();
  }

  private void panel(int top, String title, ToDoubleFunction<DelayResult> value) {
    double most = results.stream().mapToDouble(value).max().orElse(1);
    double group = (WIDTH - 2.0 * LEFT) / refusals.size();
    double bar = group * FILLED / clients.size();
    int bottom = top + PANEL;
    add("<text class=\"title\" x=\"%d\" y=\"%d\">%s</text>%n", LEFT, top - 14, title);
    for (int g = 0; g < refusals.size(); g++) {
      double left = LEFT + g * group + group * (1 - FILLED) / 2;
      for (int i = 0; i < clients.size(); i++) {
        double median = median(clients.get(i), refusals.get(g), value);
        double tall = median / most * (PANEL - 14);
        double x = left + i * bar;
        add(
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
            x, bottom - tall, bar - 2, tall, colour(i));
        add(
            "<text class=\"value\" x=\"%.1f\" y=\"%.1f\">%s</text>%n",
            x + bar / 2 - 1, bottom - tall - 3, label(median));
      }
      add(
          "<text class=\"middle\" x=\"%.1f\" y=\"%d\">%d %% refused</text>%n",
          left + group * FILLED / 2, bottom + 18, refusals.get(g));
    }
    add(
        "<line class=\"axis\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n",
        LEFT, bottom, WIDTH - LEFT, bottom);
  }

  private double median(String client, int refusal, ToDoubleFunction<DelayResult> value) {
    List<DelayResult> rounds = new ArrayList<>(results);
    rounds.removeIf(one -> !one.client().equals(client) || one.refusals() != refusal);
    return ClientReport.median(rounds.stream().mapToDouble(value).toArray());
  }

  private static String label(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
  }

  private static String colour(int client) {
    return COLOURS.get(client % COLOURS.size());
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
