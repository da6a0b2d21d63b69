// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import dev.parley.core.Checks;

/**
 * How large the parts of a message may be that are held in memory.
 *
 * @param startLine bytes of a request or status line; more is answered with 414
 * @param fields bytes of all field lines together; more is answered with 431
 * @param lines how many field lines; more is answered with 431
 */
public record MessageLimits(int startLine, int fields, int lines) {
  /**
   * RFC 9112 3 asks for at least 8000 octets of request line; nginx allows four buffers of 8 KiB.
   * Apache, Tomcat and Envoy read 100 field lines, HAProxy 101.
   */
  public static final MessageLimits DEFAULTS = new MessageLimits(8 * 1024, 32 * 1024, 200);

  /** Content is passed on in pieces of at most this many bytes. */
  static final int CONTENT_PIECE = 256 * 1024;

  public MessageLimits {
    Checks.positive("start-line", startLine);
    Checks.positive("fields", fields);
    Checks.positive("lines", lines);
  }
}
