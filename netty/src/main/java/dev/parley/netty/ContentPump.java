// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.handler.codec.http.HttpContent;

/**
 * Moves the content of one message from where it arrives to where it goes, at the slower pace.
 *
 * <p>The protocol never touches content: it only starts and stops a pump. So a pump that lets the
 * kernel move the bytes can take the place of the one that carries buffers.
 */
interface ContentPump {
  /** Takes over a piece that arrived. */
  void arrived(HttpContent content);

  /** The source has handed over what it had. */
  void batchEnded();

  /** The sink can take more. */
  void sinkWritable();

  /** Whatever still arrives is dropped. */
  void stop();
}
