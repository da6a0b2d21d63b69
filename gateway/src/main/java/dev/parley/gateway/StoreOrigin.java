// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.core.WaitPolicy;
import dev.parley.gateway.store.Store;
import dev.parley.netty.OriginLeg;
import io.netty.channel.EventLoop;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The built-in store as an origin: asked, answered and refused like any other. */
final class StoreOrigin implements Origin, Closeable {
  /** For a disk that hangs must not keep the process from ending. */
  private static final Duration END = Duration.ofSeconds(3);

  private final Store store;
  private final OriginRecord record =
      new OriginRecord("store", ExpectMode.AUTO, WaitPolicy.DEFAULTS);
  private final Disk disk = new Disk();

  StoreOrigin(Store store) {
    this.store = store;
  }

  int recovered() {
    return store.recovered();
  }

  @Override
  public OriginRecord record() {
    return record;
  }

  @Override
  public String authority() {
    return "store";
  }

  @Override
  public @Nullable OriginLeg pooled(EventLoop loop) {
    return new StoreLeg(store, loop, disk);
  }

  @Override
  public void connect(EventLoop loop, Consumer<OriginLeg> connected, Consumer<Throwable> failed) {
    connected.accept(new StoreLeg(store, loop, disk));
  }

  @Override
  public void close() throws IOException {
    try {
      store.close();
    } finally {
      disk.close();
      try {
        disk.awaitEnd(END);
      } catch (InterruptedException hurried) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public String toString() {
    return "store";
  }
}
