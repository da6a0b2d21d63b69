// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Netty's request decoder behind our own check of the syntax; after an error it reads nothing more.
 *
 * <p>What follows a request that asks for another protocol is left as it is until the answer shows
 * whether it is HTTP.
 */
final class RequestDecoder extends HttpRequestDecoder {
  private static final short CR_LF = 0x0d0a;
  private static final ByteBuf HEAD =
      Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("HEAD ", StandardCharsets.US_ASCII));

  private final HeadSyntax syntax = HeadSyntax.ofRequests();
  private final int startLineLimit;
  private boolean inContent;
  private boolean inTrailers;
  private boolean unreadable;
  private boolean toHead;
  private boolean asksUpgrade;
  private boolean holds;

  RequestDecoder(MessageLimits limits) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.startLine())
            .setMaxHeaderSize(limits.fields())
            .setMaxChunkSize(MessageLimits.CONTENT_PIECE));
    startLineLimit = limits.startLine();
  }

  /** Whether a head has begun, and not ended. */
  boolean insideHead() {
    return !inContent && (syntax.begun() || actualReadableBytes() > 0);
  }

  /** Whether the last request asked for another protocol, and what follows it waits. */
  boolean holds() {
    return holds;
  }

  /** Whether bytes wait for the answer to a request that asks for another protocol. */
  boolean holdsBytes() {
    return holds && actualReadableBytes() > 0;
  }

  /** The answer was no other protocol: what follows is HTTP, and decoded with the next read. */
  void letGo() {
    holds = false;
  }

  /** Netty would ask for more as long as nothing is decoded. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    if (holds) {
      ctx.fireChannelReadComplete();
    } else {
      super.channelReadComplete(ctx);
    }
  }

  /** Netty would decode for a last time at the end of the input, and let go of the rest. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (holds) {
      ctx.fireUserEventTriggered(event);
    } else {
      super.userEventTriggered(ctx, event);
    }
  }

  /** Without framing fields there is no content (RFC 9112 6.3), for old WebSocket drafts either. */
  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    return !message.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
        && !message.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out)
      throws Exception {
    if (holds) {
      return;
    }
    if (unreadable) {
      bytes.skipBytes(bytes.readableBytes());
      return;
    }
    if (!inContent || inTrailers) {
      if (!syntax.begun()) {
        skipEmptyLines(bytes);
        toHead = ByteBufUtil.equals(bytes, bytes.readerIndex(), HEAD, 0, HEAD.readableBytes());
      }
      String wrong = syntax.check(bytes);
      if (wrong != null) {
        unreadable = true;
        bytes.skipBytes(bytes.readableBytes());
        HttpObject refused =
            inTrailers ? new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER) : createInvalidMessage();
        refused.setDecoderResult(DecoderResult.failure(new SyntaxException(wrong)));
        if (refused instanceof HttpRequest request) {
          keepMethod(request);
        }
        out.add(refused);
        return;
      }
      // Netty would take half a line end for one to be skipped.
      if (!syntax.begun() && bytes.readableBytes() <= startLineLimit) {
        return;
      }
    }
    int before = out.size();
    int from = bytes.readerIndex();
    super.decode(ctx, bytes, out);
    if (inContent
        && out.size() == before
        && HeadSyntax.isLastChunk(bytes, from, bytes.readerIndex())) {
      inTrailers = true;
      syntax.awaitTrailers();
    }
    for (int i = before; i < out.size(); i++) {
      Object message = out.get(i);
      if (message instanceof HttpRequest request) {
        unreadable = request.decoderResult().isFailure();
        if (unreadable) {
          keepMethod(request);
        }
        inContent = true;
        asksUpgrade = !unreadable && RequestFraming.asksUpgrade(request);
      }
      if (message instanceof LastHttpContent last) {
        unreadable |= last.decoderResult().isFailure();
        inContent = false;
        inTrailers = false;
        syntax.reset();
        holds = asksUpgrade;
      }
    }
  }

  /** RFC 9110 9.3.2: the refusal of an unreadable HEAD has no content either. */
  private void keepMethod(HttpRequest invalid) {
    if (toHead) {
      invalid.setMethod(HttpMethod.HEAD);
    }
  }

  /** RFC 9112 2.2: an empty line before the request line is ignored. */
  private static void skipEmptyLines(ByteBuf bytes) {
    while (bytes.readableBytes() >= 2 && bytes.getShort(bytes.readerIndex()) == CR_LF) {
      bytes.skipBytes(2);
    }
  }
}
