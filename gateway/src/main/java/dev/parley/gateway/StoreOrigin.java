// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.core.WaitPolicy;
import dev.parley.gateway.store.Store;
import dev.parley.netty.HeldMemory;
import dev.parley.netty.OriginLeg;
import io.netty.channel.EventLoop;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The built-in store as an origin: asked, answered and refused like any other. */
final class StoreOrigin implements Origin, Closeable {
  private static final Duration END = Duration.ofSeconds(3);

  private final Store store;
  private final HeldMemory memory;
  private final OriginRecord record =
      new OriginRecord("store", ExpectMode.AUTO, WaitPolicy.DEFAULTS);
  private final Disk disk;
  private @Nullable Closing closing;

  /**
   * A store that is open.
   *
   * @param response how long its disk may take for anything
   * @param backlog bytes of content that may wait for its disk
   * @param memory counts what is read for clients
   */
  StoreOrigin(Store store, Duration response, long backlog, HeldMemory memory) {
    this.store = store;
    this.memory = memory;
    this.disk = new Disk(response, backlog);
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
  public @Nullable OriginLeg pooled(EventLoop loop, Evidence of, boolean fresh) {
    return new StoreLeg(store, loop, disk, memory, of);
  }

  @Override
  public void connect(
      EventLoop loop, Evidence of, Consumer<OriginLeg> connected, Consumer<Throwable> failed) {
    connected.accept(new StoreLeg(store, loop, disk, memory, of));
  }

  /** What closes the store, on a thread of its own: a disk that hangs must not hold the others. */
  private final class Closing extends Thread {
    private final long end = System.nanoTime() + END.toNanos();
    private volatile @Nullable IOException failed;

    Closing() {
      super("parley-store-close");
      setDaemon(true);
    }

    @Override
    public void run() {
      try {
        store.close();
      } catch (IOException unclosed) {
        failed = unclosed;
      } finally {
        disk.close();
      }
    }

    void await() throws IOException {
      try {
        join(Duration.ofNanos(Math.max(1, end - System.nanoTime())).toMillis() + 1);
        disk.close();
        disk.awaitEnd(end);
      } catch (InterruptedException hurried) {
        Thread.currentThread().interrupt();
      }
      IOException why = failed;
      if (why != null) {
        throw why;
      }
    }
  }

  /** Begins to let go of the folder, without waiting for the disk. */
  Closing beginToClose() {
    Closing known = closing;
    if (known == null) {
      known = new Closing();
      closing = known;
      known.start();
    }
    return known;
  }

  /** Lets go of the folder; waits only for a while, so that the process ends. */
  @Override
  public void close() throws IOException {
    beginToClose().await();
  }

  @Override
  public String toString() {
    return "store";
  }
}
