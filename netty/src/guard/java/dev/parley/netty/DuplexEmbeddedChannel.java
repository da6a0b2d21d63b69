// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.util.function.Consumer;

/** A connection in memory, with halves that close by themselves and reads that are counted. */
final class DuplexEmbeddedChannel extends EmbeddedChannel implements DuplexChannel {
  private boolean inputShutdown;
  private boolean outputShutdown;
  private boolean closeAsked;
  private boolean ended;
  private int reads;

  /** A frozen connection whose pipeline {@code install} fills before it becomes active. */
  static DuplexEmbeddedChannel of(Consumer<DuplexEmbeddedChannel> install) {
    DuplexEmbeddedChannel channel = new DuplexEmbeddedChannel();
    channel.freezeTime();
    channel.config().setAutoRead(false);
    channel
        .pipeline()
        .addFirst(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void read(ChannelHandlerContext ctx) {
                channel.reads++;
                ctx.read();
              }

              @Override
              public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
                channel.closeAsked = true;
                if (channel.ended) {
                  ctx.close(promise);
                }
              }
            });
    channel
        .pipeline()
        .addLast(
            new ChannelInitializer<DuplexEmbeddedChannel>() {
              @Override
              protected void initChannel(DuplexEmbeddedChannel ch) {
                install.accept(ch);
              }
            });
    channel.pipeline().fireChannelActive();
    return channel;
  }

  /** How often the other end was read since the last call. */
  int reads() {
    int counted = reads;
    reads = 0;
    return counted;
  }

  /** The other end ends its side. */
  void endInput() {
    inputShutdown = true;
    pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    runPendingTasks();
  }

  /** Whether a close was asked for. It is performed at the end, as a transport does it later. */
  boolean closed() {
    return closeAsked;
  }

  /** Performs the close that was asked for, or what the other end did. */
  void closeNow() {
    ended = true;
    close();
  }

  /** Lets go of everything. */
  void end() {
    ended = true;
    finishAndReleaseAll();
  }

  @Override
  public boolean isInputShutdown() {
    return inputShutdown;
  }

  @Override
  public ChannelFuture shutdownInput() {
    return shutdownInput(newPromise());
  }

  @Override
  public ChannelFuture shutdownInput(ChannelPromise promise) {
    inputShutdown = true;
    return promise.setSuccess();
  }

  @Override
  public boolean isOutputShutdown() {
    return outputShutdown;
  }

  @Override
  public ChannelFuture shutdownOutput() {
    return shutdownOutput(newPromise());
  }

  @Override
  public ChannelFuture shutdownOutput(ChannelPromise promise) {
    outputShutdown = true;
    return promise.setSuccess();
  }

  @Override
  public boolean isShutdown() {
    return inputShutdown && outputShutdown;
  }

  @Override
  public ChannelFuture shutdown() {
    return shutdown(newPromise());
  }

  @Override
  public ChannelFuture shutdown(ChannelPromise promise) {
    inputShutdown = true;
    outputShutdown = true;
    return promise.setSuccess();
  }
}
