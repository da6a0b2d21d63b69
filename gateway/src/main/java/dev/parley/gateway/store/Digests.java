// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * The digests computed so far, each beside the stamp of the file it was computed from.
 *
 * <p>A memory, not a record: losing an entry costs one more reading of a file, so nothing here
 * fails a request and nothing is forced to disk.
 */
final class Digests {

  private final Path folder;
  private final Path incoming;

  Digests(Path folder, Path incoming) {
    this.folder = folder;
    this.incoming = incoming;
  }

  Optional<Checksum> recall(Name name, Stamp stamp) {
    try {
      String text = Files.readString(place(name), UTF_8);
      String expected = stamp.line() + " ";
      if (!text.startsWith(expected) || !text.endsWith("\n")) {
        return Optional.empty();
      }
      String hex = text.substring(expected.length(), text.length() - 1);
      return Checksum.wellFormed(hex) ? Optional.of(new Checksum(hex)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void remember(Name name, Stamp stamp, Checksum checksum) {
    Path place = place(name);
    Path draft = incoming.resolve(UUID.randomUUID() + ".digest");
    try {
      Files.createDirectories(drawer(hash(name)));
      Files.writeString(draft, stamp.line() + " " + checksum.hex() + "\n", UTF_8);
      Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      discard(draft);
    }
  }

  void forget(Name name) {
    discard(place(name));
  }

  private static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // A stale entry never matches a stamp again, a stale draft goes with the next opening.
    }
  }

  private Path place(Name name) {
    String hash = hash(name);
    return drawer(hash).resolve(hash.substring(2));
  }

  /** Spread over folders, so that none grows without bound. */
  private Path drawer(String hash) {
    return folder.resolve(hash.substring(0, 2));
  }

  /** Names are hashed, so their length, depth and alphabet do not matter here. */
  private static String hash(Name name) {
    return HexFormat.of().formatHex(Hash.SHA_256.start().digest(name.key().getBytes(UTF_8)));
  }
}
