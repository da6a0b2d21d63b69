// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The free space of the store, shared out among the uploads in flight before they arrive.
 *
 * <p>An upload is admitted when all that it announces fits beside what is promised to others. It is
 * promised what it can be expected to send within a minute, and at least a step, so that it keeps
 * no space from others for longer than it takes to use it. Who finds no space left for what arrives
 * is refused then.
 */
final class Space {

  /** Uploads take space in steps of at least this size. */
  private static final long STEP = 1L << 20;

  /** What a name takes on the disk: a block for a file or a folder. */
  static final long BLOCK = 4096;

  private static final long AHEAD_SECONDS = 60;

  /** A pace is measured over a time like this. */
  private static final long PACE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Path folder;
  private final UsableSpace question;
  private final long reserve;
  private final LongSupplier nanos;
  private long promised;

  Space(Path folder, UsableSpace question, long reserve, LongSupplier nanos) {
    this.folder = folder;
    this.question = question;
    this.reserve = reserve;
    this.nanos = nanos;
  }

  /**
   * Admits an upload, and promises the first of its bytes.
   *
   * @param announced empty where the length is open
   * @param names how many files and folders it makes
   */
  Claim claim(OptionalLong announced, int names) throws IOException, RefusedException {
    Claim claim = new Claim(announced.orElse(Long.MAX_VALUE), names * BLOCK);
    if (!claim.begin(announced.orElse(1))) {
      throw new RefusedException(Problem.NO_SPACE);
    }
    return claim;
  }

  /** Whether this failure says that the disk is full. */
  boolean exhausted(IOException failure) {
    String reason =
        failure instanceof FileSystemException named ? named.getReason() : failure.getMessage();
    String text = String.valueOf(reason).toLowerCase(Locale.ROOT);
    if (text.contains("no space left") || text.contains("quota exceeded")) {
      return true;
    }
    try {
      // The platform's message comes in the language of the process, so ask the disk as well.
      return question.usable(folder) < STEP;
    } catch (IOException e) {
      return false;
    }
  }

  /** Promises so many bytes where {@code needed} would fit. */
  private boolean promise(long bytes, long needed) throws IOException {
    long before = promised();
    // Nobody else waits for a disk that hangs here.
    long usable = question.usable(folder);
    synchronized (this) {
      // What was written meanwhile is neither promised any more nor known to be used.
      long used = Math.max(before, promised);
      // What is promised fitted beside the reserve once, so the differences cannot overflow.
      if (usable - reserve - used < needed) {
        return false;
      }
      promised += bytes;
      return true;
    }
  }

  private synchronized void giveBack(long bytes) {
    promised -= bytes;
  }

  synchronized long promised() {
    return promised;
  }

  /** One upload's part of the promised space. */
  final class Claim {
    private final long names;
    private long missing;
    private long left;
    private long paceSince = nanos.getAsLong();
    private long paceBytes;
    private long pace;

    private Claim(long missing, long names) {
      this.missing = missing;
      this.names = names;
    }

    private boolean begin(long announced) throws IOException {
      long first = Math.min(announced, STEP);
      // An announcement may be as large as a long.
      long needed = announced > Long.MAX_VALUE - names ? announced : announced + names;
      if (!promise(first + names, needed)) {
        return false;
      }
      left = first;
      return true;
    }

    /** Makes sure that this many bytes may be written now. */
    boolean cover(long bytes) throws IOException {
      long lacking = bytes - left;
      return lacking <= 0 || extend(Math.max(lacking, ahead() - left)) || extend(lacking);
    }

    private boolean extend(long bytes) throws IOException {
      if (!promise(bytes, bytes)) {
        return false;
      }
      left += bytes;
      return true;
    }

    /** What may come within a minute at this pace. */
    private long ahead() {
      long seconds = Math.max(1, (nanos.getAsLong() - paceSince) / SECOND);
      long expected = Math.max(pace, paceBytes / seconds) * AHEAD_SECONDS;
      return Math.min(missing, Math.max(STEP, expected));
    }

    /** Takes note of bytes that are on disk now and no longer a promise. */
    void spent(long bytes) {
      giveBack(bytes);
      left -= bytes;
      missing -= bytes;
      paceBytes += bytes;
      long took = nanos.getAsLong() - paceSince;
      if (took >= PACE_NANOS) {
        pace = paceBytes / (took / SECOND);
        paceBytes = 0;
        paceSince += took;
        shrink(ahead());
      }
    }

    private void shrink(long wanted) {
      if (left > wanted) {
        giveBack(left - wanted);
        left = wanted;
      }
    }

    void release() {
      giveBack(left + names);
      left = 0;
    }
  }
}
