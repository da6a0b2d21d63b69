// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.core.TargetUri;
import dev.parley.netty.Destination;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Where a request goes: the server in its target URI, and the connection that leads there.
 *
 * @param origin scheme, host and port, as the memory knows them
 * @param authority what {@code Host} says (RFC 9110 7.2)
 * @param path path and query, as the server sees them
 * @param viaProxy whether a proxy reads the request itself, and not only tunnels it
 */
record Target(
    String origin, String authority, String path, Destination destination, boolean viaProxy) {
  static Target of(TargetUri uri, Optional<HttpProxy> proxy, SSLContext tls) {
    String origin = uri.origin();
    String path = uri.originForm();
    if (uri.encrypted()) {
      return new Target(
          origin,
          uri.authority(),
          path,
          new Destination(uri.host(), uri.port(), Optional.of(tls), proxy.map(HttpProxy::tunnel)),
          false);
    }
    Destination destination =
        proxy
            .map(through -> Destination.plain(through.host(), through.port()))
            .orElseGet(() -> Destination.plain(uri.host(), uri.port()));
    return new Target(origin, uri.authority(), path, destination, proxy.isPresent());
  }

  /** The request target: a proxy has to be told the server too (RFC 9112 3.2.2). */
  String target() {
    return viaProxy ? "http://" + authority + path : path;
  }
}
