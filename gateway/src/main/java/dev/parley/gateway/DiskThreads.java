// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads for {@link Errands}, which know what they are doing and what waits for them. */
final class DiskThreads extends ThreadPoolExecutor {
  private final Set<Errands> underWay = ConcurrentHashMap.newKeySet();
  private volatile long begunAt = System.nanoTime();

  DiskThreads(String name, int threads) {
    super(
        threads,
        threads,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        runnable -> thread(name, runnable));
  }

  /** No thread of Netty's, which would keep buffers back that others need more. */
  private static Thread thread(String name, Runnable runnable) {
    Thread thread = new Thread(runnable, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  protected void beforeExecute(Thread thread, Runnable task) {
    begunAt = System.nanoTime();
    if (task instanceof Errands errands) {
      underWay.add(errands);
    }
  }

  @Override
  protected void afterExecute(Runnable task, Throwable thrown) {
    if (task instanceof Errands errands) {
      underWay.remove(errands);
    }
  }

  /** Whether something waits, and nothing began for so many nanoseconds: all threads hang. */
  boolean hang(long now, long most) {
    return !getQueue().isEmpty() && now - begunAt >= most;
  }

  /** Has everything that runs or waits look at the time; returns whether there is any. */
  boolean look(long now, long most) {
    boolean any = false;
    for (Errands errands : underWay) {
      any = true;
      errands.look(now, most);
    }
    for (Runnable task : getQueue()) {
      any = true;
      if (task instanceof Errands errands) {
        errands.look(now, most);
      }
    }
    return any;
  }
}
