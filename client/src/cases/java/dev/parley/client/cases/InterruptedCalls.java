// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.cases;

import dev.parley.testkit.Peer;
import dev.parley.testkit.ScriptError;
import dev.parley.testkit.ScriptedOrigin;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls whose thread is interrupted when their response comes: sooner after each that saw its
 * response, later after each that did not, so that to some it comes while they leave. The first of
 * the tasks of a call that run here is the one that interrupts.
 */
public final class InterruptedCalls implements Executor, AutoCloseable {
  private static final int CALLS = 1000;
  private static final int SOON_NANOS = 50_000;
  private static final int STEP_NANOS = 1_000;
  private static final int PATIENCE_SECONDS = 60;
  private static final int LEAVING_SECONDS = 5;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ExecutorService callers = Executors.newSingleThreadExecutor();
  private final Queue<CompletableFuture<Void>> served = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean armed = new AtomicBoolean();
  private volatile CompletableFuture<Void> interruption = CompletableFuture.completedFuture(null);
  private volatile Thread caller = Thread.currentThread();
  private final AtomicInteger later = new AtomicInteger();

  /** A call for a response that never ends, which it closes if it gets it. */
  @FunctionalInterface
  public interface Call {
    /** Makes it. */
    void make(URI uri) throws Exception;
  }

  @Override
  public void execute(Runnable task) {
    if (!armed.compareAndSet(true, false)) {
      threads.execute(task);
      return;
    }
    long soon = System.nanoTime() + SOON_NANOS;
    interruption =
        CompletableFuture.runAsync(
            () -> {
              spinUntil(soon + later.get());
              caller.interrupt();
            },
            threads);
    threads.execute(
        () -> {
          spinUntil(soon);
          task.run();
        });
  }

  private static void spinUntil(long time) {
    while (System.nanoTime() - time < 0) {
      Thread.onSpinWait();
    }
  }

  /** Makes so many, and fails unless each has closed its connection. */
  public void make(Call call) throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(this::serve)) {
      CompletableFuture.runAsync(() -> makeAll(call, origin.uri()), callers)
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      CompletableFuture.allOf(served.toArray(CompletableFuture[]::new))
          .get(LEAVING_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void serve(Peer peer) {
    if (!peer.awaitsMore()) {
      return;
    }
    CompletableFuture<Void> ended = new CompletableFuture<>();
    served.add(ended);
    try {
      peer.readRequestHead();
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nabc").discardToEof();
      ended.complete(null);
    } catch (ScriptError left) {
      if (left.reason() == ScriptError.Reason.PEER_LEFT) {
        ended.complete(null);
      }
    }
  }

  private void makeAll(Call call, URI uri) {
    caller = Thread.currentThread();
    for (int i = 0; i < CALLS; i++) {
      armed.set(true);
      try {
        call.make(uri);
        later.addAndGet(-STEP_NANOS);
      } catch (Exception interrupted) {
        later.addAndGet(STEP_NANOS);
      }
      // So that the next one gets as far as its response.
      interruption.join();
      Thread.interrupted();
    }
  }

  @Override
  public void close() {
    callers.shutdown();
    threads.shutdown();
  }
}
