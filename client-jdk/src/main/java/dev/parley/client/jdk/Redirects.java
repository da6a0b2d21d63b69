// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import dev.parley.client.CallerFields;
import java.net.URI;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;

/**
 * Where a redirect leads (RFC 9110 15.4). Followed here and not by the client below, which knows
 * nothing of cookies that a redirect sets, of {@link Redirect#ALWAYS}, or of responses before the
 * last.
 */
final class Redirects {
  private Redirects() {}

  /**
   * The request that follows {@code request}, or none.
   *
   * @param again whether its content can be had again
   */
  static Optional<HttpRequest> after(
      HttpRequest request, Redirect followed, int status, HttpHeaders fields, boolean again) {
    boolean redirects =
        status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    if (!redirects || followed == Redirect.NEVER) {
      return Optional.empty();
    }
    String method = method(request.method(), status);
    boolean keeps = method.equals(request.method());
    if (keeps && !again) {
      return Optional.empty();
    }
    return dev.parley.client.Redirect.location(request.uri(), fields)
        .filter(there -> followed == Redirect.ALWAYS || isNoLessEncrypted(request.uri(), there))
        .map(there -> request(request, there, method, keeps));
  }

  private static String method(String method, int status) {
    boolean gets =
        switch (status) {
          case 301, 302 -> method.equals("POST");
          case 303 -> !method.equals("HEAD");
          default -> false;
        };
    return gets ? "GET" : method;
  }

  private static HttpRequest request(HttpRequest request, URI there, String method, boolean keeps) {
    CallerFields said = Sent.said(request);
    HttpRequest.Builder next =
        HttpRequest.newBuilder(
                request,
                (name, value) ->
                    said.sends(name)
                        && dev.parley.client.Redirect.takes(name, request.uri(), there, keeps))
            .expectContinue(request.expectContinue() || said.expectsContinue())
            .uri(there);
    return keeps ? next.build() : next.method(method, BodyPublishers.noBody()).build();
  }

  private static boolean isNoLessEncrypted(URI here, URI there) {
    return there.getScheme().equalsIgnoreCase("https")
        || there.getScheme().equalsIgnoreCase(here.getScheme());
  }
}
