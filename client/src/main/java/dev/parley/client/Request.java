// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.core.Checks;
import dev.parley.core.TargetUri;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A request: what to send where.
 *
 * @param method a token (RFC 9110 9.1), in the case that counts
 * @param target where it goes, and what is asked there
 * @param fields what goes into the head beside what the client sees to: {@code Host}, {@code
 *     Content-Length}, {@code Transfer-Encoding}, {@code Connection} and {@code Expect}; {@code
 *     Connection: close} has its connections serve no other request (RFC 9112 9.6)
 * @param content what follows the head
 * @param ask when to ask first; what the client does by default where it is empty
 * @param timeouts what it may take
 */
public record Request(
    String method,
    TargetUri target,
    List<Map.Entry<String, String>> fields,
    RequestContent content,
    Optional<AskPolicy> ask,
    Timeouts timeouts) {
  /** RFC 9110 7.6.1 names most of them. */
  private static final Set<String> OWN =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          "connection",
          "expect",
          "te",
          "upgrade",
          "keep-alive",
          "proxy-connection");

  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  public Request {
    if (!isToken(method) || method.equals("CONNECT")) {
      throw Checks.wrong("method", method, "a method other than CONNECT");
    }
    if (method.equals("TRACE") && !(content instanceof RequestContent.None)) {
      // RFC 9110 9.3.8.
      throw Checks.wrong("method", method, "another one where there is content");
    }
    fields = List.copyOf(fields);
    fields.forEach(Request::check);
  }

  /**
   * A request to a URI.
   *
   * @param uri of scheme {@code http} or {@code https}, with a host and without user information
   */
  public Request(
      String method,
      URI uri,
      List<Map.Entry<String, String>> fields,
      RequestContent content,
      Optional<AskPolicy> ask,
      Timeouts timeouts) {
    this(method, Urls.of(uri), fields, content, ask, timeouts);
  }

  /** A request to a URI that may take what the client says. */
  public Request(
      String method,
      URI uri,
      List<Map.Entry<String, String>> fields,
      RequestContent content,
      Optional<AskPolicy> ask) {
    this(method, uri, fields, content, ask, Timeouts.OF_CLIENT);
  }

  /** A request without content. */
  public static Request of(String method, TargetUri target) {
    return new Request(
        method, target, List.of(), RequestContent.none(), Optional.empty(), Timeouts.OF_CLIENT);
  }

  /** A request without content. */
  public static Request of(String method, URI uri) {
    return of(method, Urls.of(uri));
  }

  /**
   * A request without content.
   *
   * @param url as {@link Urls#read} takes it: one that {@link URI} does not know, because of an
   *     underscore in its host or a bracket in its path, will do
   */
  public static Request of(String method, String url) {
    TargetUri target;
    try {
      target = Urls.read(url);
    } catch (IllegalArgumentException wrong) {
      throw Urls.wrong("url", url, wrong);
    }
    return of(method, target);
  }

  /** Gets what is there. */
  public static Request get(URI uri) {
    return of("GET", uri);
  }

  /** Gets what is there, at a URL as {@link #of(String, String)} takes it. */
  public static Request get(String url) {
    return of("GET", url);
  }

  /** Puts content there. */
  public static Request put(URI uri, RequestContent content) {
    return of("PUT", uri).withContent(content);
  }

  /** Puts content there, at a URL as {@link #of(String, String)} takes it. */
  public static Request put(String url, RequestContent content) {
    return of("PUT", url).withContent(content);
  }

  /** Has content processed there. */
  public static Request post(URI uri, RequestContent content) {
    return of("POST", uri).withContent(content);
  }

  /** Has content processed there, at a URL as {@link #of(String, String)} takes it. */
  public static Request post(String url, RequestContent content) {
    return of("POST", url).withContent(content);
  }

  /**
   * Where it goes, in the words of {@code java.net}: with everything percent-encoded that {@link
   * URI} wants so. It has no {@link URI#getHost} where that does not know the name.
   */
  public URI uri() {
    return Urls.uri(target);
  }

  /** The same with one field line more. */
  public Request withField(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(fields);
    more.add(Map.entry(name, value));
    return new Request(method, target, more, content, ask, timeouts);
  }

  /** The same with other content. */
  public Request withContent(RequestContent value) {
    return new Request(method, target, fields, value, ask, timeouts);
  }

  /** The same, asking at other times. */
  public Request withAsk(AskPolicy value) {
    return new Request(method, target, fields, content, Optional.of(value), timeouts);
  }

  /** The same with other times. */
  public Request withTimeouts(Timeouts value) {
    return new Request(method, target, fields, content, ask, value);
  }

  /**
   * Whether the client sees to the field itself: where the request goes, how its content is framed,
   * and what is between it and the next server alone. A request that has one is refused, but for
   * {@code Connection: close}.
   */
  public static boolean isOwn(String name) {
    return OWN.contains(name.toLowerCase(Locale.ROOT));
  }

  boolean has(String name) {
    for (Map.Entry<String, String> field : fields) {
      if (field.getKey().equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  Request withFieldsThat(Predicate<String> stay) {
    List<Map.Entry<String, String>> rest =
        fields.stream().filter(field -> stay.test(field.getKey())).toList();
    return new Request(method, target, rest, content, ask, timeouts);
  }

  Request at(String otherMethod, TargetUri there) {
    return new Request(otherMethod, there, fields, content, ask, timeouts);
  }

  private static void check(Map.Entry<String, String> field) {
    String name = field.getKey();
    if (!isToken(name)) {
      throw Checks.wrong("field", name, "a name of letters, digits and " + TOKEN_MARKS);
    }
    if (isOwn(name) && !closes(field)) {
      throw Checks.wrong("field", name, "none that the client sees to itself");
    }
    String value = field.getValue();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
        throw Checks.wrong(name, value, "visible characters of ISO-8859-1, spaces and tabs");
      }
    }
  }

  private static boolean closes(Map.Entry<String, String> field) {
    return field.getKey().equalsIgnoreCase("Connection")
        && field.getValue().equalsIgnoreCase("close");
  }

  private static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letterOrDigit && TOKEN_MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
