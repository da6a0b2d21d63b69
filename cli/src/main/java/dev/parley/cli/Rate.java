// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import java.util.ArrayDeque;

/** How quickly bytes flow, over the last few seconds. */
final class Rate {
  private static final long WINDOW = 4_000_000_000L;

  private final ArrayDeque<Sample> samples = new ArrayDeque<>();

  private record Sample(long nanos, long bytes) {}

  /** Takes a reading; fewer bytes than before begin anew. */
  double at(long nanos, long bytes) {
    if (!samples.isEmpty() && samples.getLast().bytes() > bytes) {
      samples.clear();
    }
    samples.add(new Sample(nanos, bytes));
    while (samples.size() > 2 && nanos - samples.getFirst().nanos() > WINDOW) {
      samples.remove();
    }
    Sample oldest = samples.getFirst();
    long time = nanos - oldest.nanos();
    return time == 0 ? 0 : (bytes - oldest.bytes()) * 1e9 / time;
  }
}
