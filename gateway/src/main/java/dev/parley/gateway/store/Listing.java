// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a folder holds, as far as a GET could reach it.
 *
 * @param truncated whether the folder holds more than a listing shows
 */
record Listing(Name folder, List<Entry> entries, boolean truncated) {

  /** Enough for a person and a bound for the memory one request takes. */
  private static final int LIMIT = 10_000;

  /** The same for long names, which are written out twice and longer than they are. */
  private static final int LENGTH_LIMIT = 4 << 20;

  private static final int ROW = 200;
  private static final int SPELLING = 6;
  private static final int DIGEST = 128;

  /**
   * One line of a listing.
   *
   * @param checksum known only where the store computed it before; a listing reads no content
   */
  record Entry(
      String name, boolean folder, long size, Instant modified, Optional<Checksum> checksum) {}

  Listing {
    entries = List.copyOf(entries);
  }

  /** Bytes of memory that it takes, about. */
  long weight() {
    long weight = ROW + 2L * folder.key().length();
    for (Entry entry : entries) {
      weight += ROW + 2L * entry.name().length() + (entry.checksum().isPresent() ? DIGEST : 0);
    }
    return weight;
  }

  static Listing of(Place place, Digests digests) throws IOException {
    List<Entry> entries = new ArrayList<>();
    boolean truncated = false;
    int way = place.name().target().length();
    long length = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(place.path())) {
      for (Path file : files) {
        Optional<Entry> entry = entry(place.name(), file, digests);
        if (entry.isPresent()) {
          length += ROW + way + (long) SPELLING * entry.get().name().length();
        }
        if (entry.isPresent() && (entries.size() == LIMIT || length > LENGTH_LIMIT)) {
          truncated = true;
          break;
        }
        entry.ifPresent(entries::add);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    entries.sort(
        Comparator.comparing((Entry e) -> !e.folder())
            .thenComparing(Entry::name, new NaturalOrder()));
    return new Listing(place.name(), entries, truncated);
  }

  private static Optional<Entry> entry(Name folder, Path file, Digests digests) throws IOException {
    String segment = String.valueOf(file.getFileName());
    if (Name.reserved(segment) || !Name.acceptable(segment) || undecodable(file, segment)) {
      return Optional.empty();
    }
    try {
      BasicFileAttributes seen =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      Instant modified = seen.lastModifiedTime().toInstant();
      if (seen.isDirectory()) {
        return Optional.of(new Entry(segment, true, 0, modified, Optional.empty()));
      }
      if (!seen.isRegularFile()) {
        return Optional.empty();
      }
      Optional<Checksum> checksum = digests.recall(folder.child(segment), Stamp.of(file));
      return Optional.of(new Entry(segment, false, seen.size(), modified, checksum));
    } catch (NoSuchFileException e) {
      // Removed since the folder was read.
      return Optional.empty();
    }
  }

  /** A name the platform could not decode reads like one of replacement characters, and is not. */
  private static boolean undecodable(Path file, String segment) {
    return segment.indexOf('\ufffd') >= 0 && !file.equals(file.resolveSibling(segment));
  }
}
