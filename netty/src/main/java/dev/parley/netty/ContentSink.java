// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.handler.codec.http.HttpContent;

/** Where the content of one message goes. */
public interface ContentSink {
  /** Whether more can be taken without piling up. */
  boolean writable();

  /**
   * Takes content over, its last piece being a {@code LastHttpContent}; may keep it until flushed.
   */
  void write(HttpContent content);

  /** Sends on what was written. */
  void flush();
}
