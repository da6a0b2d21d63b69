// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/** A hash algorithm the store verifies (RFC 9530 5). */
enum Hash {
  SHA_256("sha-256", "SHA-256", 32),
  SHA_512("sha-512", "SHA-512", 64);

  private final String key;
  private final String algorithm;
  private final int length;

  Hash(String key, String algorithm, int length) {
    this.key = key;
    this.algorithm = algorithm;
    this.length = length;
  }

  static Optional<Hash> of(String key) {
    for (Hash hash : values()) {
      if (hash.key.equals(key)) {
        return Optional.of(hash);
      }
    }
    return Optional.empty();
  }

  int length() {
    return length;
  }

  /** How a content security policy names a style or a script of this text. */
  static String source(String text) {
    byte[] digest = SHA_256.start().digest(text.getBytes(UTF_8));
    return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
  }

  MessageDigest start() {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java platform without " + algorithm, e);
    }
  }
}
