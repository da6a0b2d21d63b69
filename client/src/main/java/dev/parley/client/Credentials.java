// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.core.Checks;

/**
 * Who the caller is, to a server or a proxy that asks (RFC 9110 11).
 *
 * @param user without a colon (RFC 7617 2)
 * @param password never printed
 */
public record Credentials(String user, String password) {
  public Credentials {
    if (user.indexOf(':') >= 0) {
      throw Checks.wrong("user", user, "a name without a colon");
    }
  }

  @Override
  public String toString() {
    return "Credentials[user=" + user + "]";
  }
}
