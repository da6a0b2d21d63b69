// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.core.Checks;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * The address of an origin, written {@code http://host} or {@code http://host:port}.
 *
 * @param host a name or an address; IPv6 without brackets
 * @param port 1 to 65535
 */
public record OriginAddress(String host, int port) {
  private static final String EXPECTED = "http://HOST or http://HOST:PORT";
  private static final int HTTP_PORT = 80;

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
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException notAUri) {
      throw Checks.wrong(name, text, EXPECTED);
    }
    boolean plain =
        "http".equalsIgnoreCase(uri.getScheme())
            && uri.getHost() != null
            && uri.getRawUserInfo() == null
            && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
            && uri.getRawQuery() == null
            && uri.getRawFragment() == null
            && uri.getPort() != 0
            && uri.getPort() <= 65535;
    if (!plain) {
      throw Checks.wrong(name, text, EXPECTED);
    }
    String host = uri.getHost();
    boolean bracketed = host.startsWith("[");
    return new OriginAddress(
        bracketed ? host.substring(1, host.length() - 1) : host,
        uri.getPort() < 0 ? HTTP_PORT : uri.getPort());
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
