// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file an upload is written to while it is nobody's file yet.
 *
 * <p>Created with the first byte, so an upload that is admitted but waits costs no open file.
 */
final class Arrival {

  /** How the file is opened. */
  @FunctionalInterface
  interface Opening {
    Opening NEW_FILE =
        file ->
            FileChannel.open(
                file,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);

    FileChannel open(Path file) throws IOException;
  }

  private final Path file;
  private final Opening opening;
  private final Map<Hash, MessageDigest> hashes = new EnumMap<>(Hash.class);
  private @Nullable FileChannel channel;
  private boolean created;

  Arrival(Path file, Opening opening, Set<Hash> announced) {
    this.file = file;
    this.opening = opening;
    hashes.put(Hash.SHA_256, Hash.SHA_256.start());
    announced.forEach(hash -> hashes.computeIfAbsent(hash, Hash::start));
  }

  Path file() {
    return file;
  }

  void write(ByteBuffer content) throws IOException {
    hashes.values().forEach(hash -> hash.update(content.duplicate()));
    FileChannel target = channel();
    while (content.hasRemaining()) {
      target.write(content);
    }
  }

  private FileChannel channel() throws IOException {
    if (channel == null) {
      created = true;
      channel = opening.open(file);
    }
    return channel;
  }

  /** Ends the writing and returns the digests of everything written. */
  Map<Hash, byte[]> seal(boolean durable) throws IOException {
    try (FileChannel target = channel()) {
      if (durable) {
        target.force(true);
      }
    }
    Map<Hash, byte[]> digests = new EnumMap<>(Hash.class);
    hashes.forEach((hash, digest) -> digests.put(hash, digest.digest()));
    return digests;
  }

  /** Removes the file where it still exists; a failure leaves it to the next opening. */
  void discard() {
    if (!created) {
      return;
    }
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // Removing it is what counts.
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Cleared by the next opening of the store.
    }
  }
}
