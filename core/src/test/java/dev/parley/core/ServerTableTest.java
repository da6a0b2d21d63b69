// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerTableTest {
  private final Machine.OfServer machine = new Machine.OfServer();

  @Test
  void everyReachableStateTakesEveryInputAsThePageSays() throws IOException {
    Table<ServerState, ServerInput, ServerAction> table =
        new Table<>(
            machine,
            state ->
                state instanceof ServerState.Settled
                    ? "`Settled`"
                    : "`" + Table.words(state, Table.request(state)) + "`",
            List::of);
    GoldenPage.check(
        "tables/server.md",
        """
        # The server machine

        Every state that some order of inputs leads to, and what each input does in it. \
        This page is rendered from the machine by a test and compared on every build.

        "same" means the state stays as it is, whatever its values; an input named without its values means every value; "misuse" means that only a broken shell gives this input here, \
        and the machine throws.
        """
            + "\n"
            + Legend.REQUEST
            + "\n## States\n\n"
            + Legend.serverStates()
            + "\n## Inputs\n\n"
            + Legend.serverInputs()
            + "\n## Table\n"
            + table.render(machine.reachable()));
  }
}
