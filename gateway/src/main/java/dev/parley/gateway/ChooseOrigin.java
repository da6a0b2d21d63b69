// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.admission.Verdict;
import dev.parley.core.Content;
import dev.parley.gateway.Evidence.Fault;
import dev.parley.netty.OriginLeg;
import io.netty.channel.EventLoop;

/**
 * Finds a way to one of the route's origins: the best one, and past those that are out of reach.
 */
final class ChooseOrigin {
  private final Ask ask;

  ChooseOrigin(Ask ask) {
    this.ask = ask;
  }

  /** Asks the next origin of the exchange. */
  void apply(Exchange exchange) {
    EventLoop loop = exchange.relay().eventLoop();
    Attempts attempts = exchange.attempts();
    Origin origin = attempts.origin(exchange.relay().now());
    exchange.evidence().chose(origin.record());
    if (exchange.content() instanceof Content.Unknown
        && origin.record().takesNoChunks(exchange.relay().now())) {
      attempts.spent();
      exchange.evidence().again("http-1.0");
      exchange.passedBy(
          Verdict.refuse(411, "the origin speaks HTTP/1.0, so the content needs a length"));
      next(exchange);
      return;
    }
    if (!exchange.place().waitsFor(origin.record())) {
      attempts.spent();
      exchange.evidence().fault(Fault.Kind.PASSED_BY, ProxyStatus.LIMIT_REACHED);
      exchange.evidence().again("full");
      exchange.passedBy(Reserve.full("too many exchanges wait for the origins"));
      next(exchange);
      return;
    }
    OriginLeg pooled = attempts.mayReuse() ? origin.pooled(loop) : null;
    if (pooled != null) {
      ask.apply(exchange, origin, pooled);
      return;
    }
    attempts.spent();
    origin.connect(
        loop,
        leg -> {
          if (exchange.relay().wantsOrigin()) {
            ask.apply(exchange, origin, leg);
          } else {
            leg.giveBack();
          }
        },
        cause -> {
          origin.record().unreachable(cause, exchange.relay().now());
          exchange.evidence().fault(Fault.Kind.OUT_OF_REACH, ProxyStatus.unreachable(cause));
          exchange.evidence().again("unreachable");
          next(exchange);
        });
  }

  /** Goes on to the next origin, or refuses the exchange when none is left. */
  void next(Exchange exchange) {
    if (!exchange.relay().wantsOrigin()) {
      return;
    }
    if (exchange.attempts().left()) {
      apply(exchange);
    } else {
      exchange.noOriginLeft();
    }
  }
}
