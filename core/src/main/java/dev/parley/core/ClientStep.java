// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import java.util.List;

/**
 * What an input did to the client side of an exchange.
 *
 * @param next the state after the input
 * @param actions what the shell must do now, in order
 * @param broken the rules that the server broke with this input
 */
public record ClientStep(ClientState next, List<ClientAction> actions, List<Rule> broken) {
  public ClientStep {
    actions = List.copyOf(actions);
    broken = List.copyOf(broken);
  }

  static ClientStep to(ClientState next, ClientAction... actions) {
    return new ClientStep(next, List.of(actions), List.of());
  }

  ClientStep breaking(Rule rule) {
    return new ClientStep(next, actions, List.of(rule));
  }
}
