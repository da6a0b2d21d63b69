// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;

/**
 * How much of what was written to a connection its peer's socket has taken; next to the transport.
 *
 * <p>How much waits to be taken does not tell: pieces are of one size and each is written when the
 * one before it is gone, so as much waits for a peer that takes them steadily as for one that takes
 * none.
 */
final class Outflow extends ChannelOutboundHandlerAdapter {
  private final Channel channel;
  private long written;
  private long takenBefore;
  private boolean waitedBefore;

  Outflow(Channel channel) {
    this.channel = channel;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    long before = waiting();
    if (message instanceof FileRegion region) {
      // A file has no weight while it waits, so its bytes are counted when the last one is gone.
      long size = region.count();
      ctx.write(message, promise.unvoid().addListener(gone -> written += size));
    } else {
      ctx.write(message, promise);
      written += waiting() - before;
    }
  }

  /** Begins to look anew. */
  void restart() {
    waitedBefore = false;
  }

  /** Whether something waits, and nothing was taken of what waited when this was asked before. */
  boolean stalled() {
    boolean waits = waits();
    long taken = taken();
    boolean stalled = waits && waitedBefore && taken == takenBefore;
    waitedBefore = waits;
    takenBefore = taken;
    return stalled;
  }

  /** How many bytes the socket of the peer took. */
  long taken() {
    return written - waiting() + takenOfCurrent();
  }

  private boolean waits() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer != null && (buffer.totalPendingWriteBytes() > 0 || !buffer.isEmpty());
  }

  /** How many bytes wait to be taken, with those that the kernel has taken ahead of its peer. */
  long held() {
    long waiting = waiting();
    return waiting == 0 ? 0 : waiting + Transport.UNSENT;
  }

  /** How many bytes wait to be taken. */
  private long waiting() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  /** A piece waits as a whole until the last of it is taken. */
  private long takenOfCurrent() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.currentProgress();
  }
}
