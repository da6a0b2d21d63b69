// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.gateway.store.FileFailure;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes a line for each exchange, on a thread of its own.
 *
 * <p>An event loop only puts the exchange into a bounded queue. Where that is full, because lines
 * cannot be written fast enough or at all, exchanges are dropped and counted, and the next line
 * says how many. The thread looks at the queue every {@link #NAP} rather than being woken for every
 * exchange; only after a while without any it sleeps until it is woken.
 */
final class AccessLog implements Closeable {
  static final int QUEUE = 4096;

  private static final System.Logger LOG = System.getLogger("dev.parley.access-log");
  private static final int BATCH = 256;
  private static final long NAP = Duration.ofMillis(20).toNanos();
  private static final int NAPS = 50;
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final ArrayBlockingQueue<Evidence> queue = new ArrayBlockingQueue<>(QUEUE);
  private final List<Evidence> batch = new ArrayList<>(BATCH);
  private final AtomicLong dropped = new AtomicLong();
  private final Target target;
  private final LogLine line;
  private final Thread writer = new Thread(this::run, "parley-access-log");
  private volatile boolean asleep;
  private volatile boolean closing;
  private boolean failing;

  /** Where lines go. */
  interface Target extends Closeable {
    /** Writes whole lines, or throws. */
    void write(byte[] lines) throws IOException;

    /** Why not, in words. */
    default String reason(IOException unwritten) {
      return String.valueOf(unwritten.getMessage());
    }
  }

  private AccessLog(Target target, LogLine line) {
    this.target = target;
    this.line = line;
    writer.setDaemon(true);
  }

  /**
   * Opens the log.
   *
   * @param standard where lines go that have no file; it is not closed
   * @throws UnusableException when the file cannot be written
   */
  static AccessLog start(AccessLogPolicy policy, OutputStream standard) throws UnusableException {
    Target target =
        policy.file().isPresent() ? LogFile.open(policy.file().get()) : new Standard(standard);
    AccessLog log = new AccessLog(target, LogLine.of(policy.format()));
    log.writer.start();
    return log;
  }

  /** Has a line written; never waits. The exchange must be over. */
  void write(Evidence evidence) {
    if (!queue.offer(evidence)) {
      dropped.incrementAndGet();
    } else if (asleep) {
      LockSupport.unpark(writer);
    }
  }

  private void run() {
    int naps = 0;
    while (true) {
      boolean last = closing;
      queue.drainTo(batch, BATCH);
      if (!batch.isEmpty() || (last && dropped.get() > 0)) {
        naps = 0;
        writeBatch();
      } else if (last) {
        return;
      } else if (naps < NAPS) {
        naps++;
        LockSupport.parkNanos(this, NAP);
      } else {
        sleep();
      }
    }
  }

  private void sleep() {
    asleep = true;
    // Whoever came before the line above woke nobody.
    if (queue.isEmpty() && !closing) {
      LockSupport.park(this);
    }
    asleep = false;
  }

  private void writeBatch() {
    long missing = dropped.getAndSet(0);
    if (missing > 0) {
      line.dropped(missing, System.currentTimeMillis());
    }
    batch.forEach(line::exchange);
    byte[] lines = line.take().getBytes(StandardCharsets.US_ASCII);
    try {
      target.write(lines);
      failing = false;
    } catch (IOException unwritten) {
      // On the way out there is no next line that could tell.
      if (!closing) {
        dropped.addAndGet(missing + batch.size());
      }
      if (!failing) {
        failing = true;
        LOG.log(Level.WARNING, "access-log: {0}: {1}", target, target.reason(unwritten));
      }
    }
    batch.clear();
  }

  /** Writes what is there, within two seconds. */
  @Override
  public void close() throws IOException {
    closing = true;
    LockSupport.unpark(writer);
    try {
      writer.join(LAST_WORDS.toMillis());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    target.close();
  }

  /** Standard output, whose end is not ours to decide. */
  private record Standard(OutputStream out) implements Target {
    @Override
    public void write(byte[] lines) throws IOException {
      out.write(lines);
      out.flush();
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
      return "standard output";
    }
  }

  /** What the file is called in a message about its configuration. */
  static UnusableException unusable(Path file, IOException cause) {
    return new UnusableException(
        "access-log.file",
        file
            + " (expected: a file that can be appended to; "
            + FileFailure.reason(file, cause)
            + ")",
        cause);
  }
}
