// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientTableTest {
  private final Machine.OfClient machine = new Machine.OfClient();

  @Test
  void everyReachableStateTakesEveryInputAsThePageSays() throws IOException {
    Table<ClientState, ClientInput, ClientAction> table =
        new Table<>(
            machine,
            state ->
                state instanceof ClientState.Settled
                    ? "`Settled`"
                    : "`" + Table.words(state, "") + "`",
            List::of);
    GoldenPage.check(
        "tables/client.md",
        """
        # The client machine

        Every state that some order of inputs leads to, and what each input does in it. \
        This page is rendered from the machine by a test and compared on every build.

        "same" means the state stays as it is, whatever its values; an input named without its values means every value; "misuse" means that only a broken shell gives this input here, \
        and the machine throws. `FinalReceived(413, true)` is a 413 after which the connection may be kept.
        """
            + "\n## States\n\n"
            + Legend.clientStates()
            + "\n## Inputs\n\n"
            + Legend.clientInputs()
            + "\n## Table\n"
            + table.render(machine.reachable()));
  }
}
