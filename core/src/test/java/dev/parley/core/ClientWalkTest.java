// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientWalkTest {
  private final Walk<ClientState, ClientInput, ClientAction> walk =
      new Walk<>(new Machine.OfClient(), ClientLedger::new);

  @Test
  void everyOrderOfInputsKeepsThePromises() {
    assertThat(walk.everywhere()).isGreaterThan(300);
  }

  @Test
  void longWalksKeepThePromises() {
    walk.atRandom(4_000, 100);
  }
}
