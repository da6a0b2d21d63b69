// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.core.Checks;
import dev.parley.netty.Destination;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A proxy that requests go through: it gets those for {@code http}, and tunnels those for {@code
 * https} (RFC 9110 9.3.6).
 *
 * @param host a name or an address
 * @param port 1 to 65535
 * @param credentials what it gets with {@code Basic} (RFC 7617), unasked
 */
public record HttpProxy(String host, int port, Optional<Credentials> credentials) {
  private static final int LAST_PORT = 0xffff;

  public HttpProxy {
    Checks.between("port", port, 1, LAST_PORT);
  }

  /** A proxy that does not ask who its clients are. */
  public static HttpProxy of(String host, int port) {
    return new HttpProxy(host, port, Optional.empty());
  }

  Destination.TunnelProxy tunnel() {
    return new Destination.TunnelProxy(
        host,
        port,
        credentials.map(known -> new Destination.Credentials(known.user(), known.password())));
  }

  Optional<String> authorization() {
    return credentials.map(
        known ->
            "Basic "
                + Base64.getEncoder()
                    .encodeToString(
                        (known.user() + ":" + known.password()).getBytes(StandardCharsets.UTF_8)));
  }
}
