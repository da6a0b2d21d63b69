// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RelayTableTest {
  private final Machine.OfRelay machine = new Machine.OfRelay();

  @Test
  void everyReachableJointStateTakesEveryInputAsThePageSays() throws IOException {
    Table<RelayState, Inputs.Either, RelayAction> table =
        new Table<>(
            machine,
            state -> side(state.down(), state) + " and " + side(state.up(), state),
            state -> List.of(state.down(), state.up()));
    GoldenPage.check(
        "tables/relay.md",
        """
        # The relay

        Every joint state of the two sides of a gateway, the client's first, and what an input to either side \
        does in it. This page is rendered from the coupled machines by a test and compared on every build.

        "same" means that side stays as it is; an input named without its values means every value; "not given" \
        means that a gateway does not give this input here, since the coupling does, or nothing can have caused \
        it; "misuse" means that the machine throws. What a state or an input means is said in \
        [server](server.md) for the client's side and in [client](client.md) for the origin's.

        """
            + Legend.REQUEST
            + "\n## Which states meet\n\n"
            + "Rows are the client's side, columns the origin's; an empty cell cannot happen.\n\n"
            + meetings()
            + "\n## Table\n"
            + table.render(machine.reachable()));
  }

  private String meetings() {
    Set<String> met = new HashSet<>();
    machine
        .reachable()
        .forEach(state -> met.add(kind(state.down().getClass()) + kind(state.up().getClass())));
    StringBuilder matrix = new StringBuilder("| |");
    List<Class<?>> columns = List.of(ClientState.class.getPermittedSubclasses());
    columns.forEach(up -> matrix.append(" ").append(kind(up)).append(" |"));
    matrix.append("\n|---|").append(":-:|".repeat(columns.size())).append("\n");
    for (Class<?> down : ServerState.class.getPermittedSubclasses()) {
      matrix.append("| ").append(kind(down)).append(" |");
      columns.forEach(up -> matrix.append(met.contains(kind(down) + kind(up)) ? " yes |" : " |"));
      matrix.append("\n");
    }
    return matrix.toString();
  }

  private static String kind(Class<?> state) {
    return "`" + state.getSimpleName() + "`";
  }

  private static String side(Object side, RelayState state) {
    return side instanceof ServerState.Settled || side instanceof ClientState.Settled
        ? "`Settled`"
        : "`" + Table.words(side, Table.request(state)) + "`";
  }
}
