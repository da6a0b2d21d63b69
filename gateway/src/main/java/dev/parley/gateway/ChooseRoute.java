// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.admission.Verdict;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;

/** Finds the first route that takes the request. */
final class ChooseRoute implements Phase {
  private final List<Route> routes;

  ChooseRoute(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  @Override
  public Verdict apply(Exchange exchange) {
    HttpRequest head = exchange.head();
    String host = host(head);
    String path = head.uri().equals("*") ? "*" : RoutePath.of(head.uri());
    if (path == null) {
      return Verdict.refuse(400, "a segment of the path is a dot or two");
    }
    for (Route route : routes) {
      if (route.takes(host, path)) {
        exchange.routed(route);
        return Verdict.admit();
      }
    }
    return Verdict.refuse(404, "no route takes this host and path");
  }

  /** The host that a request is for, without its port; empty where it names none. */
  static String host(HttpRequest head) {
    String host = head.headers().get(HttpHeaderNames.HOST, "");
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }
}
