// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.admission.Verdict;
import dev.parley.gateway.GatewayPolicy.UnknownExpectations;
import java.time.Duration;
import java.util.List;

/** The phases of every exchange, in their order. */
final class Phases {
  private final List<Phase> readHead;
  private final List<Phase> admit;
  private final ChooseOrigin chooseOrigin;
  private final Duration tunnelIdle;
  private final RecordOutcome record;
  private final RequestIds ids = RequestIds.unique();

  Phases(
      List<Route> routes,
      Waiting waiting,
      UnknownExpectations unknownExpectations,
      Duration tunnelIdle,
      RecordOutcome record) {
    this.tunnelIdle = tunnelIdle;
    this.record = record;
    readHead = List.of(new CheckHead(), new ReadExpectation(unknownExpectations));
    Pseudonym pseudonym = Pseudonym.unique();
    admit =
        List.of(
            new RefuseLoop(pseudonym),
            new CountForwards(),
            new ChooseRoute(routes),
            new GuardStore(),
            new ReadUpgrade(),
            new Admit(),
            new Reserve(waiting));
    chooseOrigin = new ChooseOrigin(new Ask(pseudonym));
  }

  /** Whether the head can be understood; where not, its connection cannot either. */
  Verdict readHead(Exchange exchange) {
    return firstAnswer(readHead, exchange);
  }

  /** Whether the request may go to an origin. */
  Verdict admit(Exchange exchange) {
    return firstAnswer(admit, exchange);
  }

  ChooseOrigin chooseOrigin() {
    return chooseOrigin;
  }

  /** How long a connection that left HTTP may carry nothing. */
  Duration tunnelIdle() {
    return tunnelIdle;
  }

  /** The names of the requests. */
  RequestIds ids() {
    return ids;
  }

  RecordOutcome record() {
    return record;
  }

  private static Verdict firstAnswer(List<Phase> phases, Exchange exchange) {
    for (Phase phase : phases) {
      Verdict verdict = phase.apply(exchange);
      if (!(verdict instanceof Verdict.Admit)) {
        return verdict;
      }
    }
    return Verdict.admit();
  }
}
