// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.admission.Verdict;

/** One step on the way of a request head to an origin. */
interface Phase {
  /** Looks at the exchange, adds what it found, and lets it pass or refuses it. */
  Verdict apply(Exchange exchange);
}
