// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import java.time.Duration;

/**
 * Whether an origin lately sent a response that no request asked for. It may have taken content for
 * a request, and answer somebody's content to somebody else. Safe for all event loops.
 */
public final class Surplus {
  /** An origin that is mended is trusted again after this long. */
  public static final Duration MEMORY = Duration.ofHours(1);

  private final Runnable came;
  private volatile boolean seen;
  private volatile long until;

  /**
   * None so far.
   *
   * @param came is told of the first one, and of the first one after it was forgotten
   */
  public Surplus(Runnable came) {
    this.came = came;
  }

  void came(long now) {
    boolean known = remembered(now);
    until = now + MEMORY.toNanos();
    seen = true;
    if (!known) {
      came.run();
    }
  }

  /** Whether no connection to the origin may be used again after content. */
  public boolean remembered(long now) {
    return seen && now - until < 0;
  }
}
