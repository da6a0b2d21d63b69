// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

/** Where the content of one message comes from. */
public interface ContentSource {
  /** Asks for the next batch. */
  void demand();
}
