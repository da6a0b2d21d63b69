// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpRequestEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Our end of a connection in memory, whose other end is a script: bytes arrive when our side reads,
 * time passes when it is told to, and a close is performed after whatever asked for it.
 */
public final class MemoryWire {
  private final DuplexEmbeddedChannel channel;
  private final ArrayDeque<Runnable> arrivals = new ArrayDeque<>();
  private final StringBuilder sent = new StringBuilder();
  private boolean asked;
  private boolean gone;

  private MemoryWire(ByteBufAllocator buffers, Consumer<DuplexEmbeddedChannel> install) {
    channel =
        DuplexEmbeddedChannel.of(
            made -> {
              made.config().setAllocator(buffers);
              install.accept(made);
            });
  }

  /** A connection from a client. */
  public static MemoryWire fromClient(
      ByteBufAllocator buffers,
      DownstreamPolicy policy,
      Function<Downstream, DownstreamExchange> exchanges) {
    MemoryWire wire =
        new MemoryWire(buffers, made -> DownstreamServer.install(made, policy, new HeldMemory(MemoryPolicy.DEFAULTS), exchanges));
    wire.settle();
    return wire;
  }

  /** Connections to one origin, all made in memory. */
  public static final class Origin {
    private final ByteBufAllocator buffers;
    private final UpstreamPolicy policy;
    private final UpstreamPool.Shelf shelf;

    /** Nobody is connected yet. */
    public Origin(ByteBufAllocator buffers, UpstreamPolicy policy) {
      this.buffers = buffers;
      this.policy = policy;
      this.shelf = new UpstreamPool.Shelf(policy.idleConnections());
    }

    /** A connection that was given back, or null. */
    public @Nullable OriginLeg pooled() {
      return shelf.take(false);
    }

    /** A new connection; {@code taken} gets our end of it before anything is sent. */
    public MemoryWire connect(Consumer<OriginLeg> taken) {
      Upstream[] leg = new Upstream[1];
      MemoryWire wire =
          new MemoryWire(
              buffers,
              made -> {
                ResponseDecoder decoder = new ResponseDecoder(policy.limits());
                leg[0] = new Upstream(made, policy, decoder, shelf);
                made.pipeline().addLast(new HttpRequestEncoder(), decoder, leg[0]);
              });
      leg[0].begin();
      taken.accept(leg[0]);
      wire.settle();
      return wire;
    }
  }

  /** The other end sends this. */
  public void arrives(byte[] bytes) {
    arrivals.add(
        () -> {
          ByteBuf piece = channel.alloc().buffer(Math.max(1, bytes.length)).writeBytes(bytes);
          channel.writeInbound(piece);
        });
    settle();
  }

  /** The other end ends its side, after what it sent before. */
  public void ends() {
    arrivals.add(channel::endInput);
    settle();
  }

  /** The other end closes both sides, after what it sent before. */
  public void leaves() {
    arrivals.add(this::breaks);
    settle();
  }

  /** The other end resets the connection: what was not read yet is lost. */
  public void breaks() {
    arrivals.clear();
    if (!gone) {
      gone = true;
      channel.closeNow();
    }
    settle();
  }

  /** Time passes. */
  public void passes(long millis) {
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    settle();
  }

  /** Performs what was caused meanwhile, on this connection or another. */
  public void settle() {
    boolean busy = true;
    while (busy) {
      busy = false;
      channel.runPendingTasks();
      collect();
      asked |= channel.reads() > 0;
      if (!gone && channel.closed()) {
        gone = true;
        arrivals.clear();
        channel.closeNow();
        busy = true;
      } else if (!gone && asked && !channel.isInputShutdown() && !arrivals.isEmpty()) {
        asked = false;
        arrivals.remove().run();
        busy = true;
      }
    }
    channel.checkException();
  }

  private void collect() {
    for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      ByteBuf bytes = (ByteBuf) out;
      sent.append(bytes.toString(StandardCharsets.ISO_8859_1));
      bytes.release();
    }
  }

  /** Every byte that our side has sent so far. */
  public String sent() {
    return sent.toString();
  }

  /** Whether the connection is closed, by whomever. */
  public boolean gone() {
    return gone;
  }

  /** Lets go of everything. */
  public void end() {
    arrivals.clear();
    gone = true;
    channel.end();
  }
}
