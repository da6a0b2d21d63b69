// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

/** What an origin does on one accepted connection. */
@FunctionalInterface
public interface Script {
  /**
   * Talks to the client; the connection is closed when this returns.
   *
   * @throws Exception any failure; {@link ScriptedOrigin#verify} passes it on
   */
  void run(Peer peer) throws Exception;
}
