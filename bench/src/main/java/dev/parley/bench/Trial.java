// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Puts load on a gateway for a while, and reads its meters before and after. */
final class Trial {
  private static final int PATIENCE = 10;
  private static final long POLL_MILLIS = 100;

  private final Loop loop;
  private final Origin origin;

  Trial(Loop loop, Origin origin) {
    this.loop = loop;
    this.origin = origin;
  }

  /** What the origin had received when the load was counted. */
  private record Mark(Load.Count count, long received, long at) {}

  /** Loads for {@code settle} and {@code measure}, and counts the second; null is no gateway. */
  Sample run(@Nullable Gateway gateway, Scenario scenario, Duration settle, Duration measure)
      throws IOException, InterruptedException {
    InetSocketAddress address = gateway == null ? origin.address() : gateway.address();
    try (Load load = Load.start(loop, address, scenario)) {
      Thread.sleep(settle.toMillis());
      Mark from = mark(load);
      double spent = gateway == null ? Double.NaN : gateway.processorSeconds();
      Thread.sleep(measure.toMillis());
      Mark to = mark(load);
      Load.Count count = to.count();
      return new Sample(
          (to.at() - from.at()) / 1e9,
          count.exchanges(),
          count.errors(),
          to.received() - from.received(),
          gateway == null ? Double.NaN : gateway.processorSeconds() - spent,
          gateway == null ? 0 : gateway.residentBytes(),
          count.firstContinue().quantile(0.5) / 1e9,
          count.firstContinue().quantile(0.99) / 1e9);
    }
  }

  /** Loads until the gateway has spent {@code time} of a processor, or for ten times as long. */
  void warmUp(Gateway gateway, Scenario scenario, Duration time)
      throws IOException, InterruptedException {
    double enough = gateway.processorSeconds() + time.toMillis() / 1e3;
    long start = System.nanoTime();
    Load load = Load.start(loop, gateway.address(), scenario);
    try {
      while (gateway.processorSeconds() < enough
          && System.nanoTime() - start < time.multipliedBy(PATIENCE).toNanos()) {
        Thread.sleep(POLL_MILLIS);
      }
    } finally {
      load.close();
    }
  }

  private Mark mark(Load load) throws InterruptedException {
    return loop.ask(() -> new Mark(load.mark(), origin.received(), System.nanoTime()));
  }
}
