// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import dev.parley.testkit.PatternContent;

/** Pattern content. */
final class Pattern {
  private Pattern() {}

  static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    PatternContent.fill(bytes, size, 0);
    return bytes;
  }
}
