// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.core.Checks;
import dev.parley.netty.Destination;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Where a request goes: the server in its URI, and the connection that leads there.
 *
 * @param origin scheme, host and port, as the memory knows them
 * @param authority what {@code Host} says (RFC 9110 7.2)
 * @param path path and query, as the server sees them
 * @param viaProxy whether a proxy reads the request itself, and not only tunnels it
 */
record Target(
    String origin, String authority, String path, Destination destination, boolean viaProxy) {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final int ASCII = 0x80;

  static void check(URI uri) {
    if (!hasServer(uri)) {
      throw Checks.wrong("uri", uri, "http://HOST or https://HOST, with a port and a path or not");
    }
    if (uri.getRawUserInfo() != null) {
      throw Checks.wrong("uri", uri.getHost(), "no user information; give credentials apart");
    }
    if (!hasPort(uri)) {
      throw Checks.wrong("uri", uri, "a port from 1 to 65535");
    }
  }

  /** Whether it names a server that speaks HTTP. */
  static boolean isOfHttp(URI uri) {
    return hasServer(uri) && hasPort(uri);
  }

  private static boolean hasServer(URI uri) {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    return (scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null;
  }

  private static boolean hasPort(URI uri) {
    return uri.getPort() != 0 && uri.getPort() <= 0xffff;
  }

  /** Scheme, host and port. */
  static String originOf(URI uri) {
    boolean encrypted = uri.getScheme().equalsIgnoreCase("https");
    int port = uri.getPort() < 0 ? (encrypted ? HTTPS : HTTP) : uri.getPort();
    return (encrypted ? "https://" : "http://")
        + uri.getHost().toLowerCase(Locale.ROOT)
        + ":"
        + port;
  }

  static Target of(URI uri, Optional<HttpProxy> proxy, SSLContext tls) {
    boolean encrypted = uri.getScheme().equalsIgnoreCase("https");
    String host = uri.getHost();
    // The brackets of an IPv6 address belong to the URI.
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    int standard = encrypted ? HTTPS : HTTP;
    int port = uri.getPort() < 0 ? standard : uri.getPort();
    String authority = port == standard ? host : host + ":" + port;
    String path = path(uri);
    String origin = originOf(uri);
    if (encrypted) {
      return new Target(
          origin,
          authority,
          path,
          new Destination(bare, port, Optional.of(tls), proxy.map(HttpProxy::tunnel)),
          false);
    }
    return proxy
        .map(
            through ->
                new Target(
                    origin,
                    authority,
                    path,
                    Destination.plain(through.host(), through.port()),
                    true))
        .orElseGet(() -> new Target(origin, authority, path, Destination.plain(bare, port), false));
  }

  /** Path and query, as a server sees them. */
  static String path(URI uri) {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String all = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    for (int i = 0; i < all.length(); i++) {
      if (all.charAt(i) >= ASCII) {
        return path(URI.create(uri.toASCIIString()));
      }
    }
    return all;
  }

  /** The request target: a proxy has to be told the server too (RFC 9112 3.2.2). */
  String target() {
    return viaProxy ? "http://" + authority + path : path;
  }
}
