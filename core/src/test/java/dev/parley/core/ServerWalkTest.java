// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerWalkTest {
  private final Walk<ServerState, ServerInput, ServerAction> walk =
      new Walk<>(new Machine.OfServer(), ServerLedger::new);

  @Test
  void everyOrderOfInputsKeepsThePromises() {
    assertThat(walk.everywhere()).isGreaterThan(1_000);
  }

  @Test
  void longWalksKeepThePromises() {
    walk.atRandom(4_000, 100);
  }
}
