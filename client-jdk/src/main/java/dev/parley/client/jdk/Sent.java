// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import dev.parley.client.AskPolicy;
import dev.parley.client.Request;
import dev.parley.client.RequestContent;
import java.io.IOException;
import java.net.CookieHandler;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What is sent for a request of the JDK. */
final class Sent {
  /** What the client sees to itself; the JDK lets its users set these on demand alone. */
  static final Set<String> OWN =
      Set.of(
          "host", "content-length", "transfer-encoding", "connection", "expect", "te", "upgrade");

  private static final String COOKIE = "Cookie";

  private Sent() {}

  /**
   * The request as the client below takes it.
   *
   * @throws UnsupportedOperationException when it insists on a version that is not spoken
   * @throws IOException when the cookies cannot be had
   */
  static Request of(HttpRequest request, Optional<CookieHandler> handler) throws IOException {
    request
        .version()
        .filter(version -> version != Version.HTTP_1_1)
        .ifPresent(
            version -> {
              throw new UnsupportedOperationException(
                  "version: %s (expected: HTTP_1_1, the one that this client speaks)"
                      .formatted(version));
            });
    List<String> cookies = new ArrayList<>(cookies(request, handler));
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    request
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (name.equalsIgnoreCase(COOKIE)) {
                cookies.addAll(values);
              } else if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> fields.add(Map.entry(name, value)));
              }
            });
    if (!cookies.isEmpty()) {
      // RFC 6265 5.4: one line.
      fields.add(Map.entry(COOKIE, String.join("; ", cookies)));
    }
    return new Request(
        request.method(),
        withoutUser(request.uri()),
        fields,
        request.bodyPublisher().map(Sent::content).orElseGet(RequestContent::none),
        asks(request) ? Optional.of(AskPolicy.ALWAYS) : Optional.empty());
  }

  private static boolean asks(HttpRequest request) {
    return request.expectContinue()
        || request.headers().allValues("Expect").stream()
            .anyMatch(value -> value.strip().equalsIgnoreCase("100-continue"));
  }

  private static List<String> cookies(HttpRequest request, Optional<CookieHandler> handler)
      throws IOException {
    List<String> cookies = new ArrayList<>();
    if (handler.isPresent()) {
      handler
          .get()
          .get(request.uri(), request.headers().map())
          .forEach(
              (name, values) -> {
                if (name.equalsIgnoreCase(COOKIE)) {
                  cookies.addAll(values);
                }
              });
    }
    return cookies;
  }

  /** As the JDK does, which neither sends nor refuses it. */
  private static URI withoutUser(URI uri) {
    String user = uri.getRawUserInfo();
    return user == null ? uri : URI.create(uri.toString().replaceFirst("//[^/?#]*@", "//"));
  }

  private static RequestContent content(BodyPublisher publisher) {
    long length = publisher.contentLength();
    if (length == 0) {
      return RequestContent.none();
    }
    return RequestContent.of(
        publisher,
        length < 0 ? OptionalLong.empty() : OptionalLong.of(length),
        length > 0 || publisher instanceof Replayable);
  }
}
