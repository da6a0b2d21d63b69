// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.admission.Verdict;

/** Judges the head by the limits of its route, before any origin hears of it. */
final class Admit implements Phase {
  @Override
  public Verdict apply(Exchange exchange) {
    return exchange.route().admission().judge(exchange.content());
  }
}
