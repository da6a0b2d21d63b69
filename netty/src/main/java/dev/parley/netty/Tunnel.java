// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpObjectDecoder;
import io.netty.handler.codec.http.HttpObjectEncoder;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Two connections that left HTTP after a 101: what comes on one goes out on the other, as it is.
 *
 * <p>One is read only while the other has room. The end of one direction is passed on and leaves
 * the other direction open; a connection that is lost takes the other with it, by a reset where its
 * stream had not ended, so that one that was cut is not taken for a whole one. Both live on one
 * event loop.
 */
final class Tunnel implements LoopMemory.Holder {
  private static final System.Logger LOG = System.getLogger(Tunnel.class.getName());

  private final Side client;
  private final Side origin;
  private final Duration idle;
  private final Runnable ended;
  private final DeadlineTimer timer;
  private final LoopMemory.Entry entry;
  private long unsent;
  private boolean over;

  private Tunnel(Channel client, Channel origin, HeldMemory memory, Duration idle, Runnable ended) {
    this.idle = idle;
    this.ended = ended;
    this.client = new Side((DuplexChannel) client);
    this.origin = new Side((DuplexChannel) origin);
    this.timer = new DeadlineTimer(client.eventLoop(), this::idleElapsed);
    this.entry = memory.on(client.eventLoop()).add(this);
  }

  /**
   * Takes both connections over, with every byte behind the request and behind the 101.
   *
   * @param memory counts what waits on either side
   * @param idle how long no byte may move, either way, before both are closed
   * @param ended is told once they are
   */
  static void between(
      Channel client, Channel origin, HeldMemory memory, Duration idle, Runnable ended) {
    Tunnel tunnel = new Tunnel(client, origin, memory, idle, ended);
    tunnel.timer.arm(idle);
    // What a decoder still holds comes out when it goes, and then both sides must be there.
    tunnel.client.leaveHttp();
    tunnel.origin.leaveHttp();
    tunnel.client.begin();
    tunnel.origin.begin();
  }

  private void idleElapsed() {
    long before = unsent;
    unsent = client.unsent() + origin.unsent();
    if (unsent > 0 && unsent != before) {
      timer.arm(idle);
    } else {
      end(unsent > 0);
    }
  }

  private void end(boolean cut) {
    if (over) {
      return;
    }
    over = true;
    timer.close();
    entry.remove();
    client.close(cut);
    origin.close(cut);
    ended.run();
  }

  // LoopMemory.Holder

  @Override
  public InetAddress client() {
    return client.channel.remoteAddress() instanceof InetSocketAddress address
        ? address.getAddress()
        : InetAddress.getLoopbackAddress();
  }

  @Override
  public long held() {
    return LoopMemory.CONNECTION + client.held() + origin.held();
  }

  @Override
  public long moved() {
    return client.moved() + origin.moved();
  }

  @Override
  public void drop() {
    end(true);
  }

  private final class Side extends ChannelInboundHandlerAdapter {
    private final DuplexChannel channel;
    private boolean endPassed;
    private long received;

    Side(DuplexChannel channel) {
      this.channel = channel;
    }

    private Side other() {
      return this == client ? origin : client;
    }

    void leaveHttp() {
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
      channel.config().setOption(ChannelOption.AUTO_CLOSE, true);
      ChannelPipeline pipeline = channel.pipeline();
      for (ChannelHandler handler : handlers()) {
        if (handler instanceof HttpObjectEncoder<?>
            || handler instanceof Outflow
            || handler instanceof Downstream
            || handler instanceof Upstream) {
          pipeline.remove(handler);
        }
      }
      pipeline.addLast(this);
    }

    void begin() {
      for (ChannelHandler handler : handlers()) {
        if (handler instanceof HttpObjectDecoder) {
          channel.pipeline().remove(handler);
        }
      }
      if (channel.isInputShutdown()) {
        passEnd();
      } else {
        readOn();
      }
    }

    private List<ChannelHandler> handlers() {
      return new ArrayList<>(channel.pipeline().toMap().values());
    }

    private void readOn() {
      if (!over && !channel.isInputShutdown() && other().channel.isWritable()) {
        channel.read();
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (!over && message instanceof ByteBuf bytes) {
        timer.arm(idle);
        received += bytes.readableBytes();
        other().channel.write(bytes, other().channel.voidPromise());
      } else {
        // The end of the 101, which has no content.
        ReferenceCountUtil.release(message);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      other().channel.flush();
      readOn();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      if (channel.isWritable()) {
        other().readOn();
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        passEnd();
      }
    }

    /** Shutting the output down would drop what is not sent yet, so that comes first. */
    private void passEnd() {
      if (over) {
        return;
      }
      Side to = other();
      to.channel
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(
              sent -> {
                if (over || !sent.isSuccess()) {
                  return;
                }
                endPassed = true;
                if (to.endPassed) {
                  end(false);
                } else {
                  to.channel.shutdownOutput();
                }
              });
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      end(!endPassed);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (!(cause instanceof IOException)) {
        LOG.log(Level.ERROR, "a tunnel failed on our side", cause);
      }
      end(!endPassed);
    }

    long held() {
      long unsent = unsent();
      return unsent == 0 ? 0 : unsent + Transport.UNSENT;
    }

    /** How many bytes came in here and went out there. */
    long moved() {
      return received - other().unsent();
    }

    long unsent() {
      ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
      return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    void close(boolean cut) {
      if (cut && channel.isOpen()) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
      }
      channel.close();
    }
  }
}
