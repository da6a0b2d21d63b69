// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;

/** The free space of the store, shared out among the uploads in flight before they arrive. */
final class Space {

  /** Uploads of unknown length take space in steps of this size. */
  private static final long STEP = 1L << 20;

  private final Path folder;
  private final UsableSpace question;
  private final long reserve;
  private long promised;

  Space(Path folder, UsableSpace question, long reserve) {
    this.folder = folder;
    this.question = question;
    this.reserve = reserve;
  }

  /** Promises the announced bytes to one upload, or a first step where the length is open. */
  Claim claim(OptionalLong announced) throws IOException, RefusedException {
    Claim claim = new Claim();
    boolean fits = announced.isPresent() ? claim.extend(announced.getAsLong()) : claim.cover(1);
    if (!fits) {
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

  private boolean promise(long bytes) throws IOException {
    long before = promised();
    // Nobody else waits for a disk that hangs here.
    long usable = question.usable(folder);
    synchronized (this) {
      // What was written meanwhile is neither promised any more nor known to be used.
      long used = Math.max(before, promised);
      // What is promised fitted beside the reserve once, so the differences cannot overflow.
      if (usable - reserve - used < bytes) {
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

    private long left;

    /** Makes sure that this many bytes may be written now. */
    boolean cover(long bytes) throws IOException {
      long missing = bytes - left;
      return missing <= 0 || extend(Math.max(missing, STEP)) || extend(missing);
    }

    private boolean extend(long bytes) throws IOException {
      // An empty file needs no space worth asking for.
      if (bytes > 0 && !promise(bytes)) {
        return false;
      }
      left += bytes;
      return true;
    }

    /** Takes note of bytes that are on disk now and no longer a promise. */
    void spent(long bytes) {
      giveBack(bytes);
      left -= bytes;
    }

    void release() {
      giveBack(left);
      left = 0;
    }
  }
}
