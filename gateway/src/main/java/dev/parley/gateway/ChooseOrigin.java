// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.admission.Verdict;
import dev.parley.core.Content;
import dev.parley.gateway.Evidence.Fault;
import dev.parley.netty.OriginLeg;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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
    OriginLeg pooled =
        attempts.mayReuse()
            ? origin.pooled(loop, exchange.evidence(), exchange.spendsFor(origin.record()))
            : null;
    if (pooled != null) {
      ask.apply(exchange, origin, pooled);
      return;
    }
    attempts.spent();
    connect(exchange, origin);
  }

  private void connect(Exchange exchange, Origin origin) {
    EventLoop loop = exchange.relay().eventLoop();
    OriginHealth health = origin.record().health();
    long began = exchange.relay().now();
    health.connecting(began);
    Waiter waiter = new Waiter(exchange);
    origin.connect(
        loop,
        exchange.evidence(),
        leg -> {
          long now = exchange.relay().now();
          health.connected(Duration.ofNanos(now - began), now);
          if (waiter.waited() && exchange.relay().wantsOrigin()) {
            ask.apply(exchange, origin, leg);
          } else {
            leg.giveBack();
          }
        },
        cause -> {
          health.unreachable(cause, exchange.relay().now());
          if (waiter.waited()) {
            exchange.evidence().fault(Fault.Kind.OUT_OF_REACH, ProxyStatus.unreachable(cause));
            exchange.evidence().again("unreachable");
            next(exchange);
          }
        });
    waiter.start(health.waits());
  }

  /** Waits for a connection, but not for long while another origin is well. */
  private final class Waiter {
    private final Exchange exchange;
    private boolean over;
    private @Nullable Future<?> timer;

    Waiter(Exchange exchange) {
      this.exchange = exchange;
    }

    void start(Duration patience) {
      if (!over && exchange.attempts().others()) {
        timer =
            exchange
                .relay()
                .eventLoop()
                .schedule(this::elapsed, patience.toNanos(), TimeUnit.NANOSECONDS);
      }
    }

    private void elapsed() {
      if (exchange.relay().wantsOrigin() && exchange.attempts().goesOn(exchange.relay().now())) {
        over = true;
        exchange.evidence().fault(Fault.Kind.OUT_OF_REACH, ProxyStatus.TIMED_OUT);
        exchange.evidence().again("slow");
        next(exchange);
      }
    }

    /** The connection is made or not; whether it is waited for still. */
    boolean waited() {
      boolean waits = !over;
      over = true;
      if (timer != null) {
        timer.cancel(false);
      }
      return waits;
    }
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
