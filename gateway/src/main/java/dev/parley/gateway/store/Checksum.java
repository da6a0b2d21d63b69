// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The SHA-256 of a stored file, in lower-case hexadecimal. */
record Checksum(String hex) {

  private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{64}");

  Checksum {
    if (!wellFormed(hex)) {
      throw new IllegalArgumentException("hex: " + hex + " (expected: 64 hexadecimal digits)");
    }
  }

  static boolean wellFormed(String hex) {
    return SHAPE.matcher(hex).matches();
  }

  static Checksum of(byte[] sha256) {
    return new Checksum(HexFormat.of().formatHex(sha256));
  }

  /** A strong entity tag: equal content under one name is the same representation. */
  String entityTag() {
    return '"' + hex + '"';
  }

  /** The value of {@code Repr-Digest} (RFC 9530 3). */
  String reprDigest() {
    return "sha-256=:" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex)) + ":";
  }
}
