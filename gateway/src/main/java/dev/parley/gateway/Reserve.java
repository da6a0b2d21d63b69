// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.admission.Verdict;
import java.util.Map;

/** Takes a place among the exchanges that wait for a decision, or sheds the request. */
final class Reserve implements Phase {
  private static final Map<String, String> SOON = Map.of("Retry-After", "1");

  private final Waiting waiting;

  Reserve(Waiting waiting) {
    this.waiting = waiting;
  }

  /** The refusal of a request for which there is no room. */
  static Verdict full(String detail) {
    return Verdict.refuse(503, detail, SOON);
  }

  @Override
  public Verdict apply(Exchange exchange) {
    Waiting.Place place = waiting.take(exchange.relay().clientAddress());
    if (place == null) {
      return full("too many exchanges wait for a decision");
    }
    exchange.reserved(place);
    return Verdict.admit();
  }
}
