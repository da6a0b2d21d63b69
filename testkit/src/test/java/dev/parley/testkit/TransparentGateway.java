// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.net.InetSocketAddress;

/** A gateway that copies bytes both ways and ends either side when the other ends. */
final class TransparentGateway implements AutoCloseable {
  private final java.util.List<ScriptedOrigin> servers = new java.util.ArrayList<>();

  InetSocketAddress start(InetSocketAddress origin) {
    ScriptedOrigin server = ScriptedOrigin.serving(peer -> relay(peer, origin));
    servers.add(server);
    return server.address();
  }

  private static void relay(Peer down, InetSocketAddress origin) throws InterruptedException {
    try (ScriptedClient up = ScriptedClient.connect(origin)) {
      Thread answers = new Thread(() -> copy(up, down), "transparent-gateway");
      answers.start();
      copy(down, up);
      answers.join();
    }
  }

  // Each direction uses the reading half of one peer and the writing half of the other.
  private static void copy(Peer from, Peer to) {
    try {
      while (from.awaitsMore()) {
        to.send(from.readExactly(1));
      }
      to.shutdownOutput();
    } catch (ScriptError e) {
      to.close();
    }
  }

  @Override
  public void close() {
    servers.forEach(ScriptedOrigin::close);
  }
}
