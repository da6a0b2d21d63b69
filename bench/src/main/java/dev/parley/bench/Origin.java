// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * An origin that takes every upload of known length: 100 at once where asked, 201 at the end. What
 * is put below {@link #REFUSING} is refused from its head: 413 at once, after which the connection
 * takes and forgets what still comes, until the client closes it.
 */
final class Origin implements AutoCloseable {
  static final String HOST = "127.0.0.1";
  static final String REFUSING = "/refused";

  private static final ByteBuf CONTINUE = wire("HTTP/1.1 100 Continue\r\n\r\n");
  private static final ByteBuf CREATED = wire("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
  private static final ByteBuf BAD =
      wire("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

  private static final ByteBuf REFUSED =
      wire("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  private static final int LINGER_SECONDS = 30;

  private final Channel listening;
  private long received;

  private Origin(Loop loop, String host) {
    listening =
        new ServerBootstrap()
            .group(loop.eventLoop())
            .channel(EpollServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, Load.readSizes())
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel.pipeline().addLast(new Connection());
                  }
                })
            .bind(host, 0)
            .syncUninterruptibly()
            .channel();
  }

  /** Listens on a free port. */
  static Origin start(Loop loop) {
    return start(loop, HOST);
  }

  /** Listens on a free port of {@code host}. */
  static Origin start(Loop loop, String host) {
    return new Origin(loop, host);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listening.localAddress();
  }

  /** Bytes of content that came so far; to be read on the loop. */
  long received() {
    return received;
  }

  @Override
  public void close() {
    listening.close().syncUninterruptibly();
  }

  private static ByteBuf wire(String text) {
    return Load.shared(
        Unpooled.directBuffer().writeBytes(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private final class Connection extends ChannelInboundHandlerAdapter {
    private final byte[] head = new byte[8 << 10];
    private int headLength;
    private long contentLeft;
    private boolean lingers;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      while (bytes.isReadable()) {
        if (lingers) {
          received += bytes.readableBytes();
          bytes.skipBytes(bytes.readableBytes());
        } else if (contentLeft > 0) {
          int piece = (int) Math.min(contentLeft, bytes.readableBytes());
          bytes.skipBytes(piece);
          received += piece;
          contentLeft -= piece;
          if (contentLeft == 0) {
            ctx.write(CREATED.duplicate(), ctx.voidPromise());
          }
        } else {
          readHead(ctx, bytes);
        }
      }
      bytes.release();
    }

    private void readHead(ChannelHandlerContext ctx, ByteBuf bytes) {
      int taken = Math.min(bytes.readableBytes(), head.length - headLength);
      bytes.getBytes(bytes.readerIndex(), head, headLength, taken);
      int end = headEnd(Math.max(headLength - 3, 0), headLength + taken);
      if (end < 0) {
        bytes.skipBytes(taken);
        headLength += taken;
        if (headLength == head.length) {
          refuse(ctx, bytes);
        }
        return;
      }
      bytes.skipBytes(end - headLength);
      headLength = 0;
      long length = -1;
      boolean expects = false;
      for (int line = nextLine(0, end); line < end; line = nextLine(line, end)) {
        if (startsWith(line, "content-length:")) {
          length = number(line + "content-length:".length());
        } else if (startsWith(line, "expect:")) {
          expects = true;
        }
      }
      if (length <= 0) {
        refuse(ctx, bytes);
        return;
      }
      if (isRefusing(end)) {
        linger(ctx);
        return;
      }
      contentLeft = length;
      if (expects) {
        ctx.write(CONTINUE.duplicate(), ctx.voidPromise());
      }
    }

    private void refuse(ChannelHandlerContext ctx, ByteBuf bytes) {
      bytes.skipBytes(bytes.readableBytes());
      ctx.writeAndFlush(BAD.duplicate()).addListener(written -> ctx.close());
    }

    private boolean isRefusing(int end) {
      int at = 0;
      while (at < end && head[at] != ' ') {
        at++;
      }
      return startsWith(at + 1, REFUSING);
    }

    /** Closed at once, the connection would be reset, and the response with it. */
    private void linger(ChannelHandlerContext ctx) {
      lingers = true;
      ctx.writeAndFlush(REFUSED.duplicate())
          .addListener(written -> ((SocketChannel) ctx.channel()).shutdownOutput());
      ctx.executor().schedule(() -> ctx.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }

    private int headEnd(int from, int to) {
      for (int i = from; i + 3 < to; i++) {
        if (head[i] == '\r' && head[i + 1] == '\n' && head[i + 2] == '\r' && head[i + 3] == '\n') {
          return i + 4;
        }
      }
      return -1;
    }

    private int nextLine(int from, int end) {
      int at = from;
      while (at < end && head[at] != '\n') {
        at++;
      }
      return at + 1;
    }

    private boolean startsWith(int at, String lowerCase) {
      for (int i = 0; i < lowerCase.length(); i++) {
        int c = head[at + i];
        if ((c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) != lowerCase.charAt(i)) {
          return false;
        }
      }
      return true;
    }

    private long number(int from) {
      int at = from;
      while (head[at] == ' ') {
        at++;
      }
      long value = 0;
      for (; head[at] >= '0' && head[at] <= '9'; at++) {
        value = value * 10 + head[at] - '0';
      }
      return value;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      ctx.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      // Whoever sent it notices, and counts an error.
      ctx.close();
    }
  }
}
