// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.aws;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.parley.testkit.Head;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;

/** Reads content in the SDK's own chunks, and holds it to its trailer. */
final class AwsChunks {
  private AwsChunks() {}

  /** The object in {@code sent}; an error where chunks, length or checksum are not right. */
  static byte[] decoded(Head head, byte[] sent) {
    if (!head.lists("Content-Encoding", "aws-chunked")) {
      return sent;
    }
    ByteArrayOutputStream object = new ByteArrayOutputStream();
    int at = 0;
    while (true) {
      int end = lineEnd(sent, at);
      int size = Integer.parseInt(text(sent, at, end).replaceAll(";.*", ""), 16);
      at = end + 2;
      if (size == 0) {
        break;
      }
      object.write(sent, at, size);
      at += size;
      check(text(sent, at, at + 2).equals("\r\n"), "a chunk ends with its line");
      at += 2;
    }
    byte[] all = object.toByteArray();
    check(
        head.first("x-amz-decoded-content-length").orElse("").equals("" + all.length),
        "the object has its length");
    CRC32 crc = new CRC32();
    crc.update(all);
    byte[] sum = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
    check(
        text(sent, at, sent.length)
            .equals(
                "x-amz-checksum-crc32:%s\r\n\r\n"
                    .formatted(Base64.getEncoder().encodeToString(sum))),
        "the trailer has the checksum");
    return all;
  }

  private static int lineEnd(byte[] bytes, int from) {
    int at = from;
    while (bytes[at] != '\r') {
      at++;
    }
    return at;
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(Arrays.copyOfRange(bytes, from, to), ISO_8859_1);
  }

  private static void check(boolean holds, String claim) {
    if (!holds) {
      throw new AssertionError("not so: " + claim);
    }
  }
}
