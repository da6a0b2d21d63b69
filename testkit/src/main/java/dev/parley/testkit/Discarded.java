// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

/**
 * Content that was read and counted, but not kept.
 *
 * @param length its bytes, without framing
 * @param sha256 its SHA-256 in lower-case hexadecimal
 */
public record Discarded(long length, String sha256) {
  /** Whether this is the first {@code length} bytes of {@link PatternContent}. */
  public boolean isPattern() {
    return sha256.equals(PatternContent.sha256(length));
  }
}
