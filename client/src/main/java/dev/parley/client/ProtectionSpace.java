// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import java.util.List;
import java.util.Optional;

/**
 * What a server wants credentials for: one of its realms (RFC 9110 11.5).
 *
 * @param scheme {@code Basic} or {@code Digest}
 * @param realm as the server names it; empty where it names none
 */
public record ProtectionSpace(String scheme, String realm) {
  /**
   * What a client answers, of all that a server asks for; empty where that is nothing.
   *
   * @param fieldLines of {@code WWW-Authenticate}
   */
  public static Optional<ProtectionSpace> answerable(List<String> fieldLines) {
    return Challenges.space(fieldLines);
  }
}
