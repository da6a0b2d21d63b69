// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

/** How an exchange left its connection, and so whether the next exchange may use it. */
public enum Settlement {
  /** The whole content crossed the connection, then the whole final response. */
  COMPLETE(true, "the whole content and the whole final response crossed the connection"),
  /** Complete, but a peer said that it closes (RFC 9112 9.6). */
  CLOSE_SIGNALLED(false, "a peer signalled that it closes the connection"),
  /** The connection carries another protocol from now on (RFC 9110 7.8). */
  SWITCHED(false, "the connection became a tunnel"),
  /** The final response was begun before the announced content was whole. */
  CONTENT_OWED(false, "announced content was not whole when the final response began"),
  /** The final response came after the whole content, but looks like one that did not read it. */
  CONTENT_IN_DOUBT(false, "a refusal may have come before the content was read"),
  /** The final response ended before its announced end. */
  RESPONSE_CUT(false, "the final response was cut short"),
  /** The peer left before the exchange was over. */
  PEER_GONE(false, "the peer closed the connection before the exchange was over"),
  /** Our side gave the exchange up. */
  CANCELLED(false, "the exchange was cancelled on this side"),
  /** The peer took nothing, sent nothing, or did not end a head, for too long. */
  OVERDUE(false, "the peer took or sent nothing, or no whole head, for too long"),
  /** What came could not be read as HTTP. */
  UNREADABLE(false, "the peer broke the message syntax");

  private final boolean reusable;
  private final String reason;

  Settlement(boolean reusable, String reason) {
    this.reusable = reusable;
    this.reason = reason;
  }

  /** Whether another exchange may follow on the same connection. */
  public boolean reusable() {
    return reusable;
  }

  /** Why, for logs and tables. */
  public String reason() {
    return reason;
  }
}
