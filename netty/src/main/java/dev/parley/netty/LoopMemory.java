// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** What the connections of one event loop hold; touched on it alone, but for its sums. */
final class LoopMemory {
  /** What a connection costs that does nothing: its objects, and those of an exchange. */
  static final int CONNECTION = 8 * 1024;

  private static final int SMALL_PIECE = 16 * 1024;
  private static final int SMALLEST_PIECE = 4 * 1024;

  private static final long LOOK_AGAIN_MILLIS = 100;

  /** After this long, half of what was moved is forgotten. */
  private static final double HALF_LIFE = TimeUnit.SECONDS.toNanos(2);

  /** What a new connection is taken to have moved, so that it has time for its head. */
  private static final double TRUST = 64 * 1024;

  /** Weighs more than anything that a client within its share can be blamed for. */
  private static final double BEYOND_SHARE = 1e18;

  /** Something that holds memory for a client. */
  interface Holder {
    /** The client it holds memory for. */
    InetAddress client();

    /** How many bytes it holds. */
    long held();

    /** How many bytes it received from its client and its client took, since it began. */
    long moved();

    /** Lets go of what it holds; for a client that waits for an answer, with one. */
    void drop();
  }

  private final HeldMemory all;
  private final EventLoop loop;
  private final List<Entry> entries = new ArrayList<>();
  private volatile long held;
  private volatile Map<InetAddress, Long> byClient = Map.of();
  private long taken;
  private long lookAt;
  private long lookedAt;
  private int piece = MessageLimits.CONTENT_PIECE;
  private boolean looking;
  private boolean scheduled;

  LoopMemory(HeldMemory all, EventLoop loop) {
    this.all = all;
    this.loop = loop;
    this.lookedAt = loop.ticker().nanoTime();
    this.lookAt = all.step();
  }

  /** A place in the list of what holds memory. */
  final class Entry {
    private final Holder holder;
    private int index;
    private long holds = CONNECTION;
    private long moved;
    private double lately = TRUST;
    private long movedAt;
    private double blame;

    private Entry(Holder holder, long now) {
      this.holder = holder;
      this.movedAt = now;
    }

    private void look(double kept, long now) {
      holds = holder.held();
      long movedNow = holder.moved();
      if (movedNow != moved) {
        movedAt = now;
      }
      lately = lately * kept + (movedNow - moved);
      moved = movedNow;
    }

    /** What it holds for what it moved lately, and for how long it has moved nothing. */
    private double blame(long now) {
      double share = all.heldFor(holder.client()) > all.clientLimit() ? BEYOND_SHARE : 1;
      return share * holds / (1 + lately) * (1 + TimeUnit.NANOSECONDS.toMillis(now - movedAt));
    }

    /** It holds nothing any more. */
    void remove() {
      if (index < 0) {
        return;
      }
      Entry last = entries.remove(entries.size() - 1);
      if (last != this) {
        entries.set(index, last);
        last.index = index;
      }
      index = -1;
    }
  }

  Entry add(Holder holder) {
    Entry entry = new Entry(holder, loop.ticker().nanoTime());
    entry.index = entries.size();
    entries.add(entry);
    took(CONNECTION);
    return entry;
  }

  /** How many hold memory. */
  int connections() {
    return entries.size();
  }

  /** What was held at the last look. */
  long held() {
    return held;
  }

  long heldFor(InetAddress client) {
    return byClient.getOrDefault(client, 0L);
  }

  /** The largest piece that is read now. */
  int piece() {
    return piece;
  }

  /** So much memory was taken to read into. */
  void took(int bytes) {
    taken += bytes;
    if (taken > lookAt && !looking) {
      // Not from within a read, which may be of a connection that is to be dropped.
      looking = true;
      lookSoon();
    }
  }

  /** Looks once what the loop is doing now is done; from any thread. */
  void lookSoon() {
    try {
      loop.execute(this::look);
    } catch (RejectedExecutionException stopped) {
      // It ends, and with it every connection.
    }
  }

  /** Gives buffers back that this thread keeps for later: each keeps all of its chunk. */
  void trim() {
    try {
      loop.execute(() -> PooledByteBufAllocator.DEFAULT.trimCurrentThreadCache());
    } catch (RejectedExecutionException stopped) {
      // It ends, and gives everything back.
    }
  }

  /** How large a piece may be when so much is held. */
  static int pieceAt(long held, long limit) {
    if (held < limit / 2) {
      return MessageLimits.CONTENT_PIECE;
    }
    return held < limit ? SMALL_PIECE : SMALLEST_PIECE;
  }

  private void look() {
    looking = false;
    long before = lookedAt;
    sum();
    long excess = all.held() - all.limit();
    // Who moves shows from one look to the next, so these must not lie far apart.
    boolean seesWhoMoves = lookedAt - before < TimeUnit.MILLISECONDS.toNanos(LOOK_AGAIN_MILLIS * 2);
    if (excess > 0 && (seesWhoMoves || excess > all.limit() / 4)) {
      drop(excess + all.limit() / 8);
    }
    long now = all.held();
    boolean small = piece < MessageLimits.CONTENT_PIECE;
    piece = pieceAt(now, all.limit());
    if (small && piece == MessageLimits.CONTENT_PIECE) {
      all.relieved();
    }
    taken = 0;
    lookAt = Math.max(all.step(), (all.limit() / 2 - now) / Math.max(1, all.loops()));
    if (piece < MessageLimits.CONTENT_PIECE && !scheduled) {
      scheduled = true;
      loop.schedule(this::lookAgain, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void lookAgain() {
    scheduled = false;
    look();
  }

  private void sum() {
    long now = loop.ticker().nanoTime();
    double kept = Math.pow(0.5, (now - lookedAt) / HALF_LIFE);
    lookedAt = now;
    long sum = 0;
    Map<InetAddress, Long> clients = new HashMap<>();
    for (Entry entry : entries) {
      entry.look(kept, now);
      sum += entry.holds;
      clients.merge(entry.holder.client(), entry.holds, Long::sum);
    }
    byClient = clients;
    held = sum;
  }

  /** Drops this loop's part of {@code excess}. */
  private void drop(long excess) {
    long left = held;
    long wanted = left - (long) ((double) excess * left / Math.max(1, all.held()));
    for (Entry entry : entries) {
      entry.blame = entry.blame(lookedAt);
    }
    List<Entry> worstFirst = new ArrayList<>(entries);
    worstFirst.sort(Comparator.comparingDouble((Entry entry) -> entry.blame).reversed());
    int dropped = 0;
    for (Entry entry : worstFirst) {
      if (left <= wanted) {
        break;
      }
      if (entry.index >= 0) {
        left -= entry.holds;
        entry.holder.drop();
        dropped++;
      }
    }
    held = left;
    all.dropped(dropped);
  }
}
