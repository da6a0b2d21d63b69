// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.channel.EventLoop;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the connections of a gateway hold in memory, and the limit of it.
 *
 * <p>Nothing is counted where bytes are moved. Each event loop looks at its connections when as
 * much was read since the last look as could matter. Above half of the limit everybody is read in
 * small pieces. Above the limit the connections are dropped that hold most for what they moved
 * lately: a client that reads or sends moves thousands of times what it holds, one that only holds
 * moves nothing. Safe for all threads.
 */
public final class HeldMemory {
  private static final System.Logger LOG = System.getLogger(HeldMemory.class.getName());
  private static final long LOG_INTERVAL = TimeUnit.SECONDS.toNanos(10);

  private static final long RELIEF_SECONDS = 5;

  private final long limit;
  private final long clientLimit;

  /** The least that is taken between two looks, so that looking stays cheap beside reading. */
  private final long step;

  private final Map<EventLoop, LoopMemory> loops = new ConcurrentHashMap<>();
  private final AtomicLong takenElsewhere = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong saidAt = new AtomicLong();
  private final AtomicBoolean relief = new AtomicBoolean();

  /** Nothing is held yet. */
  public HeldMemory(MemoryPolicy policy) {
    limit = policy.totalBytes();
    clientLimit = policy.perClientBytes();
    step = Math.min(8 << 20, limit / 8);
    saidAt.set(System.nanoTime() - LOG_INTERVAL);
  }

  /** What the connections on {@code loop} hold; to be called there. */
  LoopMemory on(EventLoop loop) {
    LoopMemory known = loops.get(loop);
    if (known == null) {
      known = new LoopMemory(this, loop);
      loops.put(loop, known);
      ReadBuffers.countedBy(known);
    }
    return known;
  }

  /** How much may be held, in bytes. */
  public long limit() {
    return limit;
  }

  long clientLimit() {
    return clientLimit;
  }

  long step() {
    return step;
  }

  /** How much was held when each event loop last looked, in bytes. */
  public long held() {
    long held = 0;
    for (LoopMemory loop : loops.values()) {
      held += loop.held();
    }
    return held;
  }

  /** How much the connections of {@code client} held when each event loop last looked. */
  long heldFor(InetAddress client) {
    long held = 0;
    for (LoopMemory loop : loops.values()) {
      held += loop.heldFor(client);
    }
    return held;
  }

  int loops() {
    return loops.size();
  }

  /**
   * How many of {@code wanted} bytes may be read for a client now, from elsewhere than a
   * connection; they count as held from then on.
   */
  public int take(int wanted) {
    long since = takenElsewhere.get();
    int piece = Math.min(wanted, LoopMemory.pieceAt(held() + since, limit));
    if (takenElsewhere.addAndGet(piece) > step && takenElsewhere.getAndSet(0) > step) {
      loops.values().forEach(LoopMemory::lookSoon);
    }
    return piece;
  }

  /** Less is held again: gives back what was taken for it, once that has lasted for a while. */
  void relieved() {
    if (relief.compareAndSet(false, true)) {
      CompletableFuture.delayedExecutor(RELIEF_SECONDS, TimeUnit.SECONDS)
          .execute(
              () -> {
                relief.set(false);
                giveBack();
              });
    }
  }

  private void giveBack() {
    if (held() < limit / 4) {
      // The first time, a cache keeps as much as was in use since the time before.
      for (int times = 0; times < 2; times++) {
        loops.values().forEach(LoopMemory::trim);
      }
      // A heap grows by itself and shrinks by nothing else.
      System.gc();
    }
  }

  /** Connections were dropped for what they held. */
  void dropped(int connections) {
    dropped.addAndGet(connections);
    if (maySay()) {
      LOG.log(
          Level.WARNING,
          "memory for clients is used up: {0} of {1} bytes held, {2} connections dropped",
          String.valueOf(held()),
          String.valueOf(limit),
          String.valueOf(dropped.getAndSet(0)));
    }
  }

  /** Memory could not be had for a client. */
  void ranOut(Throwable cause) {
    if (maySay()) {
      LOG.log(Level.ERROR, "no memory for a client: {0}", cause.toString());
    }
  }

  /** Who runs out of memory must not fill the log as well. */
  private boolean maySay() {
    long last = saidAt.get();
    long now = System.nanoTime();
    return now - last >= LOG_INTERVAL && saidAt.compareAndSet(last, now);
  }
}
