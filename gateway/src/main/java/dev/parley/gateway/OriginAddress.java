// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.core.Checks;
import dev.parley.core.TargetUri;

/**
 * The address of an origin, written {@code http://host} or {@code http://host:port}.
 *
 * @param host a name or an address; IPv6 without brackets
 * @param port 1 to 65535
 */
public record OriginAddress(String host, int port) {
  private static final String EXPECTED = "http://HOST or http://HOST:PORT";

  public OriginAddress {
    Checks.between("port", port, 1, 65535);
  }

  /**
   * Reads the written form.
   *
   * @param name what the address is called where it is wrong
   * @throws IllegalArgumentException when {@code text} is anything else
   */
  public static OriginAddress parse(String name, String text) {
    // Whatever is wrong with it, a password in it is not repeated.
    String shown = text.replaceAll("//[^/?#]*@", "//...@");
    TargetUri uri;
    try {
      uri = TargetUri.parse(text);
    } catch (IllegalArgumentException wrong) {
      String reason = String.valueOf(wrong.getMessage());
      throw Checks.wrong(name, shown, reason.startsWith("http") ? EXPECTED : reason);
    }
    if (uri.encrypted()) {
      throw Checks.wrong(name, shown, EXPECTED + "; TLS to an origin is not supported yet");
    }
    if (!uri.originForm().equals("/") || uri.fragment().isPresent()) {
      throw Checks.wrong(
          name, shown, "http://" + uri.authority() + "; an origin has no path of its own");
    }
    return new OriginAddress(uri.host(), uri.port());
  }

  /** Host and port as {@code Host} has them. */
  public String authority() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  @Override
  public String toString() {
    return "http://" + authority();
  }
}
