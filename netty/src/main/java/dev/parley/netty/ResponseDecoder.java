// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Netty's response decoder behind our own check of the syntax, told which request the next final
 * response answers; after an error it reads nothing more. A head is decoded once it is whole.
 *
 * <p>The framing of a response follows from its own status and the method of its request; an
 * interim response before it changes neither (RFC 9112 6.3). What follows a 101, or a success of
 * CONNECT, is no HTTP.
 */
final class ResponseDecoder extends HttpResponseDecoder {
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private static final int MINOR = "HTTP/1.".length() + 1;
  private static final ByteBuf TIMED_OUT =
      Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(" 408", StandardCharsets.US_ASCII));

  private final HeadSyntax syntax;
  private @Nullable DecoderResult framing;
  private boolean toHead;
  private boolean toConnect;
  private boolean awaited;
  private boolean inInterim;
  private boolean inContent;
  private boolean inTrailers;
  private boolean headBegun;
  private boolean unreadable;
  private boolean switched;
  private boolean heard;
  private boolean timedOut;

  ResponseDecoder(MessageLimits limits) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.startLine())
            .setMaxHeaderSize(limits.fields())
            .setAllowDuplicateContentLengths(true)
            .setMaxChunkSize(MessageLimits.CONTENT_PIECE));
    syntax = HeadSyntax.ofResponses(limits);
  }

  /**
   * Refuses what is not in the grammar, every framing that another hop could read differently, and
   * the first byte that no request asked for (RFC 9112 9.2).
   */
  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out)
      throws Exception {
    if (switched) {
      return;
    }
    if (unreadable) {
      bytes.skipBytes(bytes.readableBytes());
      return;
    }
    if (!awaited) {
      timedOut =
          ByteBufUtil.equals(
              bytes, bytes.readerIndex() + MINOR, TIMED_OUT, 0, TIMED_OUT.readableBytes());
      refuse(bytes, new SyntaxException("a response follows its request"), out);
      return;
    }
    headBegun = !inContent;
    heard |= bytes.isReadable();
    if (!inContent || inTrailers) {
      Exception wrong = syntax.check(bytes);
      if (wrong != null) {
        refuse(bytes, located(wrong), out);
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
      if (message instanceof HttpResponse response) {
        if (lengthUnreadable(response)) {
          framing = FramingFields.unreadable(HeadSyntax.WRONG_LENGTH);
          if (endsWithHead(response) && !opensTunnel(response)) {
            // Netty has given up, and reads nothing more.
            framing = FramingFields.settle(response, true, syntax);
            out.add(LastHttpContent.EMPTY_LAST_CONTENT);
          }
        }
        read(response);
      }
      if (message instanceof LastHttpContent last) {
        unreadable |= last.decoderResult().isFailure();
        awaited &= inInterim;
        inContent = false;
        inTrailers = false;
        syntax.reset();
      }
    }
  }

  /** Whoever looks for what is wrong finds it in this line. */
  private Exception located(Exception wrong) {
    return wrong instanceof SyntaxException
        ? new SyntaxException(
            "%s (line %d of the %s)"
                .formatted(wrong.getMessage(), syntax.line(), inTrailers ? "trailers" : "head"))
        : wrong;
  }

  /** How many bytes wait here, with the rest of the buffer that they are in. */
  int held() {
    return internalBuffer().capacity();
  }

  /** Whether a part of a head is here, and the rest is to come. */
  boolean headBegun() {
    return headBegun;
  }

  private void read(HttpResponse response) {
    headBegun = false;
    inContent = true;
    inInterim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    if (!startsReadably(response)) {
      fail(response, new SyntaxException("a response starts with HTTP/1 and a status from 100 on"));
    } else if (framing != null) {
      response.setDecoderResult(framing);
    }
    framing = null;
    unreadable = response.decoderResult().isFailure();
    switched =
        !unreadable
            && (response.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()
                || opensTunnel(response));
  }

  /** All else that Netty refuses in a head was found before. */
  private static boolean lengthUnreadable(HttpResponse response) {
    return response.decoderResult().cause() instanceof IllegalArgumentException;
  }

  /** A head that the end of the connection cuts is no response. */
  @Override
  protected void decodeLast(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out)
      throws Exception {
    super.decodeLast(ctx, bytes, out);
    if (out.isEmpty() && !inContent && syntax.begun() && !unreadable) {
      refuse(bytes, new SyntaxException("the head of the response was not sent whole"), out);
    }
  }

  private void refuse(ByteBuf bytes, Exception wrong, List<Object> out) {
    headBegun = false;
    unreadable = true;
    bytes.skipBytes(bytes.readableBytes());
    HttpObject refused =
        inTrailers ? new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER) : createInvalidMessage();
    fail(refused, wrong);
    out.add(refused);
  }

  private static void fail(HttpObject refused, Exception wrong) {
    refused.setDecoderResult(DecoderResult.failure(wrong));
  }

  /** RFC 9112 4; RFC 9110 15: nothing below 100 is a status, so nothing there is interim either. */
  private static boolean startsReadably(HttpResponse response) {
    return response.protocolVersion().majorVersion() == 1 && response.status().code() >= 100;
  }

  /** RFC 9112 6.3: a final response that has no content, whatever its fields say. */
  private boolean endsWithHead(HttpResponse response) {
    int status = response.status().code();
    return response.status().codeClass() != HttpStatusClass.INFORMATIONAL
        && (toHead || status == NO_CONTENT || status == NOT_MODIFIED || opensTunnel(response));
  }

  /** RFC 9112 6.3: whatever it says of content is ignored. */
  private boolean opensTunnel(HttpResponse response) {
    return toConnect && response.status().codeClass() == HttpStatusClass.SUCCESS;
  }

  /** Whether a byte came since the request. */
  boolean heard() {
    return heard;
  }

  /** Whether what nobody asked for is a 408, which ends an unused connection (RFC 9110 15.5.9). */
  boolean timedOut() {
    return timedOut;
  }

  void answering(HttpMethod method) {
    awaited = true;
    heard = false;
    toHead = HttpMethod.HEAD.equals(method);
    toConnect = HttpMethod.CONNECT.equals(method);
  }

  /** The length is gone by now. */
  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    clearContentLength();
  }

  /** Sees every field of the head, some of which Netty drops afterwards. */
  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    HttpResponse response = (HttpResponse) message;
    if (opensTunnel(response)) {
      return true;
    }
    framing = FramingFields.settle(response, endsWithHead(response), syntax);
    return toHead
        || response.status().codeClass() == HttpStatusClass.INFORMATIONAL
        || super.isContentAlwaysEmpty(message);
  }
}
