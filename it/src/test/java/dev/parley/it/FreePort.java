// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Ports for programs that cannot choose one themselves. */
final class FreePort {
  private FreePort() {}

  static int find() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Waits until somebody listens there, or whoever should will not any more. */
  static void awaitListening(int port, BooleanSupplier gone) {
    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Program.PATIENCE)
        .until(
            () -> {
              try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
              } catch (IOException notYet) {
                return gone.getAsBoolean();
              }
            });
  }
}
