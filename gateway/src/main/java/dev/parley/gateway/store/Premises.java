// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a store, held exclusively by this process and cleared of what a crash left behind.
 *
 * @param recovered how many unfinished uploads were cleared away
 */
record Premises(Path top, Path incoming, Path digests, FileLock lock, int recovered)
    implements AutoCloseable {

  /** The ending of files that hold an unfinished upload. */
  static final String UNFINISHED = ".part";

  static Premises occupy(Path folder) throws StoreUnusableException {
    Path top = top(folder);
    Path own = top.resolve(Name.RESERVED);
    Path incoming = own.resolve("incoming");
    Path digests = own.resolve("digests");
    real(own);
    real(incoming);
    real(digests);
    FileLock lock = lock(top, own.resolve("lock"));
    try {
      int recovered = clear(incoming);
      prove(top, incoming);
      return new Premises(top, incoming, digests, lock, recovered);
    } catch (IOException e) {
      release(lock, e);
      throw unusable(top, "a folder this process may write to", e);
    }
  }

  private static Path top(Path folder) throws StoreUnusableException {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
      return folder.toRealPath();
    } catch (NoSuchFileException e) {
      IOException why = new IOException("The system creates none there");
      throw unusable(folder, "a folder, or a place where one can be created", why);
    } catch (IOException e) {
      throw unusable(folder, "a folder, or a place where one can be created", e);
    }
  }

  /** A link here would lead the store's own files out of its folder. */
  private static void real(Path own) throws StoreUnusableException {
    try {
      if (!Files.isDirectory(own, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(own);
      }
    } catch (IOException e) {
      throw unusable(own, "a real folder this process may write to", e);
    }
  }

  private static FileLock lock(Path top, Path file) throws StoreUnusableException {
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        channel = null;
        return lock;
      }
      throw unusable(top, "a folder no other gateway is using", null);
    } catch (OverlappingFileLockException e) {
      throw unusable(top, "a folder no other gateway is using", null);
    } catch (StoreUnusableException e) {
      throw e;
    } catch (IOException e) {
      throw unusable(file, "a file this process may lock", e);
    } finally {
      close(channel);
    }
  }

  /** Only the holder of the lock may do this: what is unfinished and not ours is nobody's. */
  private static int clear(Path incoming) throws IOException {
    int cleared = 0;
    try (DirectoryStream<Path> left = Files.newDirectoryStream(incoming)) {
      for (Path file : left) {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          continue;
        }
        Files.delete(file);
        cleared += file.getFileName().toString().endsWith(UNFINISHED) ? 1 : 0;
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return cleared;
  }

  /** An upload is written in one folder and appears in the other; both must allow it. */
  private static void prove(Path top, Path incoming) throws IOException {
    Path proof = incoming.resolve(UUID.randomUUID() + UNFINISHED);
    Files.write(proof, new byte[] {1});
    Files.delete(proof);
    if (!Files.isWritable(top)) {
      throw new IOException("not writable");
    }
  }

  private static StoreUnusableException unusable(
      Path path, String expected, @Nullable IOException cause) {
    String reason = cause == null ? "" : "; " + FileFailure.reason(path, cause);
    return new StoreUnusableException(path + " (expected: " + expected + reason + ")", cause);
  }

  private static void release(FileLock lock, IOException reason) {
    try {
      lock.acquiredBy().close();
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  private static void close(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // The refusal on its way says more.
      }
    }
  }

  @Override
  public void close() throws IOException {
    lock.acquiredBy().close();
  }
}
