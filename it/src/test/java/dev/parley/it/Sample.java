// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;

/**
 * A file to upload.
 *
 * @param hex the SHA-256 of its content in lower-case hexadecimal
 */
record Sample(Path file, long size, String hex) {
  private static final int BLOCK = 1 << 16;
  private static final long SEED = 100;

  /** Makes a file no two blocks of which are the same. */
  static Sample make(Path file, long size) throws IOException {
    byte[] block = new byte[BLOCK];
    new Random(SEED).nextBytes(block);
    MessageDigest digest = newDigest();
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
      for (long left = size; left > 0; left -= BLOCK) {
        ByteBuffer.wrap(block).putLong(left);
        out.write(block, 0, (int) Math.min(BLOCK, left));
      }
    }
    return new Sample(file, size, HexFormat.of().formatHex(digest.digest()));
  }

  String base64() {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }

  /** The SHA-256 of a file in lower-case hexadecimal. */
  static String hex(Path file) throws IOException {
    MessageDigest digest = newDigest();
    byte[] block = new byte[BLOCK];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(block); count >= 0; count = in.read(block)) {
        digest.update(block, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
