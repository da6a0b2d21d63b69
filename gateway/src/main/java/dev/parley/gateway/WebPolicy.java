// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.core.Checks;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What browsers may do with a store: what they ask for is not always what their user wants.
 *
 * @param hosts names under which a store on a loopback address answers, beside {@code localhost},
 *     loopback addresses and the hosts of the routes; without ports
 * @param origins web sites whose pages may change a store, beside its own page; each as a browser
 *     writes it in {@code Origin}
 */
public record WebPolicy(List<String> hosts, List<String> origins) {
  /** No other name and no other site: a page that somebody visits must not reach a store. */
  public static final WebPolicy DEFAULTS = new WebPolicy(List.of(), List.of());

  private static final Pattern ORIGIN =
      Pattern.compile(
          "[A-Za-z][A-Za-z0-9+.-]*://(\\[[0-9A-Fa-f:.]+]|[^\\s:/?#\\[\\]@*]+)(:\\d{1,5})?");

  public WebPolicy {
    hosts = List.copyOf(hosts);
    origins = List.copyOf(origins);
    for (String host : hosts) {
      if (!GatewayPolicy.Match.isHost(host)) {
        throw Checks.wrong("hosts", host, "a host name or address, without a port");
      }
    }
    for (String origin : origins) {
      if (!ORIGIN.matcher(origin).matches()) {
        throw Checks.wrong(
            "origins", origin, "an origin such as https://app.example.org, without a path");
      }
    }
  }

  /** The same with these names. */
  public WebPolicy withHosts(String... value) {
    return new WebPolicy(List.of(value), origins);
  }

  /** The same with these sites. */
  public WebPolicy withOrigins(String... value) {
    return new WebPolicy(hosts, List.of(value));
  }
}
