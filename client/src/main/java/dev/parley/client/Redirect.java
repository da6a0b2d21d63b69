// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpHeaders;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where a redirect leads (RFC 9110 15.4). A client follows those that its policy lets it; whoever
 * follows them himself finds here what is easily got wrong.
 */
public final class Redirect {
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
                  : request.at("GET", there).withContent(RequestContent.none());
          return next.withFieldsThat(name -> takes(name, request.uri(), there, keeps));
        });
  }

  /** Never from an encrypted server to one that is not. */
  private static Optional<URI> location(Request request, HttpHeaders fields) {
    return location(request.uri(), fields)
        .filter(there -> there.getRawUserInfo() == null)
        .filter(
            there ->
                there.getScheme().equalsIgnoreCase("https")
                    || !request.uri().getScheme().equalsIgnoreCase("https"));
  }

  /**
   * Where {@code Location} leads from {@code here}, with the fragment that it inherits (RFC 9110
   * 10.2.2); none unless it is one place that HTTP leads to.
   */
  public static Optional<URI> location(URI here, HttpHeaders fields) {
    if (fields.allValues("Location").size() != 1) {
      return Optional.empty();
    }
    try {
      URI there = References.resolve(here, new URI(fields.allValues("Location").get(0)));
      if (there.getRawFragment() == null && here.getRawFragment() != null) {
        there = URI.create(there + "#" + here.getRawFragment());
      }
      return Target.isOfHttp(there) ? Optional.of(there) : Optional.empty();
    } catch (URISyntaxException | IllegalArgumentException nowhere) {
      return Optional.empty();
    }
  }

  /**
   * Whether the request that follows takes a field along: what describes the content only with the
   * content, and what is meant for one server nowhere else.
   */
  public static boolean takes(String name, URI here, URI there, boolean withContent) {
    String lower = name.toLowerCase(Locale.ROOT);
    return (withContent || !OF_CONTENT.contains(lower))
        && (!FOR_ONE_SERVER.contains(lower)
            || Target.originOf(here).equals(Target.originOf(there)));
  }
}
