// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The one thread that loads and answers. */
final class Loop implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("load", true), EpollIoHandler.newFactory());

  static boolean available() {
    return Epoll.isAvailable();
  }

  EventLoop eventLoop() {
    return group.next();
  }

  /** What {@code question} finds on the thread. */
  <T> T ask(Callable<T> question) throws InterruptedException {
    try {
      return eventLoop().submit(question).get();
    } catch (ExecutionException failed) {
      throw new IllegalStateException("the load failed on our side", failed.getCause());
    }
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
