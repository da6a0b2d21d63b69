// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.gateway.store.Store;
import dev.parley.gateway.store.StorePolicy;
import dev.parley.gateway.store.StoreUnusableException;
import dev.parley.netty.Downstream;
import dev.parley.netty.DownstreamExchange;
import dev.parley.netty.DownstreamServer;
import dev.parley.netty.HeldMemory;
import dev.parley.netty.Transport;
import dev.parley.netty.UpstreamPolicy;
import dev.parley.netty.UpstreamPool;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A running gateway, from {@link #start} to {@link #close}. */
public final class Gateway implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Gateway.class.getName());
  private static final int UNPRIVILEGED = 1024;

  private final EventLoopGroup loops;
  private final Map<Path, StoreOrigin> stores = new LinkedHashMap<>();
  private final Map<GatewayPolicy.OriginPolicy, HttpOrigin> servers = new LinkedHashMap<>();
  private final List<OriginRecord> records = new CopyOnWriteArrayList<>();
  private final List<Channel> listening = new ArrayList<>();
  private volatile @Nullable Phases phases;
  private @Nullable HeldMemory held;
  private @Nullable AccessLog accessLog;
  private @Nullable Channel admin;

  private Gateway(EventLoopGroup loops) {
    this.loops = loops;
  }

  /**
   * Starts to serve. An access log without a file goes to the standard output of the process.
   *
   * @throws UnusableException when an address cannot be listened on, or a store's folder or the
   *     access log not be used. Nothing is left running or open then.
   */
  public static Gateway start(GatewayPolicy policy) throws IOException {
    return start(policy, new FileOutputStream(FileDescriptor.out));
  }

  /**
   * The same with another place for an access log that has no file; it is not closed.
   *
   * @throws UnusableException as above
   */
  public static Gateway start(GatewayPolicy policy, OutputStream log) throws IOException {
    Transport transport = Transport.best();
    Gateway gateway =
        new Gateway(transport.eventLoops("parley", Runtime.getRuntime().availableProcessors()));
    try {
      gateway.open(transport, policy, log);
      return gateway;
    } catch (IOException | RuntimeException failed) {
      gateway.close();
      throw failed;
    }
  }

  /** Addresses first, so that one in use leaves no folder behind; clients wait until the end. */
  private void open(Transport transport, GatewayPolicy policy, OutputStream log)
      throws IOException {
    HeldMemory memory = new HeldMemory(policy.memory());
    held = memory;
    DownstreamServer server =
        new DownstreamServer(transport, loops, policy.downstream(), memory, this::exchange);
    for (int i = 0; i < policy.listen().size(); i++) {
      listening.add(listen(server, "listen[" + i + "].address", policy.listen().get(i)));
    }
    if (policy.admin().isPresent()) {
      admin =
          AdminServer.listen(
              transport, loops, policy.admin().get().address(), memory, this::origins);
    }
    if (policy.accessLog().isPresent()) {
      accessLog = AccessLog.start(policy.accessLog().get(), log);
    }
    StoreFolders folders = StoreFolders.of(policy.routes());
    List<String> hosts =
        Stream.concat(
                policy.listen().stream().map(InetSocketAddress::getHostString),
                policy.routes().stream().flatMap(route -> route.match().host().stream()))
            .toList();
    StoreShare share =
        new StoreShare(policy.upstream().response(), memory.limit() / folders.count());
    List<Route> routes = new ArrayList<>();
    for (GatewayPolicy.RoutePolicy route : policy.routes()) {
      List<Origin> origins = new ArrayList<>();
      for (GatewayPolicy.OriginPolicy origin : route.origins()) {
        origins.add(
            servers.computeIfAbsent(origin, any -> httpOrigin(transport, policy.upstream(), any)));
      }
      if (route.store().isPresent()) {
        Path folder = route.store().get();
        origins.add(
            store("routes[" + routes.size() + "].store", folder, folders.one(folder), share));
      }
      routes.add(new Route(route, origins, hosts));
    }
    phases =
        new Phases(
            routes,
            new Waiting(policy.waiting()),
            policy.unknownExpectations(),
            policy.tunnelIdle(),
            new RecordOutcome(accessLog));
    warnOfStrangers(policy);
    everyListening().forEach(DownstreamServer::accept);
  }

  private HttpOrigin httpOrigin(
      Transport transport, UpstreamPolicy policy, GatewayPolicy.OriginPolicy origin) {
    OriginAddress address = origin.address();
    OriginRecord record = new OriginRecord(address.toString(), origin.expect(), policy.expect());
    records.add(record);
    return new HttpOrigin(
        address,
        new UpstreamPool(transport, policy, address.host(), address.port(), record.surplus()),
        record);
  }

  private DownstreamExchange exchange(Downstream down) {
    return new Exchange(Objects.requireNonNull(phases), down).relay();
  }

  static Channel listen(DownstreamServer server, String key, InetSocketAddress address)
      throws UnusableException {
    ChannelFuture listen = server.listen(address).awaitUninterruptibly();
    if (!listen.isSuccess()) {
      throw new UnusableException(
          key,
          address.getHostString()
              + ":"
              + address.getPort()
              + " (expected: a free address of this machine; "
              + reason(listen.cause(), address)
              + ")",
          listen.cause());
    }
    return listen.channel();
  }

  private static String reason(Throwable cause, InetSocketAddress address) {
    String reason = ConnectFailure.reason(cause);
    return switch (reason) {
      case "address already in use" ->
          reason + ", perhaps by another Parley; port 0 takes a free one";
      case "permission denied" ->
          address.getPort() < UNPRIVILEGED
              ? "ports below " + UNPRIVILEGED + " need privileges"
              : reason;
      case "cannot assign requested address" -> "this machine has no such address";
      default -> reason;
    };
  }

  /** Whoever stores for everybody should know it. */
  private void warnOfStrangers(GatewayPolicy policy) {
    boolean stores = policy.routes().stream().anyMatch(route -> route.store().isPresent());
    for (int i = 0; stores && i < listening.size(); i++) {
      if (!addresses().get(i).getAddress().isLoopbackAddress()) {
        LOG.log(
            Level.WARNING,
            "{0} is reachable from other machines, and the store has no login: whoever gets there"
                + " can read, replace and delete its files",
            policy.listen().get(i).getHostString() + ":" + addresses().get(i).getPort());
      }
    }
  }

  /**
   * What every store may take.
   *
   * @param response how long its disk may take for anything
   * @param memory bytes of what clients may hold that are its part
   */
  private record StoreShare(Duration response, long memory) {
    long backlog() {
      return memory / 4;
    }

    long listings() {
      return memory / 8;
    }
  }

  private StoreOrigin store(String name, Path folder, Path place, StoreShare share)
      throws UnusableException {
    StoreOrigin known = stores.get(place);
    if (known == null) {
      try {
        StorePolicy policy = StorePolicy.in(folder).withListingMemory(share.listings());
        known = new StoreOrigin(Store.open(policy), share.response(), share.backlog(), memory());
      } catch (StoreUnusableException unusable) {
        throw new UnusableException(name, String.valueOf(unusable.getMessage()), unusable);
      }
      stores.put(place, known);
      records.add(known.record());
    }
    return known;
  }

  /** What the connections of clients hold. */
  HeldMemory memory() {
    return Objects.requireNonNull(held, "not started");
  }

  /** The addresses that clients are accepted on, in the order they were asked for. */
  public List<InetSocketAddress> addresses() {
    return listening.stream().map(channel -> (InetSocketAddress) channel.localAddress()).toList();
  }

  /** The address for the operator. */
  public Optional<InetSocketAddress> adminAddress() {
    return Optional.ofNullable(admin).map(channel -> (InetSocketAddress) channel.localAddress());
  }

  private String origins() {
    return OriginsJson.of(records, loops.next().ticker().nanoTime());
  }

  private Stream<Channel> everyListening() {
    return Stream.concat(listening.stream(), Stream.ofNullable(admin));
  }

  /** How many unfinished uploads of an earlier run were cleared away. */
  public int recovered() {
    return stores.values().stream().mapToInt(StoreOrigin::recovered).sum();
  }

  /** Stops to listen, closes every connection, and lets go of the stores. */
  @Override
  public void close() throws IOException {
    everyListening().forEach(channel -> channel.close().awaitUninterruptibly());
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    stores.values().forEach(StoreOrigin::beginToClose);
    List<Closeable> rest = new ArrayList<>(stores.values());
    // After the loops, which write down what they end.
    if (accessLog != null) {
      rest.add(accessLog);
    }
    IOException failed = null;
    for (Closeable each : rest) {
      try {
        each.close();
      } catch (IOException unclosed) {
        if (failed == null) {
          failed = unclosed;
        } else {
          failed.addSuppressed(unclosed);
        }
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
