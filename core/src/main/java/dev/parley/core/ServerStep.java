// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import java.util.List;

/**
 * What an input did to the server side of an exchange.
 *
 * @param next the state after the input
 * @param actions what the shell must do now, in order
 */
public record ServerStep(ServerState next, List<ServerAction> actions) {
  public ServerStep {
    actions = List.copyOf(actions);
  }

  static ServerStep to(ServerState next, ServerAction... actions) {
    return new ServerStep(next, List.of(actions));
  }
}
