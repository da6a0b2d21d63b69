// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.time.Duration;

/**
 * How a peer treats its socket.
 *
 * @param deadline how long each blocking call may take
 * @param receiveBuffer SO_RCVBUF in bytes, 0 for the system's own; the kernel may round it up
 * @param sendBuffer SO_SNDBUF in bytes, 0 for the system's own; the kernel may round it up
 */
public record PeerOptions(Duration deadline, int receiveBuffer, int sendBuffer) {
  /** Ten seconds, long enough for a busy machine; the system's own buffers. */
  public static final PeerOptions DEFAULTS = new PeerOptions(Duration.ofSeconds(10), 0, 0);

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException when a deadline is not positive or a size is negative
   */
  public PeerOptions {
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("deadline: %s (expected: > PT0S)".formatted(deadline));
    }
    if (receiveBuffer < 0 || sendBuffer < 0) {
      throw new IllegalArgumentException(
          "buffers: %d, %d (expected: >= 0)".formatted(receiveBuffer, sendBuffer));
    }
  }

  /** The same with another deadline. */
  public PeerOptions withDeadline(Duration value) {
    return new PeerOptions(value, receiveBuffer, sendBuffer);
  }

  /** The same with another SO_RCVBUF. */
  public PeerOptions withReceiveBuffer(int bytes) {
    return new PeerOptions(deadline, bytes, sendBuffer);
  }

  /** The same with another SO_SNDBUF. */
  public PeerOptions withSendBuffer(int bytes) {
    return new PeerOptions(deadline, receiveBuffer, bytes);
  }

  /** The same with both buffers as small as the system allows, to meet back-pressure early. */
  public PeerOptions withTinyBuffers() {
    return new PeerOptions(deadline, 1, 1);
  }
}
