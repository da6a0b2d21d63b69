// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.channel.EventLoop;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
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

  private final long limit;
  private final long clientLimit;
  private final Map<EventLoop, LoopMemory> loops = new ConcurrentHashMap<>();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong saidAt = new AtomicLong();

  /** Nothing is held yet. */
  public HeldMemory(MemoryPolicy policy) {
    limit = policy.totalBytes();
    clientLimit = policy.perClientBytes();
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
   * How large a piece of content may be, of {@code wanted} bytes; for whoever reads it from
   * elsewhere than a connection.
   */
  public int piece(int wanted) {
    return Math.min(wanted, LoopMemory.pieceAt(held(), limit));
  }

  /** A connection was dropped for what it held. Says so now and then. */
  void droppedOne() {
    dropped.incrementAndGet();
    long last = saidAt.get();
    long now = System.nanoTime();
    if (now - last >= LOG_INTERVAL && saidAt.compareAndSet(last, now)) {
      LOG.log(
          Level.WARNING,
          "memory for clients is used up: {0} bytes held, {1} allowed; {2} connections dropped",
          String.valueOf(held()),
          String.valueOf(limit),
          String.valueOf(dropped.getAndSet(0)));
    }
  }
}
