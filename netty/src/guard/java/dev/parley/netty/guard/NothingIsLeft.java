// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty.guard;

import io.netty.util.ResourceLeakDetectorFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves something behind: a buffer that nobody released, a connection or a
 * listening socket, or a thread of an event loop.
 */
public final class NothingIsLeft implements BeforeAllCallback, AfterAllCallback {
  private static final LeakRecorder LEAKS = new LeakRecorder();
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int COLLECTIONS = 3;

  static {
    // Before the first buffer: a detector is made once, when the class it watches is loaded.
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(LEAKS);
  }

  private long socketsBefore;

  @Override
  public void beforeAll(ExtensionContext context) {
    socketsBefore = OpenConnections.countWithListening();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    List<String> left = new ArrayList<>();
    LongSupplier sockets = () -> OpenConnections.countWithListening() - socketsBefore;
    if (!comesTrue(() -> sockets.getAsLong() <= 0)) {
      left.add(
          sockets.getAsLong()
              + " TCP sockets are open that were not there before, among "
              + OpenConnections.list());
    }
    if (!comesTrue(() -> loops().isEmpty())) {
      left.add("threads run on: " + loops());
    }
    left.addAll(leaks());
    if (!left.isEmpty()) {
      throw new AssertionError(
          context.getDisplayName() + " left behind: " + String.join("\n", left));
    }
  }

  private static List<String> loops() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(name -> name.startsWith("parley") || name.contains("EventLoopGroup"))
        .sorted()
        .toList();
  }

  private static List<String> leaks() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      LEAKS.look();
    }
    return LEAKS.drain();
  }

  /** Looks again and again, since the other end of a connection closes in its own time. */
  private static boolean comesTrue(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      LockSupport.parkNanos(1_000_000);
    }
    return true;
  }
}
