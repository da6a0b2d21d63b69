// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.okhttp;

import dev.parley.client.AskPolicy;
import dev.parley.client.CallerFields;
import dev.parley.client.RequestContent;
import dev.parley.client.Timeouts;
import dev.parley.core.TargetUri;
import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import javax.net.SocketFactory;
import javax.net.ssl.HostnameVerifier;
import okhttp3.Cookie;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttp;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;

/** Requests of OkHttp that Parley can send, in its words. */
final class Uploads {
  private static final HostnameVerifier USUAL = new OkHttpClient().hostnameVerifier();

  private Uploads() {}

  /** Whether it is an upload that needs nothing of OkHttp's own connections. */
  static boolean isOne(Request request, Interceptor.Chain chain) {
    RequestBody body = request.body();
    HttpUrl url = request.url();
    return body != null
        && !body.isDuplex()
        && isDirect(url, chain)
        && (!url.isHttps()
            || (chain.getHostnameVerifier() == USUAL
                && chain.getCertificatePinner().findMatchingPins(url.host()).isEmpty()))
        && request.headers("Host").stream().allMatch(authority(url)::equalsIgnoreCase)
        && said(request).understood();
  }

  private static boolean isDirect(HttpUrl url, Interceptor.Chain chain) {
    if (chain.getDns() != Dns.SYSTEM || chain.getSocketFactory() != SocketFactory.getDefault()) {
      return false;
    }
    Proxy proxy = chain.getProxy();
    if (proxy != null) {
      return proxy.type() == Proxy.Type.DIRECT;
    }
    URI uri = url.uri();
    if (uri.getHost() == null) {
      // As OkHttp does: selectors fail at names that java.net has none for.
      return true;
    }
    List<Proxy> proxies = chain.getProxySelector().select(uri);
    return proxies == null || proxies.isEmpty() || proxies.get(0).type() == Proxy.Type.DIRECT;
  }

  private static CallerFields said(Request request) {
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    request.headers().forEach(field -> lines.add(Map.entry(field.getFirst(), field.getSecond())));
    return CallerFields.of(lines);
  }

  /** As {@code Host} has it (RFC 9110 7.2). */
  private static String authority(HttpUrl url) {
    String host = url.host().contains(":") ? "[" + url.host() + "]" : url.host();
    return url.port() == HttpUrl.defaultPort(url.scheme()) ? host : host + ":" + url.port();
  }

  /**
   * The request that is to be sent; empty where only OkHttp can send it as it is.
   *
   * @param writer of the body
   */
  static Optional<dev.parley.client.Request> of(
      Request request, Interceptor.Chain chain, RequestContent.Writer writer) throws IOException {
    HttpUrl url = request.url();
    RequestBody body = Objects.requireNonNull(request.body());
    String query = url.encodedQuery();
    CallerFields said = said(request);
    try {
      return Optional.of(
          new dev.parley.client.Request(
              request.method(),
              TargetUri.parse(
                  url.scheme()
                      + "://"
                      + authority(url)
                      + url.encodedPath()
                      + (query == null ? "" : "?" + query)),
              fields(said, request, body, chain),
              RequestContent.written(
                  writer,
                  body.contentLength() < 0
                      ? OptionalLong.empty()
                      : OptionalLong.of(body.contentLength()),
                  !body.isOneShot()),
              said.expectsContinue() ? Optional.of(AskPolicy.ALWAYS) : Optional.empty(),
              new Timeouts(
                  Optional.of(time(chain.connectTimeoutMillis())),
                  Optional.of(time(chain.readTimeoutMillis())))));
    } catch (IllegalArgumentException unusual) {
      return Optional.empty();
    }
  }

  private static List<Map.Entry<String, String>> fields(
      CallerFields said, Request request, RequestBody body, Interceptor.Chain chain) {
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    MediaType type = body.contentType();
    List<Cookie> cookies = chain.getCookieJar().loadForRequest(request.url());
    for (Map.Entry<String, String> field : said.sent()) {
      boolean replaced =
          (field.getKey().equalsIgnoreCase("Content-Type") && type != null)
              || (field.getKey().equalsIgnoreCase("Cookie") && !cookies.isEmpty());
      if (!replaced) {
        fields.add(field);
      }
    }
    if (type != null) {
      fields.add(Map.entry("Content-Type", type.toString()));
    }
    if (!cookies.isEmpty()) {
      fields.add(
          Map.entry(
              "Cookie",
              cookies.stream()
                  .map(cookie -> cookie.name() + "=" + cookie.value())
                  .collect(Collectors.joining("; "))));
    }
    if (request.header("User-Agent") == null) {
      fields.add(Map.entry("User-Agent", "okhttp/" + OkHttp.VERSION));
    }
    fields.replaceAll(field -> Map.entry(field.getKey(), octets(field.getValue())));
    return fields;
  }

  /** Values that are no ASCII are UTF-8 to OkHttp; here they have one character for each octet. */
  private static String octets(String value) {
    return value.chars().allMatch(c -> c < 0x80)
        ? value
        : new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** The same of a response. */
  static String text(String octets) {
    return octets.chars().allMatch(c -> c < 0x80)
        ? octets
        : new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static Duration time(int millis) {
    return millis == 0 ? Timeouts.FOR_EVER : Duration.ofMillis(millis);
  }
}
