// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import java.net.URI;
import java.util.Optional;

/**
 * Who the caller is, to which server.
 *
 * <p>Asked for a realm when a server challenges a request with 401, and for a server before a first
 * upload to it: one that may be challenged is worth asking about.
 */
@FunctionalInterface
public interface CredentialsPolicy {
  /** Nobody in particular, to any server. */
  CredentialsPolicy NONE = origin -> Optional.empty();

  /** The credentials for the server with the scheme, host and port of {@code origin}. */
  Optional<Credentials> credentialsFor(URI origin);

  /** Those for one of its realms; the same for each, unless a policy says otherwise. */
  default Optional<Credentials> credentialsFor(URI origin, ProtectionSpace space) {
    return credentialsFor(origin);
  }

  /** These, for the server with the scheme, host and port of {@code origin} and for no other. */
  static CredentialsPolicy only(URI origin, Credentials credentials) {
    String known = Urls.withoutUser(origin).origin();
    return other ->
        Urls.withoutUser(other).origin().equals(known)
            ? Optional.of(credentials)
            : Optional.empty();
  }
}
