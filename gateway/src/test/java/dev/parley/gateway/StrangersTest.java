// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.gateway.GatewayPolicy.AdminPolicy;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Addresses that others than this machine can reach. */
class StrangersTest {
  private static final InetSocketAddress EVERYWHERE = new InetSocketAddress("0.0.0.0", 0);

  @TempDir private Path folder = Path.of("");

  @Test
  void aStoreForEverybodyIsWarnedOf() throws IOException {
    try (LoggedLines log = new LoggedLines(Gateway.class.getName());
        Running running = new Running()) {
      int port = running.start(GatewayPolicy.of(EVERYWHERE, RoutePolicy.toStore(folder))).getPort();
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith(
              "0.0.0.0:" + port + " is reachable from other machines, and the store has no");
    }
  }

  @Test
  void oneForThisMachineIsNotNorAreOriginsWhichCanAskWhoSomebodyIs() throws IOException {
    try (LoggedLines log = new LoggedLines(Gateway.class.getName());
        Running store = new Running();
        Running origin = new Running()) {
      InetSocketAddress own =
          store.start(GatewayPolicy.of(TestGateway.anyPort(), RoutePolicy.toStore(folder)));
      InetSocketAddress any =
          origin.start(GatewayPolicy.of(EVERYWHERE, RoutePolicy.to(new OriginAddress("a", 80))));
      assertThat(own.getPort()).isNotEqualTo(any.getPort());
      assertThat(log.lines()).isEmpty();
    }
  }

  @Test
  void anAdminAddressForEverybodyIsWarnedOf() throws IOException {
    try (LoggedLines log = new LoggedLines("dev.parley.admin");
        Running running = new Running()) {
      InetSocketAddress unused =
          running.start(
              GatewayPolicy.of(TestGateway.anyPort(), RoutePolicy.toStore(folder))
                  .withAdmin(new AdminPolicy(EVERYWHERE)));
      assertThat(log.lines())
          .singleElement()
          .asString()
          .matches(
              "0\\.0\\.0\\.0:\\d+, the admin address, is reachable from other machines and has no login");
    }
  }
}
