// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * An origin on a loopback port that runs a script on each connection it accepts, each on a thread
 * of its own.
 *
 * <p>It keeps a {@link Transcript} for every connection, even one whose script failed. {@link
 * #close} ends every script, joins every thread and passes on the first failure, so that a test in
 * a try-with-resources block cannot overlook one.
 */
public final class ScriptedOrigin implements AutoCloseable {
  private final Listener listener;
  private final PeerOptions options;
  private final List<Script> inOrder;
  private final Optional<Script> every;
  private final Thread acceptor;
  private final List<Thread> threads = new ArrayList<>();
  private final List<Peer> peers = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private int running;
  private boolean closing;
  private boolean told;

  private ScriptedOrigin(PeerOptions options, List<Script> inOrder, Optional<Script> every) {
    this.options = options;
    this.inOrder = inOrder;
    this.every = every;
    this.listener = new Listener(options);
    this.acceptor = new Thread(this::acceptAll, "scripted-origin");
  }

  /** An origin that runs the same script on every connection. */
  public static ScriptedOrigin serving(Script script) {
    return serving(PeerOptions.DEFAULTS, script);
  }

  /** An origin that runs the same script on every connection. */
  public static ScriptedOrigin serving(PeerOptions options, Script script) {
    return started(new ScriptedOrigin(options, List.of(), Optional.of(script)));
  }

  /**
   * An origin that runs one script per connection, in the order they are accepted. One connection
   * more is a failure and is reset when something arrives on it.
   */
  public static ScriptedOrigin inOrder(Script... scripts) {
    return inOrder(PeerOptions.DEFAULTS, scripts);
  }

  /** The same as {@link #inOrder(Script...)} with options. */
  public static ScriptedOrigin inOrder(PeerOptions options, Script... scripts) {
    return started(new ScriptedOrigin(options, List.of(scripts), Optional.empty()));
  }

  private static ScriptedOrigin started(ScriptedOrigin origin) {
    origin.acceptor.start();
    return origin;
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return listener.address();
  }

  /** The port it listens on. */
  public int port() {
    return address().getPort();
  }

  /** Where it listens, as an {@code http} URI without a path. */
  public URI uri() {
    return URI.create("http://" + address().getAddress().getHostAddress() + ":" + port());
  }

  /** The transcripts of every connection so far, in the order they were accepted. */
  public synchronized List<Transcript> connections() {
    return peers.stream().map(Peer::transcript).toList();
  }

  /**
   * The transcript of one connection, counted from zero.
   *
   * @throws IndexOutOfBoundsException when it has not been accepted
   */
  public Transcript connection(int index) {
    return connections().get(index);
  }

  /** How many connections were accepted. */
  public synchronized int connectionCount() {
    return peers.size();
  }

  /**
   * Waits until this many connections were accepted.
   *
   * @throws ScriptError when there are fewer at the deadline
   */
  public void awaitConnections(int count) throws InterruptedException {
    await(
        () -> peers.size() >= count,
        () -> "expected %d connections; accepted: %d".formatted(count, peers.size()));
  }

  /**
   * Waits for every script that runs, then passes on the first failure, the others suppressed in
   * it. The origin stays open.
   *
   * @throws ScriptError when a script still runs at the deadline
   */
  public void verify() throws InterruptedException {
    await(() -> running == 0, () -> "expected every script to end; still running: " + running);
    passOnFailures();
  }

  /**
   * Stops listening, closes every connection under its script, joins every thread, then passes on
   * failures like {@link #verify}, unless that did. A script which only this cut short has not
   * failed.
   */
  @Override
  public void close() {
    List<Peer> open;
    synchronized (this) {
      closing = true;
      open = List.copyOf(peers);
    }
    listener.close();
    join(acceptor);
    synchronized (this) {
      open = List.copyOf(peers);
    }
    open.forEach(Peer::close);
    for (Thread thread : snapshotOfThreads()) {
      join(thread);
    }
    passOnFailures();
  }

  private synchronized List<Thread> snapshotOfThreads() {
    return List.copyOf(threads);
  }

  private void join(Thread thread) {
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      fail(new IllegalStateException("still running: " + thread.getName()));
    }
  }

  private void acceptAll() {
    try {
      for (Optional<Peer> next = listener.accept(); next.isPresent(); next = listener.accept()) {
        begin(next.get());
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private synchronized void begin(Peer peer) {
    int index = peers.size();
    Script script =
        every.orElseGet(() -> index < inOrder.size() ? inOrder.get(index) : this::oneTooMany);
    peers.add(peer);
    Thread thread = new Thread(() -> play(script, peer), "scripted-origin-connection-" + index);
    threads.add(thread);
    running++;
    thread.start();
    notifyAll();
  }

  private void oneTooMany(Peer peer) {
    // At once it could fail the client's connect instead of its exchange.
    peer.awaitsMore();
    peer.reset();
    throw new ScriptError(
        ScriptError.Reason.UNEXPECTED,
        "expected %d connections; accepted one more".formatted(inOrder.size()),
        null);
  }

  // Whatever a script throws, assertion errors included, is the test's to see.
  @SuppressWarnings("CatchingUnchecked")
  private void play(Script script, Peer peer) {
    try (peer) {
      script.run(peer);
    } catch (Exception | AssertionError e) {
      if (!cutShort(e)) {
        fail(e);
      }
    } finally {
      synchronized (this) {
        running--;
        notifyAll();
      }
    }
  }

  private synchronized boolean cutShort(Throwable failure) {
    return closing
        && failure instanceof ScriptError error
        && error.reason() == ScriptError.Reason.CLOSED;
  }

  private synchronized void fail(Throwable failure) {
    failures.add(failure);
  }

  private synchronized void await(BooleanSupplier reached, Supplier<String> message)
      throws InterruptedException {
    long end = System.nanoTime() + options.deadline().toNanos();
    while (!reached.getAsBoolean()) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new ScriptError(ScriptError.Reason.DEADLINE, message.get(), null);
      }
      wait(left);
    }
  }

  private synchronized void passOnFailures() {
    if (told || failures.isEmpty()) {
      return;
    }
    told = true;
    Throwable first = failures.get(0);
    AssertionError error = new AssertionError("a script failed: " + first.getMessage(), first);
    failures.subList(1, failures.size()).forEach(error::addSuppressed);
    throw error;
  }
}
