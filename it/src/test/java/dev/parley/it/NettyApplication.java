// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerExpectContinueHandler;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Netty with one of its two handlers that answer 100: both do before the application is asked. */
final class NettyApplication extends SimpleChannelInboundHandler<HttpObject> {
  private final MessageDigest digest = Sample.newDigest();
  private String id = "";
  private boolean slow;
  private boolean refused;

  static Application aggregating() {
    // Its refusals are its own.
    return start(false, () -> new HttpObjectAggregator((int) Application.LIMIT));
  }

  static Application continuing() {
    return start(true, HttpServerExpectContinueHandler::new);
  }

  private static Application start(boolean echoesRefusals, Supplier<ChannelHandler> continues) {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    Channel listening =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(new HttpServerCodec(), new HttpServerKeepAliveHandler())
                        .addLast(continues.get(), new NettyApplication());
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
    return new Application(
        ((InetSocketAddress) listening.localAddress()).getPort(),
        echoesRefusals,
        () -> loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly());
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
    if (part instanceof HttpRequest request) {
      digest.reset();
      id = request.headers().get("X-Id");
      slow = Application.slow(request.uri());
      refused = HttpUtil.getContentLength(request, -1L) > Application.LIMIT;
      if (refused) {
        answer(context, 413, "").addListener(ChannelFutureListener.CLOSE);
      }
    }
    if (part instanceof HttpContent content && !refused) {
      digest.update(ByteBufUtil.getBytes(content.content()));
      if (content instanceof LastHttpContent) {
        String hex = Application.hex(digest);
        if (slow) {
          // Both handlers have answered 100 by now: only the final answer is left to delay.
          context
              .executor()
              .schedule(
                  () -> answer(context, 201, hex),
                  Application.DECIDES_AFTER.toMillis(),
                  TimeUnit.MILLISECONDS);
        } else {
          answer(context, 201, hex);
        }
      }
    }
  }

  private ChannelFuture answer(ChannelHandlerContext context, int status, String content) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(status),
            Unpooled.copiedBuffer(content, StandardCharsets.US_ASCII));
    response.headers().set("X-Id", id);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, content.length());
    if (refused) {
      response.headers().set(HttpHeaderNames.CONNECTION, "close");
    }
    return context.writeAndFlush(response);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // Whoever is refused may leave in the middle of its content.
    context.close();
  }
}
