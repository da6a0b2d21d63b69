// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.channel.EventLoop;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Runs what belongs on an event loop. */
final class OnLoop {
  private OnLoop() {}

  /** Runs a task there, at once where this is there; {@code elsewhere} where the loop has ended. */
  static void run(EventLoop loop, Runnable task, Executor elsewhere) {
    if (loop.inEventLoop()) {
      task.run();
      return;
    }
    try {
      loop.execute(task);
    } catch (RejectedExecutionException ended) {
      elsewhere.execute(task);
    }
  }
}
