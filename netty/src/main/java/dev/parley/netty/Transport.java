// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/** The socket implementation: epoll where its native library loads, NIO elsewhere. */
public enum Transport {
  EPOLL(EpollServerSocketChannel.class, EpollSocketChannel.class),
  NIO(NioServerSocketChannel.class, NioSocketChannel.class);

  /**
   * Where buffers come from: Netty's older pool, which costs less than its default one where
   * buffers live as briefly as a message.
   */
  static final ByteBufAllocator BUFFERS = PooledByteBufAllocator.DEFAULT;

  /**
   * How much the kernel takes of what it cannot send yet, in bytes. By itself it would take 4 MiB
   * for each connection whose peer does not read, until it has no memory left for any.
   */
  static final int UNSENT = 64 * 1024;

  private final Class<? extends ServerSocketChannel> serverChannel;
  private final Class<? extends SocketChannel> channel;

  Transport(
      Class<? extends ServerSocketChannel> serverChannel, Class<? extends SocketChannel> channel) {
    this.serverChannel = serverChannel;
    this.channel = channel;
  }

  /** The fastest one that works on this machine. */
  public static Transport best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  /** Event loops of this transport, on daemon threads named after {@code name}. */
  public EventLoopGroup eventLoops(String name, int threads) {
    return new Loops(
        threads,
        new DefaultThreadFactory(name, true),
        this == EPOLL ? LastingEpoll.newFactory() : NioIoHandler.newFactory());
  }

  /** Has the kernel keep little of what is written faster than the peer reads. */
  void limitUnsent(Channel channel) {
    if (this == EPOLL) {
      channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, (long) UNSENT);
    }
  }

  Class<? extends ServerSocketChannel> serverChannel() {
    return serverChannel;
  }

  Class<? extends SocketChannel> channel() {
    return channel;
  }

  /** Event loops of our own. */
  private static final class Loops extends MultiThreadIoEventLoopGroup {
    Loops(int threads, ThreadFactory factory, IoHandlerFactory handlers) {
      super(threads, factory, handlers);
    }

    @Override
    protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... unused) {
      return new Loop(this, executor, handlers);
    }
  }

  /**
   * How long a round trip takes on a connection that was just made.
   *
   * @param connect how long that took, which in a process that has just started is anything but a
   *     round trip
   */
  static Duration roundTrip(Channel connected, Duration connect) {
    if (connected instanceof EpollSocketChannel socket) {
      try {
        Duration measured = Duration.of(socket.tcpInfo().rtt(), ChronoUnit.MICROS);
        if (!measured.isZero() && measured.compareTo(connect) < 0) {
          return measured;
        }
      } catch (ChannelException closed) {
        // Whoever uses it will see.
      }
    }
    return connect;
  }

  /** A loop of Netty's without two of its faults. */
  private static final class Loop extends SingleThreadIoEventLoop {
    Loop(IoEventLoopGroup parent, Executor executor, IoHandlerFactory handlers) {
      super(parent, executor, handlers);
    }

    /**
     * Lets a connection join after the events that are being handled: one of them may be the last
     * event of a connection that is closed already and had the same descriptor. The new one would
     * take it for the end of its own input.
     */
    @Override
    public ChannelFuture register(ChannelPromise promise) {
      if (!inEventLoop()) {
        return super.register(promise);
      }
      execute(() -> join(promise));
      return promise;
    }

    private void join(ChannelPromise promise) {
      if (isShuttingDown()) {
        promise.channel().unsafe().closeForcibly();
        promise.setFailure(new ClosedChannelException());
      } else {
        super.register(promise);
      }
    }

    /**
     * Netty looks whether it shall end once before its tasks, where it closes its channels, and
     * once after them, where it ends: told to end in between, it would leave its sockets open.
     */
    @Override
    protected boolean confirmShutdown() {
      if (!isShuttingDown()) {
        return false;
      }
      ioHandler().prepareToDestroy();
      return super.confirmShutdown();
    }
  }
}
