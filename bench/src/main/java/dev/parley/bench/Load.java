// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Connections that upload without a pause, until closed. */
final class Load implements AutoCloseable {
  private static final int PIECE = 256 << 10;
  private static final long RECONNECT_MILLIS = 20;
  private static final ByteBuf CONTENT = shared(Unpooled.directBuffer(PIECE).writeZero(PIECE));

  /** What was counted since the last mark. */
  record Count(long exchanges, long errors, Delays firstContinue) {}

  private final Scenario scenario;
  private final Loop loop;
  private final Bootstrap bootstrap;
  private final ByteBuf head;
  private final ByteBuf whole;
  private final ChannelGroup open;
  private boolean closed;
  private long exchanges;
  private long errors;
  private Delays firstContinue = new Delays();

  private Load(Loop loop, InetSocketAddress address, Scenario scenario) {
    this.scenario = scenario;
    this.loop = loop;
    open = new DefaultChannelGroup(loop.eventLoop());
    String text =
        "PUT /upload HTTP/1.1\r\nHost: "
            + address.getHostString()
            + ":"
            + address.getPort()
            + "\r\nUser-Agent: parley-bench\r\nContent-Type: application/octet-stream\r\n"
            + "Content-Length: "
            + scenario.size()
            + "\r\n"
            + (scenario.expects() ? "Expect: 100-continue\r\n" : "")
            + "\r\n";
    ByteBuf bytes = Unpooled.directBuffer().writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    head = shared(bytes.copy());
    int firstPiece = (int) Math.min(scenario.size(), PIECE);
    whole = shared(bytes.writeBytes(CONTENT, 0, firstPiece));
    bootstrap =
        new Bootstrap()
            .group(loop.eventLoop())
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.RECVBUF_ALLOCATOR, readSizes())
            .option(
                ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(PIECE, 4 * PIECE))
            .remoteAddress(address)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel.pipeline().addLast(new Uploader());
                  }
                });
  }

  /** Begins to upload to {@code address}. */
  static Load start(Loop loop, InetSocketAddress address, Scenario scenario) {
    Load load = new Load(loop, address, scenario);
    for (int i = 0; i < scenario.connections(); i++) {
      load.connect();
    }
    return load;
  }

  /** Small reads for heads, large ones while content comes. */
  static RecvByteBufAllocator readSizes() {
    return new AdaptiveRecvByteBufAllocator(512, 2048, PIECE);
  }

  /** The same bytes for everybody, for ever. */
  static ByteBuf shared(ByteBuf bytes) {
    return Unpooled.unreleasableBuffer(bytes.asReadOnly());
  }

  /** What was counted since the start or the last mark, to be asked on the loop; begins anew. */
  Count mark() {
    Count count = new Count(exchanges, errors, firstContinue);
    exchanges = 0;
    errors = 0;
    firstContinue = new Delays();
    return count;
  }

  /** Completes once that many exchanges were counted since the last mark. */
  CompletableFuture<Void> after(long count) {
    CompletableFuture<Void> reached = new CompletableFuture<>();
    loop.eventLoop().execute(() -> watch(count, reached));
    return reached;
  }

  private void watch(long count, CompletableFuture<Void> reached) {
    if (exchanges >= count) {
      reached.complete(null);
    } else {
      loop.eventLoop().schedule(() -> watch(count, reached), 1, TimeUnit.MILLISECONDS);
    }
  }

  private void connect() {
    bootstrap
        .connect()
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                failed();
              }
            });
  }

  private void failed() {
    if (!closed) {
      errors++;
      loop.eventLoop().schedule(this::reconnect, RECONNECT_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void reconnect() {
    if (!closed) {
      connect();
    }
  }

  @Override
  public void close() {
    loop.eventLoop()
        .submit(
            () -> {
              closed = true;
              open.forEach(Channel::close);
            })
        .syncUninterruptibly();
  }

  /** One connection. Reads of a response no more than its status and where it ends. */
  private final class Uploader extends ChannelInboundHandlerAdapter {
    private long contentLeft;
    private long askedAt;
    private boolean held;
    private int position;
    private int status;
    private int endMatched;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      open.add(ctx.channel());
      if (closed) {
        ctx.close();
      } else {
        begin(ctx);
      }
    }

    private void begin(ChannelHandlerContext ctx) {
      held = scenario.expects();
      contentLeft = scenario.size();
      if (held) {
        askedAt = System.nanoTime();
        ctx.writeAndFlush(head.duplicate(), ctx.voidPromise());
      } else {
        contentLeft -= whole.readableBytes() - head.readableBytes();
        ctx.write(whole.duplicate(), ctx.voidPromise());
        send(ctx);
      }
    }

    private void send(ChannelHandlerContext ctx) {
      while (contentLeft > 0 && ctx.channel().isWritable()) {
        int piece = (int) Math.min(contentLeft, PIECE);
        ctx.write(CONTENT.slice(0, piece), ctx.voidPromise());
        contentLeft -= piece;
      }
      ctx.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      if (!held && contentLeft > 0 && ctx.channel().isWritable()) {
        send(ctx);
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      while (bytes.isReadable() && ctx.channel().isActive()) {
        read(ctx, bytes.readByte());
      }
      bytes.release();
    }

    private void read(ChannelHandlerContext ctx, byte c) {
      // "HTTP/1.1 201": the status is at 9 to 11.
      if (position >= 9 && position <= 11) {
        status = status * 10 + c - '0';
      }
      position++;
      if (c == (endMatched % 2 == 0 ? '\r' : '\n')) {
        endMatched++;
      } else {
        endMatched = c == '\r' ? 1 : 0;
      }
      if (endMatched == 4) {
        int whole = status;
        position = 0;
        status = 0;
        endMatched = 0;
        answered(ctx, whole);
      }
    }

    private void answered(ChannelHandlerContext ctx, int status) {
      if (status == 100) {
        if (held) {
          held = false;
          firstContinue.add(System.nanoTime() - askedAt);
          send(ctx);
        }
      } else if (status >= 200 && status < 300 && contentLeft == 0) {
        exchanges++;
        begin(ctx);
      } else {
        ctx.close();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      failed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
