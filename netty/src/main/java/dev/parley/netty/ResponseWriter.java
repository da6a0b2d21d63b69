// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes the responses of a connection to a client. */
final class ResponseWriter {
  private static final ByteBuf CONTINUE =
      Unpooled.unreleasableBuffer(
          Unpooled.directBuffer()
              .writeBytes("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
              .asReadOnly());

  private final Channel channel;
  private final ResponseEncoder encoder;
  private @Nullable HttpResponse heldHead;

  ResponseWriter(Channel channel, ResponseEncoder encoder) {
    this.channel = channel;
    this.encoder = encoder;
  }

  /** What is written from now on answers {@code request}. */
  void answering(HttpRequest request) {
    encoder.answering(request.method());
  }

  void sendContinue() {
    // Around the encoder, which would take it for the response that ends the exchange.
    channel.pipeline().context(encoder).writeAndFlush(CONTINUE.duplicate());
  }

  /** RFC 9110 15.2: an interim response ends with its head, whatever it says of content. */
  void sendInterim(HttpResponse interim) {
    channel.writeAndFlush(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            interim.status(),
            Unpooled.EMPTY_BUFFER,
            interim.headers(),
            EmptyHttpHeaders.INSTANCE));
  }

  /** Takes the head of a final response; its content follows with {@link #write}. */
  void sendFinal(HttpResponse head, HttpRequest request, boolean closes) {
    ResponseFraming.apply(head, request, closes);
    heldHead = head;
  }

  /** Writes a whole final response. */
  ChannelFuture sendWhole(FullHttpResponse response, HttpRequest request, boolean closes) {
    ResponseFraming.apply(response, request, closes);
    return channel.writeAndFlush(response);
  }

  /** Writes a piece of content that is not the last. */
  void write(HttpContent content) {
    writeHead();
    channel.write(content, channel.voidPromise());
  }

  /** Writes the last piece of content; with nothing in it, head and end are one buffer. */
  ChannelFuture writeLast(HttpContent content) {
    HttpResponse head = heldHead;
    if (head == null || content != LastHttpContent.EMPTY_LAST_CONTENT) {
      writeHead();
      return channel.write(content);
    }
    heldHead = null;
    return channel.write(
        new DefaultFullHttpResponse(
            head.protocolVersion(),
            head.status(),
            Unpooled.EMPTY_BUFFER,
            head.headers(),
            EmptyHttpHeaders.INSTANCE));
  }

  /** Sends what was written, the head of a response included whose content is not here yet. */
  void flush() {
    writeHead();
    channel.flush();
  }

  private void writeHead() {
    HttpResponse head = heldHead;
    if (head != null) {
      heldHead = null;
      channel.write(head, channel.voidPromise());
    }
  }
}
