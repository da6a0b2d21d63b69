// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A running count and SHA-256 of content. */
final class Tally {
  private final MessageDigest digest;
  private long length;

  Tally() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  void add(byte[] bytes, int from, int count) {
    digest.update(bytes, from, count);
    length += count;
  }

  Discarded discarded() {
    return new Discarded(length, HexFormat.of().formatHex(digest.digest()));
  }
}
