// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.admission.Verdict;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keeps web pages away from a store that asks nobody who they are.
 *
 * <p>A page can have a browser ask a loopback address under a name of its own that leads there, and
 * then read, replace and delete what is stored; so the name must be one that leads nowhere else.
 * And any page can have a browser send a POST anywhere; so what browsers say about the page counts.
 * Reading across sites is not refused: the page cannot see the response.
 */
final class StoreGuard {
  private static final AsciiString SEC_FETCH_SITE = AsciiString.cached("Sec-Fetch-Site");
  private static final Verdict FOREIGN_HOST =
      Verdict.refuse(
          421,
          "over a loopback address, the store answers only for localhost and configured hosts");
  private static final Verdict FOREIGN_PAGE =
      Verdict.refuse(403, "a web page of another origin may not change the store");

  private final Set<String> hosts = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
  private final Set<String> origins = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  /** What {@code web} allows, and the hosts that the configuration names elsewhere. */
  StoreGuard(WebPolicy web, Collection<String> named) {
    named.forEach(host -> hosts.add(withoutRoot(host)));
    web.hosts().forEach(host -> hosts.add(withoutRoot(host)));
    origins.addAll(web.origins());
  }

  /** The verdict on a request for {@code host}, which has no port. */
  Verdict judge(HttpRequest head, String host, boolean overLoopback) {
    if (overLoopback && !answersFor(host)) {
      return FOREIGN_HOST;
    }
    return changes(head.method()) && !fromOwnPage(head.headers()) ? FOREIGN_PAGE : Verdict.admit();
  }

  /** A browser always names a host, so a request without one comes from none. */
  private boolean answersFor(String named) {
    String host = withoutRoot(named);
    return host.isEmpty() || isLoopback(host) || hosts.contains(host);
  }

  private static boolean isLoopback(String host) {
    char first = host.charAt(0);
    if (first == '[' || (first >= '0' && first <= '9')) {
      InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
      return address != null && address.isLoopbackAddress();
    }
    // RFC 6761 6.3: these never leave the machine.
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost") || name.endsWith(".localhost");
  }

  private static String withoutRoot(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  private static boolean changes(HttpMethod method) {
    return !(HttpMethod.GET.equals(method)
        || HttpMethod.HEAD.equals(method)
        || HttpMethod.OPTIONS.equals(method)
        || HttpMethod.TRACE.equals(method));
  }

  private boolean fromOwnPage(HttpHeaders fields) {
    List<String> sites = fields.getAll(SEC_FETCH_SITE);
    List<String> pages = fields.getAll(HttpHeaderNames.ORIGIN);
    if (sites.isEmpty() && pages.isEmpty()) {
      return true;
    }
    if (pages.size() == 1 && origins.contains(pages.get(0))) {
      return true;
    }
    if (!sites.isEmpty()) {
      return sites.stream().allMatch(site -> site.equals("same-origin") || site.equals("none"));
    }
    String host = fields.get(HttpHeaderNames.HOST, "");
    return pages.stream().allMatch(page -> isOf(page, host));
  }

  /**
   * Whether a page comes from the host that is asked. Its scheme may differ, where a proxy in front
   * speaks TLS; a default port may be left out.
   */
  private static boolean isOf(String page, String host) {
    int scheme = page.indexOf("://");
    if (scheme < 0 || host.isEmpty()) {
      return false;
    }
    String authority = page.substring(scheme + 3);
    if (authority.equalsIgnoreCase(host)) {
      return true;
    }
    String port = page.startsWith("https:") ? ":443" : ":80";
    return host.equalsIgnoreCase(authority + port);
  }
}
