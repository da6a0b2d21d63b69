// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one origin, a shelf of unused ones for each event loop.
 *
 * <p>The newest unused connection is taken first: it is the least likely to have been closed by the
 * origin meanwhile.
 */
public final class UpstreamPool {
  private final Transport transport;
  private final UpstreamPolicy policy;
  private final Destination destination;
  private final HostAddress address;
  private final Runnable abandoned;
  private final Surplus surplus;
  private boolean forClients;
  private final Map<EventLoop, Shelf> shelves = new ConcurrentHashMap<>();

  /**
   * Connections to {@code host:port}, resolved anew for each connection, for the content of clients
   * that are not to fill the kernel with it.
   *
   * @param surplus remembers whether responses came from there that no request asked for
   */
  public UpstreamPool(
      Transport transport, UpstreamPolicy policy, String host, int port, Surplus surplus) {
    this(transport, policy, Destination.plain(host, port), () -> {}, surplus);
    forClients = true;
  }

  /**
   * Connections to {@code destination}, resolved anew for each connection.
   *
   * @param abandoned is told on an event loop that this pool has no connection there any more
   */
  UpstreamPool(
      Transport transport,
      UpstreamPolicy policy,
      Destination destination,
      Runnable abandoned,
      Surplus surplus) {
    this(transport, policy, destination, destination.address(), abandoned, surplus);
  }

  UpstreamPool(
      Transport transport,
      UpstreamPolicy policy,
      Destination destination,
      HostAddress address,
      Runnable abandoned,
      Surplus surplus) {
    this.transport = transport;
    this.policy = policy;
    this.destination = destination;
    this.address = address;
    this.abandoned = abandoned;
    this.surplus = surplus;
  }

  /**
   * An unused connection that lives on {@code loop}, or null.
   *
   * @param fresh whether it must have been used a moment ago: the origin may have given up another
   */
  public @Nullable OriginLeg pooled(EventLoop loop, boolean fresh) {
    return unused(loop, fresh);
  }

  @Nullable Upstream unused(EventLoop loop, boolean fresh) {
    return shelf(loop).take(fresh);
  }

  /** Makes a connection on {@code loop}, and hands over it or why there is none. */
  public void connect(EventLoop loop, Consumer<OriginLeg> connected, Consumer<Throwable> failed) {
    open(loop, connected::accept, failed);
  }

  void open(EventLoop loop, Consumer<Upstream> connected, Consumer<Throwable> failed) {
    open(loop, policy.connect(), connected, failed);
  }

  /**
   * The same with another time to connect, from looking up the host to the end of the TLS
   * handshake; a connection that is being made for nobody yet is taken first.
   */
  void open(
      EventLoop loop, Duration within, Consumer<Upstream> connected, Consumer<Throwable> failed) {
    Shelf shelf = shelf(loop);
    Connecting spare = shelf.making.poll();
    if (spare != null) {
      spare.claim(within, connected, failed);
    } else {
      make(loop, shelf, new Connecting(loop, within, connected, failed));
    }
  }

  /** Makes connections until so many are unused, for whoever comes next. */
  void prepare(EventLoop loop, int wanted) {
    Shelf shelf = shelf(loop);
    int bounded = Math.min(wanted, policy.idleConnections());
    for (int more = bounded - shelf.unused.size() - shelf.making.size(); more > 0; more--) {
      makeAhead(loop, shelf);
    }
  }

  private void makeAhead(EventLoop loop, Shelf shelf) {
    Connecting[] spare = new Connecting[1];
    spare[0] =
        new Connecting(
            loop,
            policy.connect(),
            made -> {
              shelf.making.remove(spare[0]);
              shelf.put(made);
            },
            // Whoever needs a connection will see for itself.
            cause -> shelf.making.remove(spare[0]));
    shelf.making.add(spare[0]);
    spare[0].madeAhead();
    make(loop, shelf, spare[0]);
  }

  private void make(EventLoop loop, Shelf shelf, Connecting connecting) {
    shelf.entered();
    address.resolve(
        loop,
        found -> {
          if (connecting.goesOn()) {
            connect(loop, shelf, found, connecting);
          } else {
            shelf.left();
          }
        },
        cause -> {
          connecting.fail(cause);
          shelf.left();
        });
  }

