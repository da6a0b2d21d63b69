// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.core.Checks;
import dev.parley.netty.FieldNames;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Protocols that a connection may leave HTTP/1.1 for (RFC 9110 7.8).
 *
 * @param protocols each a name, or a name and a version as in {@code name/1}
 */
record Upgrades(List<String> protocols) {
  static final Upgrades NONE = new Upgrades(List.of());

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern PROTOCOL = Pattern.compile(TOKEN + "(/" + TOKEN + ")?");

  /** Other forms of HTTP, and of what carries it: requests in there would pass unseen. */
  private static final Set<String> OF_HTTP = Set.of("http", "h2", "h2c", "h3", "tls");

  Upgrades {
    protocols = List.copyOf(protocols);
  }

  /** Throws for what is no protocol, and for HTTP in any form. */
  static void check(String name, String protocol) {
    String known = protocol.toLowerCase(Locale.ROOT);
    if (!PROTOCOL.matcher(known).matches() || OF_HTTP.contains(known.replaceAll("/.*", ""))) {
      throw Checks.wrong(
          name, protocol, "a protocol such as websocket, and no form of HTTP or TLS");
    }
  }

  /** What {@code Upgrade} names. */
  static Upgrades namedIn(HttpHeaders fields) {
    List<String> named = new ArrayList<>();
    for (String line : fields.getAll(HttpHeaderNames.UPGRADE)) {
      for (String member : line.split(",", -1)) {
        if (!member.isBlank()) {
          named.add(member.strip());
        }
      }
    }
    return new Upgrades(named);
  }

  boolean isEmpty() {
    return protocols.isEmpty();
  }

  /** Those of them that {@code others} has too. */
  Upgrades among(Upgrades others) {
    return new Upgrades(protocols.stream().filter(others::has).toList());
  }

  /** Whether {@code others} has all of them, of which there are some. */
  boolean allAmong(Upgrades others) {
    return !isEmpty() && protocols.stream().allMatch(others::has);
  }

  private boolean has(String protocol) {
    return protocols.stream().anyMatch(protocol::equalsIgnoreCase);
  }

  /** Names them in {@code fields}, if there are any. */
  void writeTo(HttpHeaders fields) {
    if (!isEmpty()) {
      fields.set(FieldNames.CONNECTION, HttpHeaderValues.UPGRADE);
      fields.set(FieldNames.UPGRADE, String.join(", ", protocols));
    }
  }
}
