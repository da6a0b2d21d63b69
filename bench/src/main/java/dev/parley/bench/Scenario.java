// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import java.util.List;

/**
 * What is uploaded, and by how many connections at a time.
 *
 * @param name how tables and options call it
 * @param size bytes of content in each upload
 * @param expects whether each upload asks before it sends
 * @param connections that upload without a pause, each one upload after another
 */
record Scenario(String name, long size, boolean expects, int connections) {
  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;
  private static final long LARGE = MIB;

  /** In the order of the report. */
  static final List<Scenario> ALL =
      List.of(
          new Scenario("1KiB-expect-x16", KIB, true, 16),
          new Scenario("1KiB-x16", KIB, false, 16),
          new Scenario("1KiB-expect-x1", KIB, true, 1),
          new Scenario("1MiB-x8", MIB, false, 8),
          new Scenario("64MiB-x4", 64 * MIB, false, 4));

  /** Whether the content outweighs the exchange, so that cost is counted by volume. */
  boolean large() {
    return size >= LARGE;
  }

  String title() {
    String amount = size >= MIB ? size / MIB + " MiB" : size / KIB + " KiB";
    return amount
        + (expects ? " with `Expect: 100-continue`, " : " without `Expect`, ")
        + connections
        + (connections == 1 ? " connection" : " connections");
  }
}
