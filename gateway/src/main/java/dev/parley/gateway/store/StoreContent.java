// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The content of a response; whoever receives it reads it and closes it. */
public sealed interface StoreContent extends AutoCloseable {

  long length();

  @Override
  void close();

  /** No content. */
  record None() implements StoreContent {
    @Override
    public long length() {
      return 0;
    }

    @Override
    public void close() {}
  }

  /** Content held in memory. */
  record Bytes(ByteBuffer buffer) implements StoreContent {
    public Bytes {
      buffer = buffer.asReadOnlyBuffer();
    }

    /** A read-only view with a position of its own. */
    @Override
    public ByteBuffer buffer() {
      return buffer.duplicate();
    }

    @Override
    public long length() {
      return buffer.remaining();
    }

    @Override
    public void close() {}
  }

  /** Content that is made while it is read; for one thread at a time. */
  non-sealed interface Made extends StoreContent {
    /**
     * The next piece, not much larger than {@code size}.
     *
     * @throws IOException when the rest can no longer be made
     */
    byte[] next(int size) throws IOException;
  }

  /**
   * A stretch of an open file, which stays what it was when the name is replaced or removed.
   *
   * <p>Read at explicit positions; the position of the channel means nothing.
   */
  record Region(FileChannel channel, long offset, long length) implements StoreContent {
    public Region {
      if (offset < 0 || length < 0) {
        throw new IllegalArgumentException(
            "region: " + offset + "+" + length + " (expected: both >= 0)");
      }
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        // Nothing was written through it, so nothing is lost.
      }
    }
  }
}
