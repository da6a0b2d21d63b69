// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.admission.Verdict;
import dev.parley.core.Expectation;
import dev.parley.core.Rule;
import dev.parley.gateway.GatewayPolicy.UnknownExpectations;
import dev.parley.netty.RequestFraming;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * Reads {@code Expect} once and for all: what is asked, nothing, or a refusal (RFC 9110 10.1.1).
 */
final class ReadExpectation implements Phase {
  private final UnknownExpectations unknown;

  ReadExpectation(UnknownExpectations unknown) {
    this.unknown = unknown;
  }

  @Override
  public Verdict apply(Exchange exchange) {
    HttpHeaders fields = exchange.head().headers();
    if (HopByHop.nominates(fields, HttpHeaderNames.EXPECT)) {
      return Verdict.refuse(400, "Connection must not name Expect");
    }
    // RFC 9110 10.1.1: HTTP/1.0 knows no expectations, whatever the field says.
    if (!fields.contains(HttpHeaderNames.EXPECT)
        || !RequestFraming.version(exchange.head()).carriesInterim()) {
      return Verdict.admit();
    }
    Expectation expectation = Expectation.parse(fields.getAll(HttpHeaderNames.EXPECT));
    if (expectation instanceof Expectation.Malformed) {
      exchange.broken(Rule.EXPECT_MALFORMED);
      return Verdict.refuse(400, "the Expect field is not in its grammar");
    }
    if (expectation instanceof Expectation.Unknown && unknown == UnknownExpectations.REFUSE) {
      return Verdict.refuse(417, "100-continue is the only expectation that can be met");
    }
    if (expectation instanceof Expectation.Continue
        || (expectation instanceof Expectation.Unknown members && members.asksContinue())) {
      if (!exchange.content().announced()) {
        exchange.broken(Rule.EXPECT_WITHOUT_CONTENT);
      }
      exchange.asksContinue();
    }
    return Verdict.admit();
  }
}
