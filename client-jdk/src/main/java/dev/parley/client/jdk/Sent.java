// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import dev.parley.client.AskPolicy;
import dev.parley.client.CallerFields;
import dev.parley.client.Request;
import dev.parley.client.RequestContent;
import java.io.IOException;
import java.net.CookieHandler;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What is sent for a request of the JDK. */
final class Sent {
  private static final String COOKIE = "Cookie";

  private Sent() {}

  /**
   * The request as the client below takes it.
   *
   * @param closes whether its connection shall serve no other, though it does not say so
   * @throws IOException when the cookies cannot be had
   */
  static Request of(HttpRequest request, Optional<CookieHandler> handler, boolean closes)
      throws IOException {
    List<String> cookies = new ArrayList<>(cookies(request, handler));
    CallerFields said = said(request);
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    for (Map.Entry<String, String> field : said.sent()) {
      if (field.getKey().equalsIgnoreCase(COOKIE)) {
        cookies.add(field.getValue());
      } else {
        fields.add(field);
      }
    }
    if (closes && !said.closes()) {
      fields.add(Map.entry("Connection", "close"));
    }
    if (!cookies.isEmpty()) {
      // RFC 6265 5.4: one line.
      fields.add(Map.entry(COOKIE, String.join("; ", cookies)));
    }
    return new Request(
        request.method(),
        withoutUser(request.uri()),
        fields,
        request.bodyPublisher().map(Sent::content).orElseGet(RequestContent::none),
        request.expectContinue() || said.expectsContinue()
            ? Optional.of(AskPolicy.ALWAYS)
            : Optional.empty());
  }

  static CallerFields said(HttpRequest request) {
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    request
        .headers()
        .map()
        .forEach((name, values) -> values.forEach(value -> lines.add(Map.entry(name, value))));
    return CallerFields.of(lines);
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
