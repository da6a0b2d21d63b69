// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

/**
 * What the caller says of its own code that a request calls back: handlers and subscribers of
 * responses, and whatever is chained to the future of a response.
 */
public enum Callbacks {
  /**
   * It may wait, for a file, a lock or another request: it runs on a thread that nobody else needs.
   */
  MAY_WAIT,

  /**
   * It never waits, neither for other requests nor for anything else: it runs on an event loop,
   * where all requests to a server have their turn. No other thread is woken, which is a large part
   * of what a small upload costs. A callback that waits after all holds up every request of that
   * event loop. Where the time of a request runs out, or the client is closed, it runs on another
   * thread. Content is not meant: streams and publishers are read on threads of their own in either
   * case.
   */
  NEVER_WAIT
}
