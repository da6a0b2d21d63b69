// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A gateway for as long as a test needs one. */
final class Running implements AutoCloseable {
  private @Nullable Gateway gateway;

  InetSocketAddress start(GatewayPolicy policy) throws IOException {
    return start(policy, OutputStream.nullOutputStream());
  }

  /** Lines of an access log without a file go to {@code log}. */
  InetSocketAddress start(GatewayPolicy policy, OutputStream log) throws IOException {
    Gateway started = Gateway.start(policy, log);
    gateway = started;
    return started.addresses().get(0);
  }

  /** How much the connections of clients hold. */
  long held() {
    return gateway == null ? 0 : gateway.memory().held();
  }

  /** Before the test is over. */
  void stop() throws IOException {
    if (gateway != null) {
      gateway.close();
    }
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
