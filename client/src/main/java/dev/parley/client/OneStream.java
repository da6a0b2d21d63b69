// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import java.io.InputStream;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** A stream of the caller's. Whoever takes it closes it; where nobody does, its request does. */
final class OneStream implements Supplier<InputStream> {
  private final InputStream stream;
  private final AtomicBoolean taken = new AtomicBoolean();

  OneStream(InputStream stream) {
    this.stream = stream;
  }

  @Override
  public InputStream get() {
    taken.set(true);
    return stream;
  }

  /** The request is over. */
  void closeUnlessTaken(Executor blocking) {
    if (taken.compareAndSet(false, true)) {
      StreamFeed.close(stream, blocking);
    }
  }
}
