// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.spring;

import dev.parley.testkit.PatternContent;
import java.io.InputStream;

/** Pattern content as bytes and as a stream. */
final class PatternSource {
  private PatternSource() {}

  static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    PatternContent.fill(bytes, size, 0);
    return bytes;
  }

  /** A stream that never has the content in memory. */
  static InputStream stream(long size) {
    return new InputStream() {
      private long at;

      @Override
      public int read() {
        return at == size ? -1 : PatternContent.at(at++);
      }

      @Override
      public int read(byte[] block, int from, int count) {
        if (at == size) {
          return -1;
        }
        int some = (int) Math.min(count, size - at);
        for (int i = 0; i < some; i++) {
          block[from + i] = PatternContent.at(at + i);
        }
        at += some;
        return some;
      }
    };
  }
}
