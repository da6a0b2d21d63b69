// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.core.TargetUri;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Shows that the client knows the password, without the password (RFC 7616).
 *
 * <p>It keeps one client nonce for all requests, whose count makes them differ. That is what the
 * session variants of the algorithms need, and the others allow.
 */
final class DigestAuthorizer implements Authorizer {
  private static final String SESSION = "-sess";
  private static final int DOMAIN_LIMIT = 16;

  private final Algorithm algorithm;
  private final String secret;
  private final Optional<String> clientNonce;
  private final String identity;
  private final String constants;
  private final String realm;
  private final String domain;
  private volatile Nonce nonce;
  private String left = "";

  /** What the server wants to see next, and how many requests showed it. */
  private record Nonce(String value, AtomicInteger requests) {
    static Nonce of(String value) {
      return new Nonce(value, new AtomicInteger());
    }
  }

  /** What is computed over the password. */
  enum Algorithm {
    MD5("MD5"),
    SHA_256("SHA-256");

    private final String token;

    Algorithm(String token) {
      this.token = token;
    }

    /** Whether the challenge wants this one, and nothing besides that is unknown here. */
    boolean answers(Challenge challenge) {
      // RFC 7616 3.3: without the parameter, it is MD5.
      String wanted = challenge.parameter("algorithm").orElse(MD5.token);
      boolean session = wanted.equalsIgnoreCase(token + SESSION);
      Optional<String> qop = challenge.parameter("qop");
      return challenge.hasScheme("Digest")
          && challenge.parameter("realm").isPresent()
          && challenge.parameter("nonce").isPresent()
          && (session || wanted.equalsIgnoreCase(token))
          // There is no client nonce without qop, and no session without a client nonce.
          && qop.map(DigestAuthorizer::offersAuth).orElse(!session);
    }

    /** In hexadecimal digits; one character of {@code octets} is one octet. */
    private String of(String octets) {
      try {
        byte[] digest = MessageDigest.getInstance(token).digest(octets.getBytes(ISO_8859_1));
        return HexFormat.of().formatHex(digest);
      } catch (NoSuchAlgorithmException missing) {
        throw new IllegalStateException("every Java platform has " + token, missing);
      }
    }
  }

  /**
   * For the requests to one protection space, until it challenges again.
   *
   * @param challenge one that {@code algorithm} answers
   */
  DigestAuthorizer(
      Algorithm algorithm, Challenge challenge, Credentials credentials, String clientNonce) {
    this.algorithm = algorithm;
    // Without qop there is neither a client nonce nor a count.
    this.clientNonce = challenge.parameter("qop").map(offered -> clientNonce);
    realm = challenge.parameter("realm").orElseThrow();
    domain = challenge.parameter("domain").orElse("");
    nonce = Nonce.of(challenge.parameter("nonce").orElseThrow());
    Optional<String> wanted = challenge.parameter("algorithm");
    String known =
        algorithm.of(
            octets(credentials.user()) + ":" + realm + ":" + octets(credentials.password()));
    boolean session = wanted.filter(name -> !name.equalsIgnoreCase(algorithm.token)).isPresent();
    secret = session ? algorithm.of(known + ":" + nonce.value() + ":" + clientNonce) : known;
    // The algorithm in the spelling of the server: RFC 7616 3.4 wants what was supplied.
    identity = "Digest " + username(credentials.user()) + ", realm=" + quoted(realm) + ", nonce=";
    constants =
        wanted.map(name -> ", algorithm=" + name).orElse("")
            + challenge.parameter("opaque").map(value -> ", opaque=" + quoted(value)).orElse("")
            + this.clientNonce.map(value -> ", qop=auth, cnonce=" + quoted(value)).orElse("");
  }

  @Override
  public String authorize(String method, String target) {
    Nonce shown = nonce;
    String count = HexFormat.of().toHexDigits(shown.requests().incrementAndGet());
    String freshness = clientNonce.map(own -> ":" + count + ":" + own + ":auth").orElse("");
    String request = algorithm.of(method + ":" + target);
    return identity
        + quoted(shown.value())
        + constants
        + clientNonce.map(own -> ", nc=" + count).orElse("")
        + ", uri="
        + quoted(target)
        + ", response="
        + quoted(algorithm.of(secret + ":" + shown.value() + freshness + ":" + request));
  }

  @Override
  public String space() {
    return "Digest " + realm;
  }

  /** RFC 7616 3.3: URIs of this server and of others, or all of this one. */
  @Override
  public List<String> domain(String origin) {
    return domain.isBlank()
        ? List.of("/")
        : Stream.of(domain.strip().split(" +", -1))
            .flatMap(uri -> path(origin, uri).stream())
            .limit(DOMAIN_LIMIT)
            .toList();
  }

  /** Credentials go to the server that asked for them alone, whichever else it names. */
  private static Optional<String> path(String origin, String uri) {
    if (uri.startsWith("/") && !uri.startsWith("//")) {
      return Optional.of(uri);
    }
    try {
      TargetUri named = TargetUri.parse(uri);
      return named.origin().equals(origin) ? Optional.of(named.originForm()) : Optional.empty();
    } catch (IllegalArgumentException wrong) {
      return Optional.empty();
    }
  }

  private static boolean offersAuth(String qop) {
    return Stream.of(qop.split(",", -1)).anyMatch(one -> one.strip().equalsIgnoreCase("auth"));
  }

  /** RFC 7616 3.4: a name that does not fit into a quoted string is sent in the way of RFC 8187. */
  private static String username(String user) {
    if (user.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      return "username=" + quoted(user);
    }
    String encoded = URLEncoder.encode(composed(user), UTF_8);
    return "username*=UTF-8''" + encoded.replace("+", "%20").replace("*", "%2A");
  }

  private static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** UTF-8 with one character for each octet, which is how values of fields come, too. */
  private static String octets(String text) {
    return new String(composed(text).getBytes(UTF_8), ISO_8859_1);
  }

  /** RFC 7616 4, RFC 7617 2.1: one spelling for letters that Unicode spells in several ways. */
  static String composed(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  /** RFC 7616 3.5. The key of a session stays what it is. */
  @Override
  public synchronized void told(List<String> fieldLines) {
    for (String line : fieldLines) {
      // The parameters are those of a challenge, without its scheme (RFC 7615 3).
      Challenge.parse(List.of("Digest " + line)).stream()
          .flatMap(said -> said.parameter("nextnonce").stream())
          .filter(next -> !next.isEmpty() && !next.equals(nonce.value()) && !next.equals(left))
          .forEach(this::goOnWith);
    }
  }

  private void goOnWith(String next) {
    // A response that took longer may name it again, and its count must not begin anew.
    left = nonce.value();
    nonce = Nonce.of(next);
  }
}
