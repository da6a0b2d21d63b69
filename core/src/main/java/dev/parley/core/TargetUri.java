// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The target URI of a request (RFC 9110 7.1): a server that speaks HTTP, and what is asked of it.
 *
 * <p>Path and query are what goes over the wire, character for character, whether RFC 3986 allows
 * them or not: a signature may cover them. A host may be any {@code reg-name} of RFC 3986 3.2.2 but
 * for percent-encoded ones, so that it may hold an underscore.
 */
public final class TargetUri {
  private static final String EXPECTED =
      "http://HOST or https://HOST, with a port and a path or not";
  private static final String PLAIN = "http://";
  private static final String SECURE = "https://";
  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final int LAST_PORT = 0xffff;
  private static final int DELETE = 0x7f;

  private final String text;
  private final boolean encrypted;
  private final int serverEnd;
  private final HostName host;
  private final int port;
  private final String path;
  private final @Nullable String query;
  private final @Nullable String fragment;

  private TargetUri(String text) {
    encrypted = text.regionMatches(true, 0, SECURE, 0, SECURE.length());
    int start = encrypted ? SECURE.length() : PLAIN.length();
    int end = end(text, start, "/?#");
    if (end == start || (!encrypted && !text.regionMatches(true, 0, PLAIN, 0, start))) {
      throw new IllegalArgumentException(EXPECTED);
    }
    this.text = text;
    serverEnd = end;
    String authority = text.substring(start, end);
    if (authority.indexOf('@') >= 0) {
      throw new IllegalArgumentException("no user information; give credentials apart");
    }
    int colon = authority.lastIndexOf(':');
    boolean hasPort = colon > authority.lastIndexOf(']');
    host = HostName.parse(hasPort ? authority.substring(0, colon) : authority);
    port = hasPort && colon + 1 < authority.length() ? port(authority.substring(colon + 1)) : -1;
    int hash = end(text, end, "#");
    int mark = Math.min(end(text, end, "?"), hash);
    path = text.substring(end, mark);
    query = mark == hash ? null : text.substring(mark + 1, hash);
    fragment = hash == text.length() ? null : text.substring(hash + 1);
  }

  /**
   * Takes a URI for what it is. What is not ASCII is percent-encoded as UTF-8.
   *
   * @throws IllegalArgumentException with what was expected, where it leads to no server, or holds
   *     what no request can; the message repeats no user information
   */
  public static TargetUri parse(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == DELETE) {
        throw new IllegalArgumentException(
            (c < 0x10 ? "%0" : "%")
                + Integer.toHexString(c).toUpperCase(Locale.ROOT)
                + (c == ' ' ? " in place of a space" : " in place of a control character"));
      }
    }
    return new TargetUri(PercentEncoding.ofUtf8(text));
  }

  /**
   * Takes what a server or a human wrote for a URI, as curl and browsers do: percent-encodes what
   * RFC 3986 does not allow, and keeps each {@code %} as it is.
   *
   * @throws IllegalArgumentException with what was expected, where it leads to no server
   */
  public static TargetUri lenient(String text) {
    return new TargetUri(PercentEncoding.ofForbidden(PercentEncoding.ofUtf8(text)));
  }

  private static int end(String text, int from, String marks) {
    int i = from;
    while (i < text.length() && marks.indexOf(text.charAt(i)) < 0) {
      i++;
    }
    return i;
  }

  private static int port(String digits) {
    int port = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (digit >= 0 && digit <= 9 && port <= LAST_PORT) {
        port = port * 10 + digit;
      } else {
        port = 0;
        break;
      }
    }
    if (port == 0 || port > LAST_PORT) {
      throw new IllegalArgumentException("a port from 1 to " + LAST_PORT);
    }
    return port;
  }

  /** Whether its scheme is {@code https}. */
  public boolean encrypted() {
    return encrypted;
  }

  /** In lower case. */
  public String scheme() {
    return encrypted ? "https" : "http";
  }

  /** A name or an address; IPv6 without its brackets. */
  public String host() {
    return host.text();
  }

  /** 1 to 65535. */
  public int port() {
    return port < 0 ? standardPort() : port;
  }

  private int standardPort() {
    return encrypted ? HTTPS : HTTP;
  }

  /** What {@code Host} says (RFC 9110 7.2). */
  public String authority() {
    return port() == standardPort() ? host.bracketed() : host.bracketed() + ":" + port;
  }

  /** Scheme, host and port in one spelling: what belongs to one server (RFC 9110 4.3.1). */
  public String origin() {
    return scheme() + "://" + host.bracketed().toLowerCase(Locale.ROOT) + ":" + port();
  }

  /** The path; empty where there is none. */
  public String path() {
    return path;
  }

  /** The query. */
  public Optional<String> query() {
    return Optional.ofNullable(query);
  }

  /** The fragment, which is not sent. */
  public Optional<String> fragment() {
    return Optional.ofNullable(fragment);
  }

  /** The same server and query with another path, and without a fragment. */
  public TargetUri withPath(String other) {
    String server = text.substring(0, serverEnd);
    return parse(server + other + (query == null ? "" : "?" + query));
  }

  /** Path and query as the server sees them (RFC 9112 3.2.1). */
  public String originForm() {
    String there = path.isEmpty() ? "/" : path;
    return query == null ? there : there + "?" + query;
  }

  /** The same as a URI of RFC 3986, with everything percent-encoded that must be. */
  public String asUri() {
    return PercentEncoding.ofForbidden(PercentEncoding.ofBarePercent(text));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TargetUri same && same.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}
