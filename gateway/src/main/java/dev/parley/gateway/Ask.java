// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.core.Offer;
import dev.parley.netty.FieldNames;
import dev.parley.netty.OriginLeg;
import dev.parley.netty.RequestFraming;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;

/** Sends the head to an origin, with an expectation of canonical form where one is due. */
final class Ask {
  private final Pseudonym pseudonym;

  Ask(Pseudonym pseudonym) {
    this.pseudonym = pseudonym;
  }

  /** Asks {@code origin} over {@code leg}. */
  void apply(Exchange exchange, Origin origin, OriginLeg leg) {
    HttpRequest head = exchange.head();
    Offer offer = exchange.offerTo(origin.record());
    HttpHeaders fields = head.headers();
    if (exchange.firstAsked()) {
      HopByHop.remove(fields);
      RequestFraming.spell(head);
      exchange.upgrades().writeTo(fields);
      fields.add(FieldNames.VIA, pseudonym.via(head.protocolVersion()));
    }
    if (!fields.contains(HttpHeaderNames.HOST)) {
      fields.set(FieldNames.HOST, origin.authority());
    }
    if (!exchange.expectSigned()) {
      if (offer == Offer.CONTENT_ON_REQUEST) {
        fields.set(FieldNames.EXPECT, HttpHeaderValues.CONTINUE);
      } else {
        fields.remove(HttpHeaderNames.EXPECT);
      }
    }
    HttpRequest forwarded =
        HttpVersion.HTTP_1_1.equals(head.protocolVersion())
            ? head
            : new DefaultHttpRequest(HttpVersion.HTTP_1_1, head.method(), head.uri(), fields);
    exchange.asked(origin.record(), offer);
    exchange.relay().ask(leg, forwarded, offer, origin.record().waits());
  }
}
