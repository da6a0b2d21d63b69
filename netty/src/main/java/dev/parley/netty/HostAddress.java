// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
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
  /** What knows the addresses of names; may block. */
  interface Names {
    InetAddress addressOf(String host) throws UnknownHostException;
  }

  private static final Executor RESOLVING =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          1,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          new DefaultThreadFactory("parley-resolve", true));

  /** One of a host at a time, however many wait for it: a resolver that hangs costs one thread. */
  private static final Map<String, CompletableFuture<InetAddress>> UNDER_WAY =
      new ConcurrentHashMap<>();

  private final String host;
  private final int port;
  private final Names names;
  private final @Nullable InetSocketAddress literal;

  HostAddress(String host, int port) {
    this(host, port, InetAddress::getByName);
  }

  HostAddress(String host, int port, Names names) {
    this.host = host;
    this.port = port;
    this.names = names;
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
    UNDER_WAY
        .computeIfAbsent(host, this::lookUp)
        .whenComplete(
            (address, unknown) ->
                tell(
                    loop,
                    () -> {
                      if (unknown == null) {
                        found.accept(new InetSocketAddress(address, port));
                      } else {
                        failed.accept(unknown);
                      }
                    }));
  }

  private CompletableFuture<InetAddress> lookUp(String name) {
    CompletableFuture<InetAddress> lookup = new CompletableFuture<>();
    RESOLVING.execute(
        () -> {
          try {
            InetAddress address = names.addressOf(name);
            UNDER_WAY.remove(name);
            lookup.complete(address);
          } catch (Throwable unknown) {
            UNDER_WAY.remove(name);
            lookup.completeExceptionally(unknown);
          }
        });
    return lookup;
  }

  private static void tell(EventLoop loop, Runnable outcome) {
    try {
      loop.execute(outcome);
    } catch (RejectedExecutionException stopped) {
      // Whoever asked is gone with the loop.
    }
  }
}
