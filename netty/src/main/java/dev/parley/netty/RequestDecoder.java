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
 * <p>A head is decoded once it is whole, and what follows a request once it is let go: what waits
 * costs its bytes and no objects, and behind a request that asks for another protocol it may not be
 * HTTP.
 */
final class RequestDecoder extends HttpRequestDecoder {
  private static final short CR_LF = 0x0d0a;
  private static final ByteBuf HEAD =
      Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("HEAD ", StandardCharsets.US_ASCII));

  private final HeadSyntax syntax;
  private boolean inContent;
  private boolean inTrailers;
  private boolean unreadable;
  private boolean toHead;
  private boolean holds;
  private int headWeight;
  private long bytesRead;

  RequestDecoder(MessageLimits limits) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.startLine())
            .setMaxHeaderSize(limits.fields())
            .setMaxChunkSize(MessageLimits.CONTENT_PIECE));
    syntax = HeadSyntax.ofRequests(limits);
  }

  /** Whether a head has begun, and not ended. */
  boolean insideHead() {
    return !inContent && (syntax.begun() || actualReadableBytes() > 0);
  }

  /** What the objects of the last head that was decoded weigh, in bytes. */
  int headWeight() {
    return headWeight;
  }

  /** How many bytes wait here, with the rest of the buffer that they are in. */
  int held() {
    return internalBuffer().capacity();
  }

  /** How many bytes came from the client. */
  long bytesRead() {
    return bytesRead;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (message instanceof ByteBuf bytes) {
      bytesRead += bytes.readableBytes();
    }
    super.channelRead(ctx, message);
  }

  /** Whether a request has ended, and what follows it waits. */
  boolean holds() {
    return holds;
  }

  /** Whether bytes wait behind a request. */
  boolean holdsBytes() {
    return holds && actualReadableBytes() > 0;
  }

  /** What follows the request is HTTP, and decoded with the next read. */
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
      Exception wrong = syntax.check(bytes);
      if (wrong != null) {
        refuse(bytes, wrong, out);
        return;
      }
      if (!syntax.whole()) {
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
        headWeight = syntax.weight();
        if (unreadable) {
          keepMethod(request);
        }
        inContent = true;
      }
      if (message instanceof LastHttpContent last) {
        unreadable |= last.decoderResult().isFailure();
        inContent = false;
        inTrailers = false;
        syntax.reset();
        holds = true;
      }
    }
  }

  /** A head that the end of the connection cuts was a request all the same. */
  @Override
  protected void decodeLast(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out)
      throws Exception {
    super.decodeLast(ctx, bytes, out);
    if (out.isEmpty() && !inContent && syntax.begun() && !unreadable) {
      refuse(bytes, new SyntaxException("the head of the request was not sent whole"), out);
    }
  }

  private void refuse(ByteBuf bytes, Exception wrong, List<Object> out) {
    unreadable = true;
    bytes.skipBytes(bytes.readableBytes());
    HttpObject refused =
        inTrailers ? new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER) : createInvalidMessage();
    refused.setDecoderResult(DecoderResult.failure(wrong));
    if (refused instanceof HttpRequest request) {
      keepMethod(request);
    }
    out.add(refused);
  }

  /** RFC 9110 9.3.2: the refusal of an unreadable HEAD has no content either. */
  private void keepMethod(HttpRequest invalid) {
    if (toHead) {
      invalid.setMethod(HttpMethod.HEAD);
    }
  }

  /** RFC 9112 2.2: an empty line before the request line is ignored. */
  private void skipEmptyLines(ByteBuf bytes) {
    while (bytes.readableBytes() >= 2 && bytes.getShort(bytes.readerIndex()) == CR_LF) {
      bytes.skipBytes(2);
      syntax.reset();
    }
  }
}
