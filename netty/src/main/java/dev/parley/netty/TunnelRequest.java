// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import dev.parley.netty.Destination.Credentials;
import dev.parley.netty.Destination.TunnelProxy;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Asks a proxy for a tunnel (RFC 9110 9.3.6). Whoever comes behind it sees no connection before the
 * tunnel is there, and every byte that comes out of it; then it is gone.
 */
final class TunnelRequest extends ChannelInboundHandlerAdapter {
  private final String authority;
  private final TunnelProxy proxy;
  private final int interimLimit;
  private final ResponseDecoder decoder;
  private final Promise<Channel> made;
  private int interims;
  private boolean opened;

  private TunnelRequest(
      String authority, TunnelProxy proxy, UpstreamPolicy policy, Promise<Channel> made) {
    this.authority = authority;
    this.proxy = proxy;
    this.interimLimit = policy.interims();
    this.decoder = new ResponseDecoder(policy.limits());
    this.made = made;
  }

  /**
   * Lets {@code pipeline}, which has no connection yet, begin with the way through {@code proxy}.
   *
   * @param made succeeds with the tunnel, and fails with what the caller may be told
   */
  static void addTo(
      ChannelPipeline pipeline,
      String authority,
      TunnelProxy proxy,
      UpstreamPolicy policy,
      Promise<Channel> made) {
    TunnelRequest request = new TunnelRequest(authority, proxy, policy, made);
    pipeline.addLast(request.decoder, request);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    decoder.answering(HttpMethod.CONNECT);
    String head =
        "CONNECT "
            + authority
            + " HTTP/1.1\r\nHost: "
            + authority
            + proxy.credentials().map(TunnelRequest::authorization).orElse("")
            + "\r\n\r\n";
    ctx.writeAndFlush(ByteBufUtil.writeUtf8(ctx.alloc(), head), ctx.voidPromise());
    ctx.read();
  }

  private static String authorization(Credentials known) {
    byte[] pair = (known.user() + ":" + known.password()).getBytes(StandardCharsets.UTF_8);
    return "\r\nProxy-Authorization: Basic " + Base64.getEncoder().encodeToString(pair);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpResponse response && !made.isDone()) {
      read(response);
    }
    if (message instanceof LastHttpContent && opened) {
      open(ctx);
    }
    ReferenceCountUtil.release(message);
  }

  private void read(HttpResponse response) {
    HttpResponseStatus status = response.status();
    if (response.decoderResult().isFailure()) {
      fail("sent no readable answer to CONNECT: " + SyntaxException.reason(response));
    } else if (status.codeClass() == HttpStatusClass.SUCCESS) {
      opened = true;
    } else if (status.codeClass() != HttpStatusClass.INFORMATIONAL
        || status.code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
      fail("answered CONNECT with " + status.code());
    } else if (++interims > interimLimit) {
      fail("sent too many interim responses to CONNECT");
    }
  }

  private void open(ChannelHandlerContext ctx) {
    ctx.fireChannelActive();
    ctx.pipeline().remove(this);
    // What came with the answer follows now.
    ctx.pipeline().remove(decoder);
    made.trySuccess(ctx.channel());
  }

  private void fail(String why) {
    made.tryFailure(new IOException("the proxy " + proxy.host() + ":" + proxy.port() + " " + why));
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (!made.isDone()) {
      ctx.read();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail("closed the connection in place of a tunnel");
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    made.tryFailure(cause);
  }
}
