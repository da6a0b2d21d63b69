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
import java.nio.channels.ClosedChannelException;
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
  private final Map<EventLoop, Shelf> shelves = new ConcurrentHashMap<>();

  /** Connections to {@code host:port}, resolved anew for each connection. */
  public UpstreamPool(Transport transport, UpstreamPolicy policy, String host, int port) {
    this(transport, policy, Destination.plain(host, port));
  }

  /** Connections to {@code destination}, resolved anew for each connection. */
  UpstreamPool(Transport transport, UpstreamPolicy policy, Destination destination) {
    this.transport = transport;
    this.policy = policy;
    this.destination = destination;
    this.address = destination.address();
  }

  /** An unused connection that lives on {@code loop}, or null. */
  public @Nullable OriginLeg pooled(EventLoop loop) {
    return unused(loop);
  }

  @Nullable Upstream unused(EventLoop loop) {
    return shelf(loop).take();
  }

  /** Makes a connection on {@code loop}, and hands over it or why there is none. */
  public void connect(EventLoop loop, Consumer<OriginLeg> connected, Consumer<Throwable> failed) {
    open(loop, connected::accept, failed);
  }

  void open(EventLoop loop, Consumer<Upstream> connected, Consumer<Throwable> failed) {
    open(loop, policy.connect(), connected, failed);
  }

  /**
   * The same with another time to connect; a connection that is being made for nobody yet, and will
   * be there in that time, is taken first.
   */
  void open(
      EventLoop loop, Duration within, Consumer<Upstream> connected, Consumer<Throwable> failed) {
    boolean inTime = within.compareTo(policy.connect()) >= 0;
    Spare spare = inTime ? shelf(loop).making.poll() : null;
    if (spare != null) {
      spare.claim(connected, failed);
    } else {
      make(loop, within, connected, failed);
    }
  }

  /** Makes connections until so many are unused, for whoever comes next. */
  void prepare(EventLoop loop, int wanted) {
    Shelf shelf = shelf(loop);
    int bounded = Math.min(wanted, policy.idleConnections());
    for (int more = bounded - shelf.unused.size() - shelf.making.size(); more > 0; more--) {
      Spare spare = new Spare(shelf);
      shelf.making.add(spare);
      make(loop, policy.connect(), spare::made, spare::failed);
    }
  }

  private void make(
      EventLoop loop, Duration within, Consumer<Upstream> connected, Consumer<Throwable> failed) {
    address.resolve(loop, found -> connect(loop, found, within, connected, failed), failed);
  }

  private void connect(
      EventLoop loop,
      InetSocketAddress found,
      Duration within,
      Consumer<Upstream> connected,
      Consumer<Throwable> failed) {
    if (loop.isShuttingDown()) {
      // A loop that stops has closed its channels already, and would forget one made now.
      failed.accept(new ClosedChannelException());
      return;
    }
    Shelf shelf = shelf(loop);
    long start = loop.ticker().nanoTime();
    Upstream[] made = new Upstream[1];
    Future<?>[] ready = new Future<?>[1];
    ChannelFuture connect =
        new Bootstrap()
            .group(loop)
            .channel(transport.channel())
            .resolver(NoopAddressResolverGroup.INSTANCE)
            .option(ChannelOption.ALLOCATOR, Transport.BUFFERS)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.AUTO_CLOSE, false)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                (int) Math.min(Integer.MAX_VALUE, within.toMillis()))
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    ready[0] = destination.prepare(channel, found, within);
                    ResponseDecoder decoder = new ResponseDecoder(policy.limits());
                    made[0] = new Upstream(channel, policy, decoder, shelf);
                    channel.pipeline().addLast(new HttpRequestEncoder(), decoder, made[0]);
                  }
                })
            .connect(destination.remote(found));
    connect.addListener(
        done -> {
          if (!done.isSuccess()) {
            failed.accept(done.cause());
            return;
          }
          made[0].connected(Duration.ofNanos(loop.ticker().nanoTime() - start));
          if (ready[0] == null) {
            begin(made[0], connected);
          } else {
            ready[0].addListener(prepared -> begun(prepared, made[0], connected, failed));
          }
        });
  }

  private static void begun(
      Future<?> prepared, Upstream made, Consumer<Upstream> connected, Consumer<Throwable> failed) {
    if (prepared.isSuccess()) {
      begin(made, connected);
    } else {
      made.drop();
      failed.accept(prepared.cause());
    }
  }

  private static void begin(Upstream made, Consumer<Upstream> connected) {
    made.begin();
    connected.accept(made);
  }

  private Shelf shelf(EventLoop loop) {
    return shelves.computeIfAbsent(loop, any -> new Shelf(policy.idleConnections()));
  }

  /** The unused connections of one event loop, touched on it alone. */
  static final class Shelf {
    private final ArrayDeque<Upstream> unused = new ArrayDeque<>();
    private final ArrayDeque<Spare> making = new ArrayDeque<>();
    private final int limit;

    Shelf(int limit) {
      this.limit = limit;
    }

    @Nullable Upstream take() {
      for (Upstream newest = unused.pollLast(); newest != null; newest = unused.pollLast()) {
        if (newest.alive()) {
          return newest;
        }
      }
      return null;
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

  /** A connection that is being made before anybody needs it. */
  private static final class Spare {
    private final Shelf shelf;
    private @Nullable Consumer<Upstream> connected;
    private @Nullable Consumer<Throwable> failed;

    Spare(Shelf shelf) {
      this.shelf = shelf;
    }

    void claim(Consumer<Upstream> whoWaits, Consumer<Throwable> orNot) {
      connected = whoWaits;
      failed = orNot;
    }

    void made(Upstream upstream) {
      upstream.madeAhead();
      if (connected != null) {
        connected.accept(upstream);
      } else {
        shelf.making.remove(this);
        shelf.put(upstream);
      }
    }

    void failed(Throwable cause) {
      if (failed != null) {
        failed.accept(cause);
      } else {
        // Whoever needs a connection will see for itself.
        shelf.making.remove(this);
      }
    }
  }
}
