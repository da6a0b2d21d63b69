// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.cases;

import dev.parley.testkit.PatternContent;

/**
 * Pattern content, which the servers recognise.
 *
 * @param size in bytes
 * @param announced whether its length is announced
 */
public record CaseContent(int size, boolean announced) {
  /** Its bytes. */
  public byte[] bytes() {
    byte[] bytes = new byte[size];
    PatternContent.fill(bytes, size, 0);
    return bytes;
  }
}
