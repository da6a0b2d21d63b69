// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.admission.Verdict;

/** Refuses a request that this gateway has forwarded before (RFC 9110 7.6.3). */
final class RefuseLoop implements Phase {
  private final Pseudonym pseudonym;

  RefuseLoop(Pseudonym pseudonym) {
    this.pseudonym = pseudonym;
  }

  @Override
  public Verdict apply(Exchange exchange) {
    return pseudonym.isIn(exchange.head().headers())
        ? Verdict.refuse(508, "the request came through this gateway before")
        : Verdict.admit();
  }
}
