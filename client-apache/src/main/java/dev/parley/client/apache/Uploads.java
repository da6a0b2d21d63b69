// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.apache;

import dev.parley.client.AskPolicy;
import dev.parley.client.CallerFields;
import dev.parley.client.Request;
import dev.parley.client.RequestContent;
import dev.parley.client.Timeouts;
import dev.parley.core.TargetUri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.auth.AuthExchange;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.config.Configurable;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.util.Timeout;

/** Requests of HttpClient that Parley can send, in its words. */
final class Uploads {
  private Uploads() {}

  /** Whether it is an upload that needs nothing of HttpClient's own connections. */
  static boolean isOne(ClassicHttpRequest request, ExecChain.Scope scope) {
    HttpEntity entity = request.getEntity();
    AuthExchange who = scope.clientContext.getAuthExchanges().get(scope.route.getTargetHost());
    return entity != null
        && entity.getTrailers() == null
        && isDirect(scope.route)
        && request.getRequestUri().startsWith("/")
        // HttpClient sends others as bytes of ISO-8859-1, and so what a Location held.
        && request.getRequestUri().chars().allMatch(c -> c < 0x7f)
        && isAt(request, scope.route.getTargetHost())
        && said(request).understood()
        && (who == null || !who.isConnectionBased())
        && isSendable(request, scope);
  }

  /** What cannot be sent as it is stays HttpClient's. */
  private static boolean isSendable(ClassicHttpRequest request, ExecChain.Scope scope) {
    try {
      Request sendable = of(request, scope, Optional.empty());
      return !sendable.method().isEmpty();
    } catch (ProtocolException unusual) {
      return false;
    }
  }

  private static boolean isDirect(HttpRoute route) {
    return route.getProxyHost() == null
        && route.getLocalAddress() == null
        && route.getUnixDomainSocket() == null
        && route.getTargetName() == null;
  }

  /** Whether the request is for the server that it goes to, and says so. */
  private static boolean isAt(HttpRequest request, HttpHost target) {
    URIAuthority authority = request.getAuthority();
    boolean asked =
        authority == null || authority.getHostName().equalsIgnoreCase(target.getHostName());
    return asked
        && Stream.of(request.getHeaders("Host"))
            .allMatch(host -> host.getValue().equalsIgnoreCase(authorityOf(target)));
  }

  private static CallerFields said(HttpRequest request) {
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    for (Iterator<Header> each = request.headerIterator(); each.hasNext(); ) {
      Header field = each.next();
      String value = field.getValue();
      lines.add(Map.entry(field.getName(), value == null ? "" : asWritten(value)));
    }
    return CallerFields.of(lines);
  }

  /** As HttpClient writes it: ISO-8859-1, a space for what ends a line, {@code ?} for the rest. */
  private static String asWritten(String value) {
    StringBuilder written = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean plain = (c >= ' ' && c <= '~') || (c >= 0xa0 && c <= 0xff) || c == '\t';
      boolean endsLine = c == '\r' || c == '\n' || c == '\f' || c == 0x0b;
      written.append(plain ? c : endsLine ? ' ' : '?');
    }
    return written.toString();
  }

  /** As {@code Host} has it (RFC 9110 7.2). */
  private static String authorityOf(HttpHost target) {
    boolean standard = target.getPort() == (isEncrypted(target) ? 443 : 80);
    String whole = target.toHostString();
    return standard ? whole.substring(0, whole.lastIndexOf(':')) : whole;
  }

  private static boolean isEncrypted(HttpHost target) {
    return target.getSchemeName().equalsIgnoreCase("https");
  }

  /**
   * The request that is to be sent.
   *
   * @throws ProtocolException where HttpClient would send what Parley does not
   */
  static Request of(ClassicHttpRequest request, ExecChain.Scope scope, Optional<Duration> response)
      throws ProtocolException {
    HttpHost target = scope.route.getTargetHost();
    if (!isAt(request, target)) {
      throw new ProtocolException("Host: not that of " + target + ", set by an interceptor");
    }
    try {
      TargetUri uri =
          TargetUri.parse(
              target.getSchemeName() + "://" + authorityOf(target) + request.getRequestUri());
      return new Request(
          request.getMethod(),
          uri,
          said(request).sent(),
          content(request.getEntity()),
          asksItself(scope.originalRequest) ? Optional.of(AskPolicy.ALWAYS) : Optional.empty(),
          timeouts(scope.clientContext.getRequestConfigOrDefault(), response));
    } catch (IllegalArgumentException unusable) {
      throw new ProtocolException(String.valueOf(unusable.getMessage()), unusable);
    }
  }

  private static RequestContent content(HttpEntity entity) {
    OptionalLong length =
        entity.isChunked() || entity.getContentLength() < 0
            ? OptionalLong.empty()
            : OptionalLong.of(entity.getContentLength());
    boolean replayable = entity.isRepeatable() && !(entity instanceof UnspentEntity);
    return RequestContent.written(entity::writeTo, length, replayable);
  }

  private static boolean asksItself(ClassicHttpRequest original) {
    if (said(original).expectsContinue()) {
      return true;
    }
    return original instanceof Configurable configurable
        && configurable.getConfig() != null
        && configurable.getConfig().isExpectContinueEnabled();
  }

  // Where the connect timeout of a connection manager cannot be seen, this one still is.
  @SuppressWarnings("deprecation")
  private static Timeouts timeouts(RequestConfig config, Optional<Duration> response) {
    // HttpClient waits for ever where nobody says otherwise.
    Duration otherwise = response.orElse(Timeouts.FOR_EVER);
    return new Timeouts(
        duration(config.getConnectTimeout()),
        Optional.of(duration(config.getResponseTimeout()).orElse(otherwise)));
  }

  private static Optional<Duration> duration(Timeout time) {
    return Optional.ofNullable(time)
        .map(known -> known.isDisabled() ? Timeouts.FOR_EVER : known.toDuration());
  }
}
