// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Opens stored files and knows their digests; a large file is read for it by somebody else. */
final class Catalogue {

  /** Two changes closer than this may leave the same time stamp behind on a coarse file system. */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  /** A file of this size is read for its digest at once, which takes as long as serving it. */
  static final long SMALL = 256 << 10;

  private static final int ATTEMPTS = 8;

  private final Digests digests;
  private final Hashing hashing;
  private final Clock clock;

  Catalogue(Digests digests, Hashing hashing, Clock clock) {
    this.digests = digests;
    this.hashing = hashing;
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

  /** Adds the digest, if it is known or soon found; closes the file when that fails. */
  Opened identify(Place place, Held held) throws IOException {
    boolean done = false;
    try {
      Optional<Checksum> checksum =
          held.known().isPresent() ? held.known() : checksum(place, held.channel(), held.stamp());
      done = true;
      return new Opened(held.channel(), held.stamp(), settled(held.stamp()), checksum);
    } finally {
      if (!done) {
        held.channel().close();
      }
    }
  }

  /** What a precondition compares with; looks for a digest only when a tag is compared. */
  Validators validators(Place place, boolean withTag) throws IOException {
    if (!withTag) {
      Stamp stamp = Stamp.of(place.path());
      return Validators.ofDate(stamp.modified().toInstant());
    }
    try (Opened opened = identify(place, hold(place))) {
      return opened.validators(opened.stamp().modified().toInstant());
    }
  }

  private Optional<Checksum> checksum(Place place, FileChannel channel, Stamp stamp)
      throws IOException {
    if (stamp.size() > SMALL) {
      if (settled(stamp)) {
        hashing.want(place, stamp);
      }
      return Optional.empty();
    }
    Checksum checksum;
    try {
      checksum = Hashing.of(channel, stamp.size());
    } catch (EOFException e) {
      return Optional.empty();
    }
    if (!unchanged(place, stamp)) {
      return Optional.empty();
    }
    if (settled(stamp)) {
      digests.remember(place.name(), stamp, checksum);
    }
    return Optional.of(checksum);
  }

  private boolean settled(Stamp stamp) {
    Duration age = Duration.between(stamp.modified().toInstant(), clock.instant()).abs();
    return age.compareTo(SETTLED) >= 0;
  }

  private static boolean unchanged(Place place, Stamp stamp) {
    try {
      return Stamp.of(place.path()).equals(stamp);
    } catch (IOException e) {
      return false;
    }
  }
}
