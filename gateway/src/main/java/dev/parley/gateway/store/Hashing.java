// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Reads large files for their digests, on a thread of its own, for as long as somebody asks.
 *
 * <p>The files take turns, so a huge one does not keep the others waiting. A file that nobody asks
 * for any more rests; it goes on from there when it is asked for again, and gives way to others.
 */
final class Hashing implements AutoCloseable {

  /** Who got no digest asks again within this time, or does not want it any more. */
  static final Duration WANTED = Duration.ofSeconds(30);

  static final int FILES = 64;
  static final int TURN = 32 << 20;

  private static final int CHUNK = 1 << 16;
  private static final int IDLE_SECONDS = 10;

  private final Digests digests;
  private final Clock clock;
  private final ExecutorService thread;
  private final Map<Name, Reading> readings = new LinkedHashMap<>();
  private volatile boolean closed;

  Hashing(Digests digests, Clock clock, ExecutorService thread) {
    this.digests = digests;
    this.clock = clock;
    this.thread = thread;
  }

  /** One thread, which ends when it has nothing to do. */
  static ExecutorService thread() {
    ThreadPoolExecutor one =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread made = new Thread(task, "parley-hash");
              made.setDaemon(true);
              return made;
            });
    one.allowCoreThreadTimeOut(true);
    return one;
  }

  /** Somebody asks for the digest of a file in this state. */
  synchronized void want(Place place, Stamp stamp) {
    Reading known = readings.get(place.name());
    if (known == null || !known.stamp.equals(stamp)) {
      if (known == null && readings.size() >= FILES && !forgetOne()) {
        return;
      }
      known = new Reading(place, stamp);
      readings.put(place.name(), known);
    }
    known.wantedUntil = clock.instant().plus(WANTED);
    if (!known.underWay) {
      known.underWay = true;
      goOn(known);
    }
  }

  private boolean forgetOne() {
    for (Iterator<Reading> each = readings.values().iterator(); each.hasNext(); ) {
      if (!each.next().underWay) {
        each.remove();
        return true;
      }
    }
    return false;
  }

  private void goOn(Reading reading) {
    try {
      thread.execute(() -> turn(reading));
    } catch (RejectedExecutionException ended) {
      readings.remove(reading.place.name(), reading);
    }
  }

  private void turn(Reading reading) {
    boolean over = true;
    try {
      over = wanted(reading) && reading.goOn();
    } catch (IOException changed) {
      // Whoever asks again finds another state, or nothing.
    } finally {
      after(reading, over);
    }
  }

  private synchronized boolean wanted(Reading reading) {
    return !closed
        && readings.get(reading.place.name()) == reading
        && clock.instant().isBefore(reading.wantedUntil);
  }

  private synchronized void after(Reading reading, boolean over) {
    if (over) {
      readings.remove(reading.place.name(), reading);
    } else if (wanted(reading)) {
      goOn(reading);
    } else {
      reading.underWay = false;
    }
  }

  /** Files that are read or rest. */
  synchronized int readings() {
    return readings.size();
  }

  @Override
  public void close() {
    closed = true;
    thread.shutdownNow();
  }

  /** How far one file is read. */
  private final class Reading {
    private final Place place;
    private final Stamp stamp;
    private final MessageDigest hash = Hash.SHA_256.start();
    private long at;
    private Instant wantedUntil = Instant.MIN;
    private boolean underWay;

    Reading(Place place, Stamp stamp) {
      this.place = place;
      this.stamp = stamp;
    }

    /** Reads on for one turn; returns whether this was the last. */
    boolean goOn() throws IOException {
      try (FileChannel channel =
          FileChannel.open(place.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
        at += read(channel, at, Math.min(TURN, stamp.size() - at), hash);
      }
      if (!Stamp.of(place.path()).equals(stamp)) {
        throw new IOException("the file changed while it was read");
      }
      if (at < stamp.size()) {
        return false;
      }
      digests.remember(place.name(), stamp, Checksum.of(hash.digest()));
      return true;
    }

    private long read(FileChannel channel, long from, long count, MessageDigest into)
        throws IOException {
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(1, Math.min(CHUNK, count)));
      long done = 0;
      while (done < count && !closed) {
        done += hash(channel, from + done, count - done, buffer, into);
      }
      return done;
    }
  }

  /** The digest of a small file, at once. */
  static Checksum of(FileChannel channel, long size) throws IOException {
    MessageDigest hash = Hash.SHA_256.start();
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(1, Math.min(CHUNK, size)));
    for (long at = 0; at < size; ) {
      at += hash(channel, at, size - at, buffer, hash);
    }
    return Checksum.of(hash.digest());
  }

  private static int hash(
      FileChannel channel, long at, long most, ByteBuffer buffer, MessageDigest into)
      throws IOException {
    buffer.clear().limit((int) Math.min(buffer.capacity(), most));
    int read = channel.read(buffer, at);
    if (read < 0) {
      throw new EOFException("the file became shorter while it was read");
    }
    into.update(buffer.flip());
    return read;
  }
}
