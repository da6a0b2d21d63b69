// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.gateway.store.FileFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A file that is appended to, and begun anew when it is no longer found under its name. */
final class LogFile implements AccessLog.Target {
  private final Path path;
  private FileChannel channel;
  private @Nullable Object key;

  private LogFile(Path path) throws IOException {
    this.path = path;
    this.channel = append(path);
    this.key = key();
  }

  static LogFile open(Path path) throws UnusableException {
    try {
      return new LogFile(path);
    } catch (IOException unusable) {
      throw AccessLog.unusable(path, unusable);
    }
  }

  private static FileChannel append(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private @Nullable Object key() throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  @Override
  public void write(byte[] lines) throws IOException {
    if (moved()) {
      channel.close();
      channel = append(path);
      key = key();
    }
    ByteBuffer left = ByteBuffer.wrap(lines);
    while (left.hasRemaining()) {
      channel.write(left);
    }
  }

  private boolean moved() throws IOException {
    if (!channel.isOpen()) {
      return true;
    }
    try {
      return !Objects.equals(key, key());
    } catch (NoSuchFileException gone) {
      return true;
    }
  }

  @Override
  public String reason(IOException unwritten) {
    return FileFailure.reason(path, unwritten);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
