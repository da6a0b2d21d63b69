// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.admission.Verdict;

/** Refuses what a web page has a browser ask of a store that is not the page's own. */
final class GuardStore implements Phase {
  @Override
  public Verdict apply(Exchange exchange) {
    StoreGuard guard = exchange.route().storeGuard();
    return guard == null
        ? Verdict.admit()
        : guard.judge(
            exchange.head(), ChooseRoute.host(exchange.head()), exchange.relay().overLoopback());
  }
}
