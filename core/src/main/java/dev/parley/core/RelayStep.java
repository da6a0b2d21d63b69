// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import java.util.List;

/**
 * What an input did to both sides of an exchange.
 *
 * @param next the joint state after the input
 * @param actions what the shell must do now, in order
 * @param broken the rules that the origin broke
 */
public record RelayStep(RelayState next, List<RelayAction> actions, List<Rule> broken) {
  public RelayStep {
    actions = List.copyOf(actions);
    broken = List.copyOf(broken);
  }
}
