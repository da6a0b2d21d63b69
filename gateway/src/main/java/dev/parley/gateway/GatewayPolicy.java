// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.admission.Admission;
import dev.parley.core.ByteSize;
import dev.parley.core.Checks;
import dev.parley.netty.DownstreamPolicy;
import dev.parley.netty.MemoryPolicy;
import dev.parley.netty.UpstreamPolicy;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Everything a gateway is told.
 *
 * @param listen the addresses it accepts clients on, at least one
 * @param routes where requests go; the first that matches takes them; at least one
 * @param downstream what connections to clients are granted
 * @param upstream how connections to origins are made
 * @param waiting how many exchanges may wait for a decision
 * @param memory how much the connections of clients may hold
 * @param unknownExpectations what becomes of an expectation that nobody can meet
 * @param tunnelIdle how long a connection that was switched to another protocol may carry nothing,
 *     either way; then it is closed
 * @param accessLog how exchanges are written down; not at all where it is empty
 * @param admin where an operator may look at what the gateway knows; nowhere where it is empty
 */
public record GatewayPolicy(
    List<InetSocketAddress> listen,
    List<RoutePolicy> routes,
    DownstreamPolicy downstream,
    UpstreamPolicy upstream,
    WaitingPolicy waiting,
    MemoryPolicy memory,
    UnknownExpectations unknownExpectations,
    Duration tunnelIdle,
    Optional<AccessLogPolicy> accessLog,
    Optional<AdminPolicy> admin) {
  /**
   * Precedents: nginx closes after 60 s, which cuts a WebSocket without pings off; HAProxy is
   * usually told an hour, for which a peer that vanished is kept.
   */
  public static final Duration TUNNEL_IDLE = Duration.ofMinutes(10);

  public GatewayPolicy {
    listen = List.copyOf(listen);
    routes = List.copyOf(routes);
    if (listen.isEmpty()) {
      throw Checks.wrong("listen", listen, "at least one address");
    }
    if (routes.isEmpty()) {
      throw Checks.wrong("routes", routes, "at least one route");
    }
    Checks.positive("tunnel-idle", tunnelIdle);
    checkReachable(routes);
  }

  /** Limits of a route that no request ever takes would only seem to hold. */
  private static void checkReachable(List<RoutePolicy> routes) {
    for (int i = 1; i < routes.size(); i++) {
      Match match = routes.get(i).match();
      for (int before = 0; before < i; before++) {
        Match other = routes.get(before).match();
        if (other.takesAllOf(match)) {
          throw Checks.wrong(
              "routes[" + i + "]",
              match,
              "before routes[" + before + "], " + other + ", which takes all of it");
        }
      }
    }
  }

  /** Without a log of exchanges, and without an address for the operator. */
  public GatewayPolicy(
      List<InetSocketAddress> listen,
      List<RoutePolicy> routes,
      DownstreamPolicy downstream,
      UpstreamPolicy upstream,
      WaitingPolicy waiting,
      UnknownExpectations unknownExpectations,
      Duration tunnelIdle) {
    this(
        listen,
        routes,
        downstream,
        upstream,
        waiting,
        MemoryPolicy.DEFAULTS,
        unknownExpectations,
        tunnelIdle,
        Optional.empty(),
        Optional.empty());
  }

  /** One route on one address, everything else by default. */
  public static GatewayPolicy of(InetSocketAddress listen, RoutePolicy route) {
    return new GatewayPolicy(
        List.of(listen),
        List.of(route),
        DownstreamPolicy.DEFAULTS,
        UpstreamPolicy.DEFAULTS,
        WaitingPolicy.DEFAULTS,
        UnknownExpectations.REFUSE,
        TUNNEL_IDLE);
  }

  /** The same with other terms for clients. */
  public GatewayPolicy withDownstream(DownstreamPolicy value) {
    return new GatewayPolicy(
        listen,
        routes,
        value,
        upstream,
        waiting,
        memory,
        unknownExpectations,
        tunnelIdle,
        accessLog,
        admin);
  }

  /** The same with other terms for origins. */
  public GatewayPolicy withUpstream(UpstreamPolicy value) {
    return new GatewayPolicy(
        listen,
        routes,
        downstream,
        value,
        waiting,
        memory,
        unknownExpectations,
        tunnelIdle,
        accessLog,
        admin);
  }

  /** The same with other bounds of what may wait. */
  public GatewayPolicy withWaiting(WaitingPolicy value) {
    return new GatewayPolicy(
        listen,
        routes,
        downstream,
        upstream,
        value,
        memory,
        unknownExpectations,
        tunnelIdle,
        accessLog,
        admin);
  }

  /** The same with other bounds of memory. */
  public GatewayPolicy withMemory(MemoryPolicy value) {
    return new GatewayPolicy(
        listen,
        routes,
        downstream,
        upstream,
        waiting,
        value,
        unknownExpectations,
        tunnelIdle,
        accessLog,
        admin);
  }

  /** The same with another answer to expectations nobody can meet. */
  public GatewayPolicy withUnknownExpectations(UnknownExpectations value) {
    return new GatewayPolicy(
        listen, routes, downstream, upstream, waiting, memory, value, tunnelIdle, accessLog, admin);
  }

  /** The same with another time for tunnels that carry nothing. */
  public GatewayPolicy withTunnelIdle(Duration value) {
    return new GatewayPolicy(
        listen,
        routes,
        downstream,
        upstream,
        waiting,
        memory,
        unknownExpectations,
        value,
        accessLog,
        admin);
  }

  /** The same with a log of exchanges. */
  public GatewayPolicy withAccessLog(AccessLogPolicy value) {
    return new GatewayPolicy(
        listen,
        routes,
        downstream,
        upstream,
        waiting,
        memory,
        unknownExpectations,
        tunnelIdle,
        Optional.of(value),
        admin);
  }

  /** The same with an address for the operator. */
  public GatewayPolicy withAdmin(AdminPolicy value) {
    return new GatewayPolicy(
        listen,
        routes,
        downstream,
        upstream,
        waiting,
        memory,
        unknownExpectations,
        tunnelIdle,
        accessLog,
        Optional.of(value));
  }

  /** What becomes of a member of {@code Expect} other than {@code 100-continue}. */
  public enum UnknownExpectations {
    /** 417, and the client is free to repeat the request without it (RFC 9110 10.1.1). */
    REFUSE,
    /** It is dropped; {@code 100-continue} beside it is heeded. */
    IGNORE
  }

  /**
   * Where an operator may look at what the gateway knows.
   *
   * @param address asks nobody who they are: one of this machine alone, unless others are kept away
   */
  public record AdminPolicy(InetSocketAddress address) {}

  /**
   * Where requests of one kind go: to servers, or to a store in a folder.
   *
   * @param match which requests
   * @param admit what they may upload
   * @param origins the servers; empty where there is a store
   * @param store the folder of the built-in store; empty where there are origins
   * @param expect who answers an expectation
   * @param guard content above this size is not sent before the origin was asked, whether or not
   *     the client asks (RFC 9110 10.1.1); empty asks for the client alone
   * @param askElsewhereOn the final statuses, 500 to 599, on which another origin is asked as long
   *     as no content was sent
   * @param upgrade the protocols that a client may switch its connection to (RFC 9110 7.8), such as
   *     {@code websocket}; never a form of HTTP or TLS
   * @param web what browsers may do with the store
   */
  public record RoutePolicy(
      Match match,
      Admission admit,
      List<OriginPolicy> origins,
      Optional<Path> store,
      ExpectMode expect,
      Optional<ByteSize> guard,
      Set<Integer> askElsewhereOn,
      List<String> upgrade,
      WebPolicy web) {
    /** An origin that is broken, overloaded or full; another may be neither. */
    public static final Set<Integer> ASK_ELSEWHERE_ON = Set.of(500, 502, 503, 504, 507);

    /** The one that is in use everywhere. */
    public static final List<String> UPGRADE = List.of("websocket");

    public RoutePolicy {
      upgrade = List.copyOf(upgrade);
      upgrade.forEach(protocol -> Upgrades.check("upgrade", protocol));
      origins = List.copyOf(origins);
      askElsewhereOn = Set.copyOf(askElsewhereOn);
      askElsewhereOn.forEach(status -> Checks.between("ask-elsewhere-on", status, 500, 599));
      if (origins.isEmpty() == store.isEmpty()) {
        throw Checks.wrong(
            "origins",
            origins,
            "either origins or a store, not " + (origins.isEmpty() ? "none" : "both"));
      }
      if (store.isEmpty() && !web.equals(WebPolicy.DEFAULTS)) {
        throw Checks.wrong("web", "given", "a store in this route; an origin decides for itself");
      }
    }

    /** Everything to these servers, without limits. */
    public static RoutePolicy to(OriginAddress... origins) {
      return of(
          Match.ANY,
          Admission.DEFAULTS,
          Arrays.stream(origins).map(OriginPolicy::of).toList(),
          Optional.empty());
    }

    /** A route without a mind of its own. */
    public static RoutePolicy of(
        Match match, Admission admit, List<OriginPolicy> origins, Optional<Path> store) {
      return new RoutePolicy(
          match,
          admit,
          origins,
          store,
          ExpectMode.AUTO,
          Optional.empty(),
          ASK_ELSEWHERE_ON,
          UPGRADE,
          WebPolicy.DEFAULTS);
    }

    /** Everything to a store in {@code folder}, without limits. */
    public static RoutePolicy toStore(Path folder) {
      return of(Match.ANY, Admission.DEFAULTS, List.of(), Optional.of(folder));
    }

    /** The same with other limits. */
    public RoutePolicy withAdmit(Admission value) {
      return new RoutePolicy(
          match, value, origins, store, expect, guard, askElsewhereOn, upgrade, web);
    }

    /** The same with someone else to answer expectations. */
    public RoutePolicy withExpect(ExpectMode value) {
      return new RoutePolicy(
          match, admit, origins, store, value, guard, askElsewhereOn, upgrade, web);
    }

    /** The same with a guard. */
    public RoutePolicy withGuard(ByteSize value) {
      return new RoutePolicy(
          match, admit, origins, store, expect, Optional.of(value), askElsewhereOn, upgrade, web);
    }

    /** The same with other statuses. */
    public RoutePolicy withAskElsewhereOn(Set<Integer> value) {
      return new RoutePolicy(match, admit, origins, store, expect, guard, value, upgrade, web);
    }

    /** The same with other protocols to switch to. */
    public RoutePolicy withUpgrade(String... value) {
      return new RoutePolicy(
          match, admit, origins, store, expect, guard, askElsewhereOn, List.of(value), web);
    }

    /** The same with other names and sites. */
    public RoutePolicy withWeb(WebPolicy value) {
      return new RoutePolicy(
          match, admit, origins, store, expect, guard, askElsewhereOn, upgrade, value);
    }
  }

  /**
   * A server behind a route.
   *
   * @param address where it is
   * @param expect who answers expectations for it; {@code AUTO} leaves that to the route
   */
  public record OriginPolicy(OriginAddress address, ExpectMode expect) {
    /** A server of which the configuration says nothing. */
    public static OriginPolicy of(OriginAddress address) {
      return new OriginPolicy(address, ExpectMode.AUTO);
    }

    @Override
    public String toString() {
      return address.toString();
    }
  }

  /**
   * Which requests a route takes.
   *
   * @param host the host of the request without its port, or empty for any
   * @param path the first segments of the path, whole and in plain form; escapes, double slashes
   *     and the like of a request make no difference
   */
  public record Match(Optional<String> host, String path) {
    /** Every request. */
    public static final Match ANY = new Match(Optional.empty(), "/");

    private static final Pattern HOST = Pattern.compile("\\[[0-9A-Fa-f:.]+]|[^\\s:/?#\\[\\]@*]+");

    /** Throws for what no request would ever match: its limits would seem to hold. */
    public Match {
      if (host.isPresent() && !isHost(host.get())) {
        throw Checks.wrong("host", host.get(), "a host name or address, without a port");
      }
      if (!path.startsWith("/") || path.indexOf('#') >= 0) {
        throw Checks.wrong("path", path, "a path that starts with /");
      }
      String plain = RoutePath.of(path);
      if (!path.equals(plain)) {
        throw Checks.wrong("path", path, plain == null ? "no segment . or .." : "plain: " + plain);
      }
    }

    /** Whether a text is a host without a port. */
    static boolean isHost(String text) {
      return HOST.matcher(text).matches();
    }

    /** Whether a request that {@code other} takes is always one that this takes. */
    boolean takesAllOf(Match other) {
      boolean everyHost =
          host.isEmpty()
              || (other.host.isPresent()
                  && withoutRoot(host.get()).equalsIgnoreCase(withoutRoot(other.host.get())));
      return everyHost && RoutePath.below(path, other.path);
    }

    /** A final dot, for the root of all names, makes no other host. */
    static String withoutRoot(String host) {
      return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** The host, if it is limited to one, and the path. */
    @Override
    public String toString() {
      return host.orElse("") + path;
    }
  }
}
