// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.core.PercentEncoding;
import dev.parley.core.TargetUri;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

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

  /** How fields are called that say who somebody is, in no standard. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?:^|[-_])(?:auth|password|secret|credentials?|session|signature"
              + "|(?:api|access|auth|secret|private|subscription|functions)[-_]?key)(?:$|[-_])"
              + "|token(?:$|[-_])");

  private static final Pattern USER = Pattern.compile("[^/?#]*//[^/?#]*@");

  private Redirect() {}

  /** The request that follows {@code request}, or none. */
  static Optional<Request> of(Request request, int status, HttpHeaders fields) {
    Then then = then(request.method(), status);
    if (then == Then.NOTHING || obstacle(request.target(), fields).isPresent()) {
      return Optional.empty();
    }
    return target(request.target(), fields)
        .map(
            there -> {
              boolean keeps = then == Then.SAME;
              Request next =
                  keeps
                      ? request.at(request.method(), there)
                      : request.at("GET", there).withContent(RequestContent.none());
              return next.withFieldsThat(name -> takes(name, request.target(), there, keeps));
            });
  }

  /** Why a redirect is the final response to {@code request}; empty where it is none. */
  static Optional<Unfollowed> unfollowed(
      Request request, int status, HttpHeaders fields, Unfollowed.Why otherwise) {
    List<String> locations = fields.allValues("Location");
    if (then(request.method(), status) == Then.NOTHING || locations.isEmpty()) {
      return Optional.empty();
    }
    String there = References.resolve(request.target(), PercentEncoding.ofOctets(locations.get(0)));
    return Optional.of(
        new Unfollowed(
            obstacle(request.target(), fields).orElse(otherwise), Urls.withoutUser(there)));
  }

  /** What is sent after a redirect. */
  private enum Then {
    NOTHING,
    SAME,
    GET
  }

  private static Then then(String method, int status) {
    return switch (status) {
      case 307, 308 -> Then.SAME;
      case 301, 302 -> method.equals("POST") ? Then.GET : Then.SAME;
      case 303 -> method.equals("GET") || method.equals("HEAD") ? Then.SAME : Then.GET;
      default -> Then.NOTHING;
    };
  }

  private static Optional<Unfollowed.Why> obstacle(TargetUri here, HttpHeaders fields) {
    List<String> locations = fields.allValues("Location");
    if (locations.size() != 1) {
      return Optional.of(Unfollowed.Why.SEVERAL);
    }
    if (USER.matcher(References.resolve(here, locations.get(0))).lookingAt()) {
      return Optional.of(Unfollowed.Why.USER_INFORMATION);
    }
    return target(here, fields)
        .map(
            there ->
                there.encrypted() || !here.encrypted()
                    ? Optional.<Unfollowed.Why>empty()
                    : Optional.of(Unfollowed.Why.UNENCRYPTED))
        .orElse(Optional.of(Unfollowed.Why.NO_HTTP_URL));
  }

  private static Optional<TargetUri> target(TargetUri here, HttpHeaders fields) {
    if (fields.allValues("Location").size() != 1) {
      return Optional.empty();
    }
    String location = PercentEncoding.ofOctets(fields.allValues("Location").get(0));
    try {
      return Optional.of(Urls.read(References.resolve(here, location)));
    } catch (IllegalArgumentException nowhere) {
      return Optional.empty();
    }
  }

  /**
   * Where {@code Location} leads from {@code here}, with the fragment that it inherits (RFC 9110
   * 10.2.2); none unless it is one place that HTTP leads to and {@link URI} has a host for. Octets
   * that are no ASCII, and what RFC 3986 does not allow, are percent-encoded as they came.
   */
  public static Optional<URI> location(URI here, HttpHeaders fields) {
    return target(Urls.withoutUser(here), fields)
        .map(Urls::uri)
        .filter(there -> there.getHost() != null);
  }

  /**
   * Whether the request that follows takes a field along: what describes the content only with the
   * content, and what is meant for one server nowhere else. That is what RFC 9110 has for
   * credentials, and fields that are called like some, such as {@code X-Api-Key}.
   */
  public static boolean takes(String name, URI here, URI there, boolean withContent) {
    return takes(name, Urls.withoutUser(here), Urls.withoutUser(there), withContent);
  }

  private static boolean takes(String name, TargetUri here, TargetUri there, boolean withContent) {
    String lower = name.toLowerCase(Locale.ROOT);
    return (withContent || !OF_CONTENT.contains(lower))
        && (here.origin().equals(there.origin())
            || !(FOR_ONE_SERVER.contains(lower) || SECRET.matcher(lower).find()));
  }
}
