// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.core.ByteSize;
import dev.parley.core.Checks;
import dev.parley.netty.MessageLimits;
import dev.parley.netty.UpstreamPolicy;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * Everything a client is told: the defaults, and what is changed of them. Immutable.
 *
 * <p>Durations are above 0 and taken for {@value #MOST_DAYS} days where they are longer.
 */
public final class ClientPolicy {
  static final int MOST_DAYS = 365;

  /**
   * Precedents: connecting, Go 30 s, OkHttp 10 s; a response, OkHttp 10 s, curl and the JDK for
   * ever; an unused connection, the JDK 30 s, nginx as a server 75 s; redirects, the JDK and curl
   * follow none unless told to, OkHttp 20.
   */
  public static final ClientPolicy DEFAULTS = new ClientPolicy(new Settings());

  private static final Duration RESPONSE = Duration.ofSeconds(60);
  private static final int MOST_REDIRECTS = 100;
  private static final int MOST_THREADS = 1024;

  /** A server may report progress with interim responses for a very long time. */
  private static final int INTERIMS = 100_000;

  /** curl bounds all fields of a response alike. */
  private static final ByteSize INTERIM_FIELDS = new ByteSize(300 << 10);

  private final Settings settings;

  private ClientPolicy(Settings settings) {
    this.settings = settings;
  }

  /** One copy for each policy, changed only while that is made. */
  private static final class Settings implements Cloneable {
    private AskPolicy ask = AskPolicy.AUTO;
    private Patience patience = Patience.DEFAULTS;
    private Duration connect = Duration.ofSeconds(10);
    private Optional<Duration> response = Optional.empty();
    private Optional<Duration> total = Optional.empty();
    private Duration idle = Duration.ofSeconds(30);
    private int idleConnections = 64;
    private int redirects = 5;
    private CredentialsPolicy credentials = CredentialsPolicy.NONE;
    private Optional<HttpProxy> proxy = Optional.empty();
    private Optional<SSLContext> tls = Optional.empty();
    private Callbacks callbacks = Callbacks.MAY_WAIT;
    private int threads = Math.min(4, Runtime.getRuntime().availableProcessors());

    @Override
    protected Settings clone() {
      try {
        return (Settings) super.clone();
      } catch (CloneNotSupportedException impossible) {
        throw new AssertionError(impossible);
      }
    }
  }

  private ClientPolicy with(Consumer<Settings> change) {
    Settings changed = settings.clone();
    change.accept(changed);
    return new ClientPolicy(changed);
  }

  /** Longer ones overflow the clocks they are measured with. */
  static Duration time(String name, Duration value) {
    Checks.positive(name, value);
    return value.compareTo(Timeouts.FOR_EVER) > 0 ? Timeouts.FOR_EVER : value;
  }

  UpstreamPolicy connections() {
    return new UpstreamPolicy(
        MessageLimits.DEFAULTS,
        settings.connect,
        patience().guessing(patience().ceiling()),
        response(),
        settings.idle,
        settings.idleConnections,
        INTERIMS,
        INTERIM_FIELDS);
  }

  /** When it asks before it sends; a request can say otherwise. */
  public AskPolicy ask() {
    return settings.ask;
  }

  /** The bounds of the wait for an answer to an expectation. */
  public Patience patience() {
    return settings.patience;
  }

  /** How long a connection may take to be made, with the look-up of its host, a tunnel and TLS. */
  public Duration connect() {
    return settings.connect;
  }

  /** How long a server may take nothing of the content, or send nothing of the response. */
  public Duration response() {
    return settings.response.orElse(RESPONSE);
  }

  /** The same where it was set; empty where it is the default. */
  public Optional<Duration> responseIfSet() {
    return settings.response;
  }

  /** How long a request may take with all its attempts; for ever where it is empty. */
  public Optional<Duration> total() {
    return settings.total;
  }

  /** How long an unused connection is kept. */
  public Duration idle() {
    return settings.idle;
  }

  /** How many unused connections are kept for each server. */
  public int idleConnections() {
    return settings.idleConnections;
  }

  /** How many redirects in a row are followed, 0 for none. */
  public int redirects() {
    return settings.redirects;
  }

  /** Who the caller is, to servers that challenge. */
  public CredentialsPolicy credentials() {
    return settings.credentials;
  }

  /** What requests go through. */
  public Optional<HttpProxy> proxy() {
    return settings.proxy;
  }

  /** Whom to trust and who we are; the JDK's default where it is empty. */
  public Optional<SSLContext> tls() {
    return settings.tls;
  }

  /** What the code of the caller may do on the thread that it is called on. */
  public Callbacks callbacks() {
    return settings.callbacks;
  }

  /** Event loops; each server lives on one of them. */
  public int threads() {
    return settings.threads;
  }

  /** The same asking at other times. */
  public ClientPolicy withAsk(AskPolicy value) {
    AskPolicy checked = Objects.requireNonNull(value, "ask");
    return with(settings -> settings.ask = checked);
  }

  /** The same with other bounds of the wait. */
  public ClientPolicy withPatience(Patience value) {
    Patience checked = Objects.requireNonNull(value, "patience");
    return with(settings -> settings.patience = checked);
  }

  /**
   * The same with another time to connect.
   *
   * @throws IllegalArgumentException when it is out of range
   */
  public ClientPolicy withConnect(Duration value) {
    Duration checked = time("connect", value);
    return with(settings -> settings.connect = checked);
  }

  /**
   * The same with another time for content and response.
   *
   * @throws IllegalArgumentException when it is out of range
   */
  public ClientPolicy withResponse(Duration value) {
    Duration checked = time("response", value);
    return with(settings -> settings.response = Optional.of(checked));
  }

  /**
   * The same with a limit for each request.
   *
   * @throws IllegalArgumentException when it is out of range
   */
  public ClientPolicy withTotal(Duration value) {
    Optional<Duration> checked = Optional.of(time("total", value));
    return with(settings -> settings.total = checked);
  }

  /**
   * The same with another time for unused connections.
   *
   * @throws IllegalArgumentException when it is out of range
   */
  public ClientPolicy withIdle(Duration value) {
    Duration checked = time("idle", value);
    return with(settings -> settings.idle = checked);
  }

  /**
   * The same with another number of unused connections, 0 or more for each server.
   *
   * @throws IllegalArgumentException when it is out of range
   */
  public ClientPolicy withIdleConnections(int value) {
    int checked = (int) Checks.notNegative("idleConnections", value);
    return with(settings -> settings.idleConnections = checked);
  }

  /**
   * The same with another number of redirects in a row, 0 to 100.
   *
   * @throws IllegalArgumentException when it is out of range
   */
  public ClientPolicy withRedirects(int value) {
    int checked = Checks.between("redirects", value, 0, MOST_REDIRECTS);
    return with(settings -> settings.redirects = checked);
  }

  /** The same with other credentials. */
  public ClientPolicy withCredentials(CredentialsPolicy value) {
    CredentialsPolicy checked = Objects.requireNonNull(value, "credentials");
    return with(settings -> settings.credentials = checked);
  }

  /** The same through a proxy. */
  public ClientPolicy withProxy(HttpProxy value) {
    Optional<HttpProxy> checked = Optional.of(value);
    return with(settings -> settings.proxy = checked);
  }

  /** The same with other certificates. */
  public ClientPolicy withTls(SSLContext value) {
    Optional<SSLContext> checked = Optional.of(value);
    return with(settings -> settings.tls = checked);
  }

  /** The same for callbacks that may or may not wait; {@link ParleyClient#send} has none. */
  public ClientPolicy withCallbacks(Callbacks value) {
    Callbacks checked = Objects.requireNonNull(value, "callbacks");
    return with(settings -> settings.callbacks = checked);
  }

  /**
   * The same with another number of event loops, 1 to 1024.
   *
   * @throws IllegalArgumentException when it is out of range
   */
  public ClientPolicy withThreads(int value) {
    int checked = Checks.between("threads", value, 1, MOST_THREADS);
    return with(settings -> settings.threads = checked);
  }
}
