// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.core.Checks;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.OptionalLong;
import java.util.concurrent.Flow;
import java.util.function.Supplier;

/**
 * The content of a request: how long it is, and whether it can be had a second time.
 *
 * <p>Content that cannot be had again is worth asking for: once it is spent, neither a redirect nor
 * a challenge nor a 417 can be answered with it.
 */
public sealed interface RequestContent {
  /** How many bytes it has; empty where only its end will tell. */
  OptionalLong length();

  /** Whether it can be sent again after some of it was. */
  boolean replayable();

  /**
   * Whether nothing but time is lost once it is spent: it can be sent again, or the caller makes
   * the request again with the same content.
   */
  default boolean recoverable() {
    return replayable();
  }

  /** No content. */
  static RequestContent none() {
    return new None();
  }

  /** These bytes, which nobody may change meanwhile. */
  static RequestContent of(byte[] bytes) {
    return new Bytes(bytes);
  }

  /** This text in UTF-8. */
  static RequestContent of(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A file as long as it is when it is sent. */
  static RequestContent of(Path file) {
    return new File(file);
  }

  /**
   * What a stream gives until its end; once. It is closed afterwards, also where it was not read.
   */
  static RequestContent of(InputStream stream) {
    return new Stream(new OneStream(stream), OptionalLong.empty(), false);
  }

  /**
   * What a stream gives, once. It is closed afterwards, also where it was not read.
   *
   * @param length how many bytes of it are sent; the request fails where it gives fewer
   */
  static RequestContent of(InputStream stream, long length) {
    return new Stream(new OneStream(stream), known(length), false);
  }

  /** What a new stream gives, each time the content is sent. Each is closed afterwards. */
  static RequestContent of(Supplier<? extends InputStream> streams) {
    return new Stream(streams, OptionalLong.empty(), true);
  }

  /**
   * What a new stream gives, each time the content is sent. Each is closed afterwards.
   *
   * @param length how many bytes of each are sent; the request fails where one gives fewer
   */
  static RequestContent of(Supplier<? extends InputStream> streams, long length) {
    return new Stream(streams, known(length), true);
  }

  /**
   * What a writer writes, on a thread of its own that is held back where the server takes no more.
   *
   * @param length how many bytes that is, and the request fails where that is not so; empty where
   *     only its end will tell
   * @param replayable whether it writes the same each time
   */
  static RequestContent written(Writer writer, OptionalLong length, boolean replayable) {
    length.ifPresent(bytes -> Checks.notNegative("length", bytes));
    return new Written(writer, length, replayable);
  }

  /**
   * What a publisher publishes.
   *
   * @param length how many bytes that is; empty where only its end will tell
   * @param replayable whether each subscriber gets the same from the beginning
   */
  static RequestContent of(
      Flow.Publisher<ByteBuffer> publisher, OptionalLong length, boolean replayable) {
    length.ifPresent(bytes -> Checks.notNegative("length", bytes));
    return new Published(publisher, length, replayable, replayable);
  }

  /**
   * What a publisher publishes to one subscriber, for a caller that has its own way to make a
   * request again: the client never sends it twice, and takes no greater care of it than of content
   * that it could.
   *
   * @param length how many bytes that is; empty where only its end will tell
   */
  static RequestContent retried(Flow.Publisher<ByteBuffer> publisher, OptionalLong length) {
    length.ifPresent(bytes -> Checks.notNegative("length", bytes));
    return new Published(publisher, length, false, true);
  }

  private static OptionalLong known(long length) {
    return OptionalLong.of(Checks.notNegative("length", length));
  }

  /** No content, and no announcement of any. */
  record None() implements RequestContent {
    @Override
    public OptionalLong length() {
      return OptionalLong.of(0);
    }

    @Override
    public boolean replayable() {
      return true;
    }
  }

  /** Bytes in memory. */
  final class Bytes implements RequestContent {
    private final byte[] bytes;

    private Bytes(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }

    @Override
    public OptionalLong length() {
      return OptionalLong.of(bytes.length);
    }

    @Override
    public boolean replayable() {
      return true;
    }

    @Override
    public String toString() {
      return "Bytes[" + bytes.length + "]";
    }
  }

  /** A file, as long as it is when the request is made. */
  record File(Path path) implements RequestContent {
    /**
     * {@inheritDoc}
     *
     * @throws UncheckedIOException when there is no such file, or a folder, pipe or device of that
     *     name: those have no length
     */
    @Override
    public OptionalLong length() {
      try {
        BasicFileAttributes there = Files.readAttributes(path, BasicFileAttributes.class);
        if (!there.isRegularFile()) {
          throw new IOException(path + ": not a regular file (expected: one, or a stream)");
        }
        return OptionalLong.of(there.size());
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }

    @Override
    public boolean replayable() {
      return true;
    }
  }

  /** One stream, or a new one each time. */
  record Stream(Supplier<? extends InputStream> streams, OptionalLong length, boolean replayable)
      implements RequestContent {}

  /** Writes content. */
  @FunctionalInterface
  interface Writer {
    /**
     * Writes all of it. What was written is sent when there is enough of it, and when {@code to} is
     * flushed.
     *
     * @param to blocks where the server takes no more for now, and throws where it takes no more at
     *     all
     * @throws IOException what the request then fails with, unless it has its response already
     */
    void writeTo(OutputStream to) throws IOException;
  }

  /** What a writer writes. */
  record Written(Writer writer, OptionalLong length, boolean replayable)
      implements RequestContent {}

  /** What a publisher publishes. */
  record Published(
      Flow.Publisher<ByteBuffer> publisher,
      OptionalLong length,
      boolean replayable,
      boolean recoverable)
      implements RequestContent {}
}
