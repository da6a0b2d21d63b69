// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.admission.Verdict;
import dev.parley.netty.RequestFraming;

/** Keeps of {@code Upgrade} what the route lets a connection be switched to (RFC 9110 7.8). */
final class ReadUpgrade implements Phase {
  @Override
  public Verdict apply(Exchange exchange) {
    if (RequestFraming.asksUpgrade(exchange.head())) {
      Upgrades asked = Upgrades.namedIn(exchange.head().headers());
      exchange.mayUpgradeTo(asked.among(exchange.route().upgrades()));
    }
    return Verdict.admit();
  }
}
