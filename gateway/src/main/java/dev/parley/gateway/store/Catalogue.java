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
import java.util.Optional;
import java.util.concurrent.locks.Lock;

/** Opens stored files and knows their digests, reading a file for it only where it must. */
final class Catalogue {

  /** Two changes closer than this may leave the same time stamp behind on a coarse file system. */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private static final int ATTEMPTS = 8;
  private static final int CHUNK = 1 << 16;

  private final Digests digests;
  private final Clock clock;
  private final NameLocks hashing = new NameLocks();

  Catalogue(Digests digests, Clock clock) {
    this.digests = digests;
    this.clock = clock;
  }

  /** An open file, the stamp of exactly this file, and its digest where that was known. */
  record Held(FileChannel channel, Stamp stamp, Optional<Checksum> known) {}

  /** Opens a file so that the stamp and the bytes are of one and the same state. */
  Held hold(Place place) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Stamp before = Stamp.of(place.path());
      FileChannel channel =
          FileChannel.open(place.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
      if (unchanged(place, before)) {
        return new Held(channel, before, digests.recall(place.name(), before));
      }
      channel.close();
    }
    throw new IOException("file keeps changing while it is opened");
  }

  /** Adds the digest, which may mean reading the file; closes it when that fails. */
  Opened identify(Place place, Held held) throws IOException {
    boolean done = false;
    try {
      Optional<Checksum> checksum =
          held.known().isPresent() ? held.known() : checksum(place, held.channel(), held.stamp());
      done = true;
      return new Opened(held.channel(), held.stamp(), checksum);
    } finally {
      if (!done) {
        held.channel().close();
      }
    }
  }

  /** What a precondition compares with; reads the file only when a tag is compared. */
  Validators validators(Place place, boolean withTag) throws IOException {
    Stamp stamp = Stamp.of(place.path());
    if (!withTag) {
      return new Validators(Optional.empty(), stamp.modified().toInstant());
    }
    try (Opened opened = identify(place, hold(place))) {
      return new Validators(
          opened.checksum().map(Checksum::entityTag), opened.stamp().modified().toInstant());
    }
  }

  private Optional<Checksum> checksum(Place place, FileChannel channel, Stamp stamp)
      throws IOException {
    // One reader hashes, the others wait and then recall.
    Lock lock = hashing.of(place.name());
    lock.lock();
    try {
      Optional<Checksum> known = digests.recall(place.name(), stamp);
      return known.isPresent() ? known : compute(place, channel, stamp);
    } finally {
      lock.unlock();
    }
  }

  private Optional<Checksum> compute(Place place, FileChannel channel, Stamp stamp)
      throws IOException {
    Checksum checksum;
    try {
      checksum = read(channel, stamp.size());
    } catch (EOFException e) {
      return Optional.empty();
    }
    if (!unchanged(place, stamp)) {
      return Optional.empty();
    }
    Duration age = Duration.between(stamp.modified().toInstant(), clock.instant()).abs();
    if (age.compareTo(SETTLED) >= 0) {
      digests.remember(place.name(), stamp, checksum);
    }
    return Optional.of(checksum);
  }

  private static boolean unchanged(Place place, Stamp stamp) {
    try {
      return Stamp.of(place.path()).equals(stamp);
    } catch (IOException e) {
      return false;
    }
  }

  private static Checksum read(FileChannel channel, long size) throws IOException {
    MessageDigest hash = Hash.SHA_256.start();
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(1, Math.min(CHUNK, size)));
    for (long at = 0; at < size; ) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), size - at));
      int read = channel.read(buffer, at);
      if (read < 0) {
        throw new EOFException("file became shorter");
      }
      hash.update(buffer.flip());
      at += read;
    }
    return Checksum.of(hash.digest());
  }
}
