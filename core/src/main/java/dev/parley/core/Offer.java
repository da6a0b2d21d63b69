// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

/** How a request offers its content to the next hop. */
public enum Offer {
  /** No content is announced: an expectation means nothing (RFC 9110 10.1.1). */
  NO_CONTENT(false),
  /** No content is announced, and another protocol is asked for (RFC 9110 7.8). */
  UPGRADE(false),
  /** Content is announced and follows without asking. */
  CONTENT(true),
  /** Content is announced and held back until the other side has been asked. */
  CONTENT_ON_REQUEST(true);

  private final boolean content;

  Offer(boolean content) {
    this.content = content;
  }

  /** Whether content is announced. */
  public boolean hasContent() {
    return content;
  }
}
