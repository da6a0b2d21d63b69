// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import dev.parley.core.ByteSize;
import dev.parley.core.Checks;
import io.netty.util.internal.PlatformDependent;
import java.util.Optional;

/**
 * How much memory all connections together may hold: heads that are being read, content that waits,
 * responses that are not read.
 *
 * @param total of all connections; where it is empty, half of the heap or of the direct memory,
 *     whichever is smaller
 * @param perClient of the connections of one client address; where it is empty, half of the total
 */
public record MemoryPolicy(Optional<ByteSize> total, Optional<ByteSize> perClient) {
  /** What is in use is judged a little late, and a heap is not all there is on a heap. */
  public static final MemoryPolicy DEFAULTS = new MemoryPolicy(Optional.empty(), Optional.empty());

  private static final ByteSize LEAST = new ByteSize(1 << 20);

  public MemoryPolicy {
    total.ifPresent(size -> checkTotal(size));
    perClient.ifPresent(size -> checkPerClient(size));
  }

  private static void checkTotal(ByteSize total) {
    if (total.bytes() < LEAST.bytes() || total.bytes() > available()) {
      throw Checks.wrong(
          "total", total, "from " + LEAST + " to " + new ByteSize(available()) + ", what Java has");
    }
  }

  private static void checkPerClient(ByteSize perClient) {
    if (perClient.bytes() < LEAST.bytes()) {
      throw Checks.wrong("per-client", perClient, "at least " + LEAST);
    }
  }

  /** The total in bytes. */
  public long totalBytes() {
    return total.map(ByteSize::bytes).orElseGet(() -> available() / 2);
  }

  /** The share of one client address in bytes. */
  public long perClientBytes() {
    return Math.min(totalBytes(), perClient.map(ByteSize::bytes).orElseGet(() -> totalBytes() / 2));
  }

  /** Content lies in direct memory and heads on the heap, and either may run out first. */
  private static long available() {
    return Math.min(Runtime.getRuntime().maxMemory(), PlatformDependent.maxDirectMemory());
  }
}
