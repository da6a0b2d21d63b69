// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.Set;

/** Where a redirect leads (RFC 9110 15.4). */
final class Redirect {
  /** What is meant for one server alone. */
  private static final Set<String> FOR_ONE_SERVER =
      Set.of("authorization", "cookie", "proxy-authorization");

  /** RFC 9110 15.4 names some of them; the rest are alike. */
  private static final Set<String> OF_CONTENT =
      Set.of(
          "content-type",
          "content-encoding",
          "content-language",
          "content-location",
          "content-range",
          "content-disposition",
          "content-md5",
          "content-digest",
          "repr-digest",
          "digest",
          "last-modified");

  private Redirect() {}

  /** The request that follows {@code request}, or none. */
  static Optional<Request> of(Request request, int status, HttpHeaders fields) {
    boolean keeps =
        switch (status) {
          case 307, 308 -> true;
          case 301, 302 -> !request.method().equals("POST");
          case 303 -> request.method().equals("GET") || request.method().equals("HEAD");
          default -> false;
        };
    boolean gets = !keeps && (status == 301 || status == 302 || status == 303);
    Optional<URI> location = keeps || gets ? location(request, fields) : Optional.empty();
    return location.map(
        there -> {
          Request next =
              keeps
                  ? request.at(request.method(), there)
                  : request.at("GET", there).withContent(RequestContent.none()).without(OF_CONTENT);
          return Target.originOf(there).equals(Target.originOf(request.uri()))
              ? next
              : next.without(FOR_ONE_SERVER);
        });
  }

  /** Never from an encrypted server to one that is not. */
  private static Optional<URI> location(Request request, HttpHeaders fields) {
    if (fields.allValues("Location").size() != 1) {
      return Optional.empty();
    }
    try {
      URI there = References.resolve(request.uri(), new URI(fields.allValues("Location").get(0)));
      if (there.getRawFragment() == null && request.uri().getRawFragment() != null) {
        // RFC 9110 10.2.2: it is inherited.
        there = URI.create(there + "#" + request.uri().getRawFragment());
      }
      Target.check(there);
      boolean opens =
          request.uri().getScheme().equalsIgnoreCase("https")
              && !there.getScheme().equalsIgnoreCase("https");
      return opens ? Optional.empty() : Optional.of(there);
    } catch (URISyntaxException | IllegalArgumentException nowhere) {
      return Optional.empty();
    }
  }
}
