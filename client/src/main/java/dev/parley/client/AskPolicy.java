// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.core.ByteSize;

/**
 * When the client asks with {@code Expect: 100-continue} before it sends content.
 *
 * <p>A server that is known not to answer an expectation (it is silent, says 417 or speaks
 * HTTP/1.0) is asked under {@link Always} alone.
 */
public sealed interface AskPolicy {
  /** Where it is expected to spare more than it costs. */
  AskPolicy AUTO = new Auto();

  /** For all content. */
  AskPolicy ALWAYS = new Always();

  /** For none. */
  AskPolicy NEVER = new Never();

  /** For content above {@code size}, and for content of unknown length. */
  static AskPolicy above(ByteSize size) {
    return new Above(size);
  }

  /**
   * Weighs the wait against what a refusal would waste, from what is known of the server; see
   * {@link dev.parley.core.AskEstimate}.
   */
  record Auto() implements AskPolicy {}

  /** Asks whatever is known. */
  record Always() implements AskPolicy {}

  /** Sends at once. */
  record Never() implements AskPolicy {}

  /**
   * Asks for large content.
   *
   * @param size content of at most this many bytes is sent at once
   */
  record Above(ByteSize size) implements AskPolicy {}
}
