// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Function;

/** Listens for clients and gives each connection its shell. */
public final class DownstreamServer {
  private static final int BACKLOG = 4096;

  private final ServerBootstrap bootstrap;

  /**
   * Clients that connect are served on {@code loops}; {@code exchanges} makes their exchanges.
   *
   * @param memory counts what their connections hold
   */
  public DownstreamServer(
      Transport transport,
      EventLoopGroup loops,
      DownstreamPolicy policy,
      HeldMemory memory,
      Function<Downstream, DownstreamExchange> exchanges) {
    bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(transport.serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.ALLOCATOR, Transport.BUFFERS)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, ReadBuffers.INSTANCE)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    transport.limitUnsent(channel);
                    install(channel, policy, memory, exchanges);
                  }
                });
  }

  static void install(
      Channel channel,
      DownstreamPolicy policy,
      HeldMemory memory,
      Function<Downstream, DownstreamExchange> exchanges) {
    RequestDecoder decoder = new RequestDecoder(policy.limits());
    ResponseEncoder encoder = new ResponseEncoder();
    ResponseWriter responses = new ResponseWriter(channel, encoder);
    channel
        .pipeline()
        .addLast(
            decoder,
            encoder,
            new Downstream(channel, policy, memory, decoder, responses, exchanges));
  }

  /**
   * Starts to listen; the future fails with a {@code BindException} where that is impossible.
   * Clients can connect, but are not served before {@link #accept}.
   */
  public ChannelFuture listen(SocketAddress address) {
    return bootstrap.bind(address);
  }

  /** Serves the clients of a channel that listens, from the first that connected. */
  public static void accept(Channel listening) {
    listening.pipeline().addLast(new AcceptFailures());
    listening.config().setAutoRead(true);
  }

  /** The address that a listening future ended up with. */
  public static InetSocketAddress localAddress(ChannelFuture listening) {
    return (InetSocketAddress) listening.channel().localAddress();
  }
}
