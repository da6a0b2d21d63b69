// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.core.ByteSize;
import dev.parley.core.Checks;
import dev.parley.core.WaitPolicy;
import dev.parley.netty.MessageLimits;
import dev.parley.netty.UpstreamPolicy;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Everything a client is told.
 *
 * @param ask when it asks before it sends
 * @param patience the bounds of the wait for an answer to an expectation
 * @param connect how long a connection may take to be made, and to be encrypted
 * @param response how long a server may take nothing of the content, or send nothing of the
 *     response
 * @param total how long a request may take with all its attempts; for ever where it is empty
 * @param idle how long an unused connection is kept
 * @param idleConnections how many unused connections are kept for each server
 * @param redirects how many redirects in a row are followed, 0 for none
 * @param credentials who the caller is, to servers that challenge
 * @param proxy what requests go through
 * @param tls whom to trust and who we are; the JDK's default where it is empty
 * @param threads event loops; each server lives on one of them
 */
public record ClientPolicy(
    AskPolicy ask,
    WaitPolicy patience,
    Duration connect,
    Duration response,
    Optional<Duration> total,
    Duration idle,
    int idleConnections,
    int redirects,
    CredentialsPolicy credentials,
    Optional<HttpProxy> proxy,
    Optional<SSLContext> tls,
    int threads) {
  /**
   * Precedents: connecting, Go 30 s, OkHttp 10 s; a response, OkHttp 10 s, curl and the JDK for
   * ever; an unused connection, the JDK 30 s, nginx as a server 75 s; redirects, the JDK and curl
   * follow none unless told to, OkHttp 20.
   */
  public static final ClientPolicy DEFAULTS =
      new ClientPolicy(
          AskPolicy.AUTO,
          WaitPolicy.DEFAULTS,
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Optional.empty(),
          Duration.ofSeconds(30),
          64,
          5,
          CredentialsPolicy.NONE,
          Optional.empty(),
          Optional.empty(),
          Math.min(4, Runtime.getRuntime().availableProcessors()));

  private static final int MOST_REDIRECTS = 100;
  private static final int MOST_THREADS = 1024;

  /** A server may report progress with interim responses for a very long time. */
  private static final int INTERIMS = 100_000;

  /** curl bounds all fields of a response alike. */
  private static final ByteSize INTERIM_FIELDS = new ByteSize(300 << 10);

  public ClientPolicy {
    Checks.positive("connect", connect);
    Checks.positive("response", response);
    total.ifPresent(value -> Checks.positive("total", value));
    Checks.positive("idle", idle);
    Checks.notNegative("idleConnections", idleConnections);
    Checks.between("redirects", redirects, 0, MOST_REDIRECTS);
    Checks.between("threads", threads, 1, MOST_THREADS);
  }

  UpstreamPolicy connections() {
    return new UpstreamPolicy(
        MessageLimits.DEFAULTS,
        connect,
        patience,
        response,
        idle,
        idleConnections,
        INTERIMS,
        INTERIM_FIELDS);
  }

  /** The same asking at other times. */
  public ClientPolicy withAsk(AskPolicy value) {
    return new ClientPolicy(
        value,
        patience,
        connect,
        response,
        total,
        idle,
        idleConnections,
        redirects,
        credentials,
        proxy,
        tls,
        threads);
  }

  /** The same with other bounds of the wait. */
  public ClientPolicy withPatience(WaitPolicy value) {
    return new ClientPolicy(
        ask,
        value,
        connect,
        response,
        total,
        idle,
        idleConnections,
        redirects,
        credentials,
        proxy,
        tls,
        threads);
  }

  /** The same with another time to connect. */
  public ClientPolicy withConnect(Duration value) {
    return new ClientPolicy(
        ask,
        patience,
        value,
        response,
        total,
        idle,
        idleConnections,
        redirects,
        credentials,
        proxy,
        tls,
        threads);
  }

  /** The same with another time for content and response. */
  public ClientPolicy withResponse(Duration value) {
    return new ClientPolicy(
        ask,
        patience,
        connect,
        value,
        total,
        idle,
        idleConnections,
        redirects,
        credentials,
        proxy,
        tls,
        threads);
  }

  /** The same with a limit for each request. */
  public ClientPolicy withTotal(Duration value) {
    return new ClientPolicy(
        ask,
        patience,
        connect,
        response,
        Optional.of(value),
        idle,
        idleConnections,
        redirects,
        credentials,
        proxy,
        tls,
        threads);
  }

  /** The same with another time for unused connections. */
  public ClientPolicy withIdle(Duration value) {
    return new ClientPolicy(
        ask,
        patience,
        connect,
        response,
        total,
        value,
        idleConnections,
        redirects,
        credentials,
        proxy,
        tls,
        threads);
  }

  /** The same with another number of unused connections. */
  public ClientPolicy withIdleConnections(int value) {
    return new ClientPolicy(
        ask,
        patience,
        connect,
        response,
        total,
        idle,
        value,
        redirects,
        credentials,
        proxy,
        tls,
        threads);
  }

  /** The same with another number of redirects. */
  public ClientPolicy withRedirects(int value) {
    return new ClientPolicy(
        ask,
        patience,
        connect,
        response,
        total,
        idle,
        idleConnections,
        value,
        credentials,
        proxy,
        tls,
        threads);
  }

  /** The same with other credentials. */
  public ClientPolicy withCredentials(CredentialsPolicy value) {
    return new ClientPolicy(
        ask,
        patience,
        connect,
        response,
        total,
        idle,
        idleConnections,
        redirects,
        value,
        proxy,
        tls,
        threads);
  }

  /** The same through a proxy. */
  public ClientPolicy withProxy(HttpProxy value) {
    return new ClientPolicy(
        ask,
        patience,
        connect,
        response,
        total,
        idle,
        idleConnections,
        redirects,
        credentials,
        Optional.of(value),
        tls,
        threads);
  }

  /** The same with other certificates. */
  public ClientPolicy withTls(SSLContext value) {
    return new ClientPolicy(
        ask,
        patience,
        connect,
        response,
        total,
        idle,
        idleConnections,
        redirects,
        credentials,
        proxy,
        Optional.of(value),
        threads);
  }

  /** The same with another number of event loops. */
  public ClientPolicy withThreads(int value) {
    return new ClientPolicy(
        ask,
        patience,
        connect,
        response,
        total,
        idle,
        idleConnections,
        redirects,
        credentials,
        proxy,
        tls,
        value);
  }
}
