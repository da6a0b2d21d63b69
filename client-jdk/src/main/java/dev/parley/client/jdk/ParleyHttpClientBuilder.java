// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import dev.parley.client.ClientPolicy;
import dev.parley.client.OriginMemories;
import dev.parley.client.Timeouts;
import dev.parley.core.Checks;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Makes clients. What {@link HttpClient.Builder} says of a method holds, and what is not said has
 * the default that it has there; {@link #policy} and {@link #memories} are added.
 */
public final class ParleyHttpClientBuilder implements HttpClient.Builder {
  /** The JDK waits for a response for ever, and for a connection until Linux gives up. */
  private static final ClientPolicy PATIENT =
      ClientPolicy.DEFAULTS.withResponse(Timeouts.FOR_EVER).withConnect(Duration.ofSeconds(127));

  private static final Duration LONGEST_CONNECT = Duration.ofDays(1);
  private static final int MOST_PRIORITY = 256;

  private ClientPolicy policy = PATIENT;
  private @Nullable OriginMemories memories;
  private @Nullable CookieHandler cookies;
  private @Nullable Duration connectTimeout;
  private @Nullable SSLContext tls;
  private @Nullable SSLParameters tlsParameters;
  private @Nullable Executor executor;
  private Redirect redirects = Redirect.NEVER;
  private @Nullable ProxySelector proxies;
  private @Nullable Authenticator authenticator;

  ParleyHttpClientBuilder() {}

  /**
   * Everything that this builder has no other word for: when to ask, how patient to be, how many
   * connections to keep. What it says of redirects is their number; {@link #followRedirects} says
   * whether there are any. Its proxy is used where no selector is given, and its credentials for a
   * proxy also where a selector names that one. Its {@link ClientPolicy#response} ends requests
   * that {@link java.net.http.HttpRequest#timeout} does not; without a policy that time is for
   * ever, as in the JDK.
   */
  public ParleyHttpClientBuilder policy(ClientPolicy value) {
    policy = Objects.requireNonNull(value);
    return this;
  }

  /** What it knows of servers, shared with other clients; one's own where this is not called. */
  public ParleyHttpClientBuilder memories(OriginMemories value) {
    memories = Objects.requireNonNull(value);
    return this;
  }

  @Override
  public ParleyHttpClientBuilder cookieHandler(CookieHandler value) {
    cookies = Objects.requireNonNull(value);
    return this;
  }

  /** {@inheritDoc} It takes TLS and tunnels in; more than a day is a day. */
  @Override
  public ParleyHttpClientBuilder connectTimeout(Duration value) {
    connectTimeout = Checks.positive("connectTimeout", value);
    return this;
  }

  @Override
  public ParleyHttpClientBuilder sslContext(SSLContext value) {
    tls = Objects.requireNonNull(value);
    return this;
  }

  /** {@inheritDoc} The certificate is compared with the host in any case, and ALPN is ours. */
  @Override
  public ParleyHttpClientBuilder sslParameters(SSLParameters value) {
    tlsParameters = Objects.requireNonNull(value);
    return this;
  }

  @Override
  public ParleyHttpClientBuilder executor(Executor value) {
    executor = Objects.requireNonNull(value);
    return this;
  }

  @Override
  public ParleyHttpClientBuilder followRedirects(Redirect value) {
    redirects = Objects.requireNonNull(value);
    return this;
  }

  /** Is a preference, as in the JDK: this client speaks {@link Version#HTTP_1_1} in any case. */
  @Override
  public ParleyHttpClientBuilder version(Version value) {
    Objects.requireNonNull(value, "version");
    return this;
  }

  /** Is for HTTP/2: changes nothing. */
  @Override
  public ParleyHttpClientBuilder priority(int value) {
    Checks.between("priority", value, 1, MOST_PRIORITY);
    return this;
  }

  /**
   * {@inheritDoc} The first that the selector names counts.
   *
   * <p>A SOCKS proxy fails the request.
   */
  @Override
  public ParleyHttpClientBuilder proxy(ProxySelector value) {
    proxies = Objects.requireNonNull(value);
    return this;
  }

  @Override
  public ParleyHttpClientBuilder authenticator(Authenticator value) {
    authenticator = Objects.requireNonNull(value);
    return this;
  }

  @Override
  public ParleyHttpClient build() {
    Optional<SSLContext> context = Optional.ofNullable(tls);
    Tls encryption =
        Tls.of(context.isPresent() ? context : policy.tls(), Optional.ofNullable(tlsParameters));
    Settings settings =
        new Settings(
            inForce(encryption),
            Optional.ofNullable(cookies),
            Optional.ofNullable(connectTimeout),
            redirects,
            Optional.ofNullable(proxies),
            Optional.ofNullable(authenticator),
            Optional.ofNullable(executor),
            encryption);
    return new ParleyHttpClient(settings, memories == null ? new OriginMemories() : memories);
  }

  private ClientPolicy inForce(Tls encryption) {
    ClientPolicy encrypted = policy.withTls(encryption.applied());
    Duration connect = connectTimeout;
    if (connect == null) {
      return encrypted;
    }
    return encrypted.withConnect(
        connect.compareTo(LONGEST_CONNECT) > 0 ? LONGEST_CONNECT : connect);
  }
}
