// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

/** What a head announces about the content that follows it (RFC 9112 6). */
public sealed interface Content {
  /** Whether at least one byte, or a chunked end, is still to come. */
  boolean announced();

  /** Neither a length above zero nor a transfer coding. */
  record None() implements Content {
    @Override
    public boolean announced() {
      return false;
    }
  }

  /**
   * A known length.
   *
   * @param bytes from {@code Content-Length}, above zero
   */
  record Length(long bytes) implements Content {
    public Length {
      Checks.positive("bytes", bytes);
    }

    @Override
    public boolean announced() {
      return true;
    }
  }

  /** A length that only the end of the content tells. */
  record Unknown() implements Content {
    @Override
    public boolean announced() {
      return true;
    }
  }

  /**
   * The content of a message whose {@code Content-Length} is known.
   *
   * @throws IllegalArgumentException when {@code bytes} is negative
   */
  static Content ofLength(long bytes) {
    return bytes == 0 ? new None() : new Length(bytes);
  }
}
