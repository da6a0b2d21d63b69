// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a host is found now.
 *
 * <p>The platform's resolver blocks, and so never runs on an event loop; it also keeps what it
 * found for as long as the platform is set to.
 */
final class HostAddress {
  private static final Executor RESOLVING =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          1,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          new DefaultThreadFactory("parley-resolve", true));

  private final String host;
  private final int port;
  private final @Nullable InetSocketAddress literal;

  HostAddress(String host, int port) {
    this.host = host;
    this.port = port;
    byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
    try {
      literal =
          address == null ? null : new InetSocketAddress(InetAddress.getByAddress(address), port);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(host, impossible);
    }
  }

  /** Hands over the address or why there is none; on {@code loop} in either case. */
  void resolve(EventLoop loop, Consumer<InetSocketAddress> found, Consumer<Throwable> failed) {
    if (literal != null) {
      found.accept(literal);
      return;
    }
    RESOLVING.execute(
        () -> {
          try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
            tell(loop, () -> found.accept(address));
          } catch (UnknownHostException unknown) {
            tell(loop, () -> failed.accept(unknown));
          }
        });
  }

  private static void tell(EventLoop loop, Runnable outcome) {
    try {
      loop.execute(outcome);
    } catch (RejectedExecutionException stopped) {
      // Whoever asked is gone with the loop.
    }
  }
}
