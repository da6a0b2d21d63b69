// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RelayWalkTest {
  private final Machine<ServerState, ServerInput, ServerAction> server =
      new Machine.OfServer().remembered();
  private final Machine<ClientState, ClientInput, ClientAction> client =
      new Machine.OfClient().remembered();
  private final Walk<RelayState, Inputs.Either, RelayAction> walk =
      new Walk<>(new Machine.OfRelay().remembered(), () -> new RelayLedger(server, client));

  @Test
  void everyOrderOfInputsKeepsThePromises() {
    assertThat(walk.everywhere()).isGreaterThan(50_000);
  }

  @Test
  void longWalksKeepThePromises() {
    walk.atRandom(4_000, 200);
  }
}