  private void connect(
      EventLoop loop, Shelf shelf, InetSocketAddress found, Connecting connecting) {
    long start = loop.ticker().nanoTime();
    Upstream[] made = new Upstream[1];
    Future<?>[] ready = new Future<?>[1];
    ChannelFuture connect =
        new Bootstrap()
            .group(loop)
            .channel(transport.channel())
            .resolver(NoopAddressResolverGroup.INSTANCE)
            .option(ChannelOption.ALLOCATOR, Transport.BUFFERS)
            .option(ChannelOption.RECVBUF_ALLOCATOR, ReadBuffers.INSTANCE)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.AUTO_CLOSE, false)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    if (forClients) {
                      transport.limitUnsent(channel);
                    }
                    ready[0] = destination.prepare(channel, policy);
                    ResponseDecoder decoder = new ResponseDecoder(policy.limits());
                    made[0] = new Upstream(channel, policy, decoder, shelf);
                    channel.pipeline().addLast(new HttpRequestEncoder(), decoder, made[0]);
                    connecting.joined(channel);
                  }
                })
            .connect(found);
    connecting.connecting(connect.channel());
    connect.channel().closeFuture().addListener(closed -> shelf.left());
    connect.addListener(
        done -> {
          if (!done.isSuccess()) {
            // Where no socket could be made, Netty tells so on a thread of its own.
            OnLoop.run(loop, () -> connecting.fail(done.cause()), Runnable::run);
            return;
          }
          connecting.preparing();
          made[0].connected(
              Transport.roundTrip(
                  connect.channel(), Duration.ofNanos(loop.ticker().nanoTime() - start)));
          if (ready[0] == null) {
            connecting.succeed(made[0]);
          } else {
            ready[0].addListener(prepared -> prepared(prepared, made[0], connecting));
          }
        });
  }

  private static void prepared(Future<?> prepared, Upstream made, Connecting connecting) {
    if (prepared.isSuccess()) {
      connecting.succeed(made);
    } else {
      made.drop();
      connecting.fail(prepared.cause());
    }
  }

  private Shelf shelf(EventLoop loop) {
    Shelf shelf = shelves.get(loop);
    return shelf == null
        ? shelves.computeIfAbsent(
            loop, any -> new Shelf(policy.idleConnections(), abandoned, surplus))
        : shelf;
  }

  /** The unused connections of one event loop, touched on it alone. */
  static final class Shelf {
    private final ArrayDeque<Upstream> unused = new ArrayDeque<>();
    private final ArrayDeque<Connecting> making = new ArrayDeque<>();
    private final int limit;
    private final Runnable abandoned;
    private final Surplus surplus;
    private int connections;

    Shelf(int limit) {
      this(limit, () -> {}, new Surplus(() -> {}));
    }

    /**
     * A shelf of so many.
     *
     * @param abandoned is told when there is no connection any more, in use or not, nor is one
     *     being made
     */
    Shelf(int limit, Runnable abandoned, Surplus surplus) {
      this.limit = limit;
      this.abandoned = abandoned;
      this.surplus = surplus;
    }

    /** A connection is being made, which may come back. */
    void entered() {
      connections++;
    }

    /** It is closed, or was not made. */
    void left() {
      connections--;
      if (connections == 0) {
        abandoned.run();
      }
    }

    @Nullable Upstream take(boolean fresh) {
      for (Upstream newest = unused.peekLast();
          newest != null && (!fresh || newest.fresh());
          newest = unused.peekLast()) {
        unused.removeLast();
        if (newest.alive()) {
          return newest;
        }
      }
      return null;
    }

    /** A response came that no request asked for. */
    void surplus(long now) {
      surplus.came(now);
    }

    /** Whether content may be taken for a request at the other end. */
    boolean distrusts(long now) {
      return surplus.remembered(now);
    }

    void put(Upstream upstream) {
      unused.addLast(upstream);
      upstream.rest();
      if (unused.size() > limit) {
        unused.removeFirst().drop();
      }
    }

    void remove(Upstream upstream) {
      unused.remove(upstream);
    }
  }
}
