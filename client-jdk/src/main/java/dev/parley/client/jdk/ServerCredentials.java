// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import dev.parley.client.Credentials;
import dev.parley.client.CredentialsPolicy;
import java.net.Authenticator;
import java.net.Authenticator.RequestorType;
import java.net.MalformedURLException;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who the caller is to which server: what an {@link Authenticator} answered to challenges so far.
 * It may ask a human, so that it is asked only then, and never on an event loop.
 */
final class ServerCredentials implements CredentialsPolicy {
  private static final Pattern SCHEME = Pattern.compile("(?i)(?:^|,)\\s*(Basic|Digest)(?=\\s|,|$)");
  private static final Pattern REALM =
      Pattern.compile("(?i)\\brealm\\s*=\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final Optional<Authenticator> authenticator;
  private final CredentialsPolicy otherwise;
  private final Map<String, Credentials> known = new ConcurrentHashMap<>();

  ServerCredentials(Optional<Authenticator> authenticator, CredentialsPolicy otherwise) {
    this.authenticator = authenticator;
    this.otherwise = otherwise;
  }

  @Override
  public Optional<Credentials> credentialsFor(URI origin) {
    Credentials answered = known.get(origin(origin));
    return answered == null ? otherwise.credentialsFor(origin) : Optional.of(answered);
  }

  /**
   * Whether a challenge can be answered with other credentials than the request came with.
   *
   * @param before what was known when it was sent
   * @param fieldLines of {@code WWW-Authenticate}
   */
  boolean answers(URI uri, Optional<Credentials> before, List<String> fieldLines) {
    if (!credentialsFor(uri).equals(before)) {
      // Another request was faster.
      return true;
    }
    String challenges = String.join(", ", fieldLines);
    Matcher scheme = SCHEME.matcher(challenges);
    if (authenticator.isEmpty() || !scheme.find()) {
      return false;
    }
    PasswordAuthentication answer = ask(authenticator.get(), uri, scheme.group(1), challenges);
    if (answer == null) {
      return false;
    }
    Credentials told = new Credentials(answer.getUserName(), String.valueOf(answer.getPassword()));
    known.put(origin(uri), told);
    return !before.equals(Optional.of(told));
  }

  private static @Nullable PasswordAuthentication ask(
      Authenticator authenticator, URI uri, String scheme, String challenges) {
    Matcher realm = REALM.matcher(challenges);
    try {
      return authenticator.requestPasswordAuthenticationInstance(
          uri.getHost(),
          null,
          port(uri),
          uri.getScheme(),
          realm.find() ? realm.group(1).replaceAll("\\\\(.)", "$1") : "",
          scheme,
          uri.toURL(),
          RequestorType.SERVER);
    } catch (MalformedURLException neverSent) {
      throw new IllegalArgumentException(neverSent);
    }
  }

  private static String origin(URI uri) {
    return uri.getScheme().toLowerCase(Locale.ROOT)
        + "://"
        + uri.getHost().toLowerCase(Locale.ROOT)
        + ":"
        + port(uri);
  }

  private static int port(URI uri) {
    int standard = uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    return uri.getPort() < 0 ? standard : uri.getPort();
  }
}
