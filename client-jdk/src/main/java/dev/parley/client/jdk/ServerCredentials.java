// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import dev.parley.client.Credentials;
import dev.parley.client.CredentialsPolicy;
import dev.parley.client.OriginMemories;
import dev.parley.client.ProtectionSpace;
import java.net.Authenticator;
import java.net.Authenticator.RequestorType;
import java.net.MalformedURLException;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who the caller is to which realm of which server: what an {@link Authenticator} answered to
 * challenges so far. It may ask a human, so that it is asked only then, and never on an event loop.
 */
final class ServerCredentials implements CredentialsPolicy {
  private static final int REALMS = 64;

  private final Optional<Authenticator> authenticator;
  private final CredentialsPolicy otherwise;

  /** By servers; what there is for one is replaced as a whole. */
  private final Recent<String, Map<ProtectionSpace, Credentials>> known =
      new Recent<>(OriginMemories.DEFAULT_LIMIT);

  ServerCredentials(Optional<Authenticator> authenticator, CredentialsPolicy otherwise) {
    this.authenticator = authenticator;
    this.otherwise = otherwise;
  }

  @Override
  public Optional<Credentials> credentialsFor(URI origin) {
    return known(origin).values().stream().findFirst().or(() -> otherwise.credentialsFor(origin));
  }

  @Override
  public Optional<Credentials> credentialsFor(URI origin, ProtectionSpace space) {
    return Optional.ofNullable(known(origin).get(space))
        .or(() -> otherwise.credentialsFor(origin, space));
  }

  /** What was answered for that server so far. */
  synchronized Map<ProtectionSpace, Credentials> known(URI uri) {
    return known.getOrDefault(origin(uri), Map.of());
  }

  /**
   * Whether a challenge can be answered with other credentials than the request came with.
   *
   * @param before what was known when it was sent
   * @param fieldLines of {@code WWW-Authenticate}
   */
  boolean answers(URI uri, Map<ProtectionSpace, Credentials> before, List<String> fieldLines) {
    Optional<ProtectionSpace> asked = ProtectionSpace.answerable(fieldLines);
    return asked.isPresent() && answers(uri, before.get(asked.get()), asked.get());
  }

  private boolean answers(URI uri, @Nullable Credentials before, ProtectionSpace space) {
    Credentials now = known(uri).get(space);
    if (now != null && !now.equals(before)) {
      // Another request was faster.
      return true;
    }
    if (authenticator.isEmpty()) {
      return false;
    }
    PasswordAuthentication answer = ask(authenticator.get(), uri, space);
    if (answer == null) {
      return false;
    }
    Credentials told = new Credentials(answer.getUserName(), String.valueOf(answer.getPassword()));
    learn(origin(uri), space, told);
    return !told.equals(before);
  }

  private synchronized void learn(String origin, ProtectionSpace space, Credentials told) {
    Map<ProtectionSpace, Credentials> all = new Recent<>(REALMS);
    Map<ProtectionSpace, Credentials> before = known.remove(origin);
    if (before != null) {
      all.putAll(before);
    }
    // What is said anew comes last.
    all.remove(space);
    all.put(space, told);
    known.put(origin, Collections.unmodifiableMap(all));
  }

  private static @Nullable PasswordAuthentication ask(
      Authenticator authenticator, URI uri, ProtectionSpace space) {
    try {
      return authenticator.requestPasswordAuthenticationInstance(
          uri.getHost(),
          null,
          port(uri),
          uri.getScheme(),
          space.realm(),
          space.scheme(),
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

  /** The entries that came last, so many. */
  private static final class Recent<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int limit;

    Recent(int limit) {
      this.limit = limit;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > limit;
    }
  }
}
