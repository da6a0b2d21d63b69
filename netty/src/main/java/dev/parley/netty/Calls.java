// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Requests of this process: event loops of their own, and a pool of connections for each
 * destination.
 *
 * <p>A destination lives on one event loop, so that any of its unused connections can serve any
 * request.
 */
public final class Calls implements AutoCloseable {
  private static final int CLOSING_SECONDS = 5;
  private static final int REMEMBERED = 1000;

  private final Transport transport = Transport.best();
  private final UpstreamPolicy policy;
  private final EventLoopGroup group;
  private final EventLoop[] loops;
  private final Map<Destination, UpstreamPool> pools = new ConcurrentHashMap<>();

  /**
   * Takes its threads at once, and a socket for each connection.
   *
   * @param threads event loops; daemon threads
   */
  public Calls(UpstreamPolicy policy, int threads) {
    this.policy = policy;
    group = transport.eventLoops("parley-client", threads);
    loops = IntStream.range(0, threads).mapToObj(i -> group.next()).toArray(EventLoop[]::new);
  }

  /**
   * Finds a connection, or makes one, and hands over the call that has it to itself.
   *
   * @param mayReuse whether the connection may have served another request
   * @param connect how long a connection may take to be made, with the look-up of its host, a
   *     tunnel and TLS
   * @param owner whoever the call tells what becomes of it
   * @param opened is told on the event loop of the destination
   * @param failed is told there why there is no connection, or at once where the client is closed;
   *     with an {@link HttpConnectTimeoutException} where making it took too long
   */
  public void open(
      Destination to,
      boolean mayReuse,
      Duration connect,
      Call.Owner owner,
      Consumer<Call> opened,
      Consumer<Throwable> failed) {
    EventLoop loop = loop(to);
    Runnable opening =
        () -> {
          UpstreamPool pool = pool(to);
          Upstream unused = mayReuse ? pool.unused(loop, false) : null;
          if (unused != null) {
            opened.accept(new Call(loop, unused, true, owner));
            return;
          }
          pool.open(
              loop,
              connect,
              made -> opened.accept(new Call(loop, made, false, owner)),
              cause -> failed.accept(inPlainWords(cause)));
        };
    try {
      loop.execute(opening);
    } catch (RejectedExecutionException closed) {
      failed.accept(closed);
    }
  }

  /** Whoever calls does not know the exceptions of a transport. */
  private static Throwable inPlainWords(Throwable cause) {
    return cause instanceof ConnectTimeoutException
        ? new HttpConnectTimeoutException(String.valueOf(cause.getMessage())).initCause(cause)
        : cause;
  }

  /**
   * Makes connections ahead, until so many to {@code to} are unused: whoever needs one next does
   * not wait for it. On the event loop of the destination.
   */
  public void prepare(Destination to, int unused) {
    pool(to).prepare(loop(to), unused);
  }

  private UpstreamPool pool(Destination to) {
    // All on the one event loop of the destination, so that none comes back to a forgotten pool.
    UpstreamPool pool = pools.get(to);
    return pool == null ? pools.computeIfAbsent(to, this::newPool) : pool;
  }

  private UpstreamPool newPool(Destination to) {
    Surplus surplus = new Surplus(() -> {});
    return new UpstreamPool(transport, policy, to, () -> forget(to, surplus), surplus);
  }

  /** What a server did that may do it again is kept without a connection, for a few of them. */
  private void forget(Destination to, Surplus surplus) {
    if (pools.size() > REMEMBERED || !surplus.remembered(loop(to).ticker().nanoTime())) {
      pools.remove(to);
    }
  }

  /** How many destinations have a connection, or get one. */
  int destinations() {
    return pools.size();
  }

  /** Whether this thread is one of the event loops. */
  public boolean inEventLoop() {
    return current() != null;
  }

  /** Runs a task after all that this event loop has read is handled; at once elsewhere. */
  public void afterwards(Runnable task) {
    EventLoop current = current();
    if (current == null) {
      task.run();
      return;
    }
    try {
      current.execute(task);
    } catch (RejectedExecutionException closed) {
      task.run();
    }
  }

  private @Nullable EventLoop current() {
    for (EventLoop loop : loops) {
      if (loop.inEventLoop()) {
        return loop;
      }
    }
    return null;
  }

  private EventLoop loop(Destination to) {
    return loops[Math.floorMod(to.hashCode(), loops.length)];
  }

  /** Ends every call and closes every connection; waits for that, unless it is one of them. */
  @Override
  public void close() {
    Future<?> ended = group.shutdownGracefully(0, CLOSING_SECONDS, TimeUnit.SECONDS);
    if (!inEventLoop()) {
      ended.awaitUninterruptibly(CLOSING_SECONDS, TimeUnit.SECONDS);
    }
  }
}
