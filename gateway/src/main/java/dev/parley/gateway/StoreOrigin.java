// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.core.WaitPolicy;
import dev.parley.gateway.store.Store;
import dev.parley.netty.OriginLeg;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The built-in store as an origin: asked, answered and refused like any other. */
final class StoreOrigin implements Origin, Closeable {
  private static final int THREADS = 16;

  private final Store store;
  private final OriginRecord record =
      new OriginRecord("store", ExpectMode.AUTO, WaitPolicy.DEFAULTS);
  private final DefaultEventExecutorGroup disk =
      new DefaultEventExecutorGroup(THREADS, new DefaultThreadFactory("parley-disk", true));

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
    return new StoreLeg(store, loop, disk.next());
  }

  @Override
  public void connect(EventLoop loop, Consumer<OriginLeg> connected, Consumer<Throwable> failed) {
    connected.accept(new StoreLeg(store, loop, disk.next()));
  }

  @Override
  public void close() throws IOException {
    try {
      store.close();
    } finally {
      // Bounded, for a disk that hangs must not keep the process from ending.
      disk.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
  }

  @Override
  public String toString() {
    return "store";
  }
}
