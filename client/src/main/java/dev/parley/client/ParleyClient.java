// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.netty.Calls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse.BodyHandler;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/**
 * An HTTP/1.1 client that negotiates before it uploads.
 *
 * <p>It asks with {@code Expect: 100-continue} where that is worth its wait, waits as long as the
 * server deserves, repeats without the expectation where the server fails it, prefers a response
 * over a write error, and remembers how servers answer. What it did is the {@link Outcome} of every
 * response.
 *
 * <p>Safe for all threads, and meant to be shared: its connections are. It runs on daemon threads.
 */
public final class ParleyClient implements AutoCloseable {
  private static final int IDLE_SECONDS = 10;

  private final ClientPolicy policy;
  private final OriginMemories memories;
  private final Authorizers authorizers = new Authorizers();
  private final Calls calls;
  private final Wakes wakes;
  private final Executor blocking;
  private final Runnable letGo;
  private final SSLContext tls;
  private final Set<Exchange<?>> open = ConcurrentHashMap.newKeySet();

  private ParleyClient(
      ClientPolicy policy, OriginMemories memories, Executor blocking, Runnable letGo) {
    this.policy = policy;
    this.memories = memories;
    this.tls = policy.tls().orElseGet(ParleyClient::trustingTheUsual);
    this.calls = new Calls(policy.connections(), policy.threads());
    this.wakes = new Wakes(calls::afterwards);
    this.blocking = blocking;
    this.letGo = letGo;
  }

  /** A client that decides everything by itself. */
  public static ParleyClient create() {
    return create(ClientPolicy.DEFAULTS);
  }

  /** A client with a memory of its own. */
  public static ParleyClient create(ClientPolicy policy) {
    return create(policy, new OriginMemories());
  }

  /** A client that shares what it learns with every other client of {@code memories}. */
  public static ParleyClient create(ClientPolicy policy, OriginMemories memories) {
    ThreadPoolExecutor own =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            new Daemons());
    // What is left to be told is told; the threads end by themselves.
    return new ParleyClient(
        policy, memories, own, () -> own.setKeepAliveTime(1, TimeUnit.MILLISECONDS));
  }

  /**
   * The same on threads of the caller.
   *
   * @param executor runs what may block: streams and publishers of content, and handlers and
   *     subscribers of responses unless {@link ClientPolicy#callbacks} says that they never wait.
   *     It must run every task, on a thread that may wait, and is the caller's to shut down
   */
  public static ParleyClient create(
      ClientPolicy policy, OriginMemories memories, Executor executor) {
    return new ParleyClient(policy, memories, executor, () -> {});
  }

  private static SSLContext trustingTheUsual() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException broken) {
      throw new IllegalStateException("tls: no default context", broken);
    }
  }

  /**
   * Sends a request. The future fails with an {@link ExchangeException} where no final response
   * came, or with what {@code handler} threw. To cancel it gives the request up.
   *
   * @param handler makes something of the content of the final response; it and its subscriber are
   *     called where {@link ClientPolicy#callbacks} says
   */
  public <T> CompletableFuture<Response<T>> sendAsync(Request request, BodyHandler<T> handler) {
    return sendAsync(request, handler, ExchangeListener.NONE);
  }

  /** The same, heard by {@code listener}. */
  public <T> CompletableFuture<Response<T>> sendAsync(
      Request request, BodyHandler<T> handler, ExchangeListener listener) {
    Executor worker =
        policy.callbacks() == Callbacks.NEVER_WAIT ? Exchange.EVENT_LOOP : new Serial(blocking);
    return start(request, new Exchange<>(this, request, handler, listener, worker));
  }

  private <T> CompletableFuture<Response<T>> start(Request request, Exchange<T> exchange) {
    CompletableFuture<Response<T>> response = exchange.start();
    if (request.content() instanceof RequestContent.Stream content
        && content.streams() instanceof OneStream stream) {
      response.whenComplete((made, failure) -> stream.closeUnlessTaken(blocking));
    }
    return response;
  }

  /**
   * Sends a request and waits for the response.
   *
   * @throws ExchangeException when no final response came
   * @throws IOException what {@code handler} failed with
   * @throws InterruptedException when this thread was interrupted; the request is given up
   * @throws IllegalStateException on an event loop of this client, which would wait for itself
   */
  public <T> Response<T> send(Request request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    return send(request, handler, ExchangeListener.NONE);
  }

  /** The same, heard by {@code listener}. */
  public <T> Response<T> send(Request request, BodyHandler<T> handler, ExchangeListener listener)
      throws IOException, InterruptedException {
    if (calls.inEventLoop()) {
      throw new IllegalStateException("send: on an event loop (expected: sendAsync)");
    }
    Mailbox mailbox = new Mailbox(blocking, wakes);
    Exchange<T> exchange = new Exchange<>(this, request, handler, listener, mailbox);
    CompletableFuture<Response<T>> response = start(request, exchange);
    try {
      mailbox.runUntil(response);
      return response.get();
    } catch (InterruptedException interrupted) {
      response.cancel(true);
      // It may be there already, with content that nobody will read.
      exchange.cancel();
      throw interrupted;
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause();
      if (cause instanceof IOException known) {
        throw known;
      }
      if (cause instanceof RuntimeException bug) {
        throw bug;
      }
      throw new IOException("the response could not be handled", cause);
    }
  }

  /**
   * Answers a challenge that the caller has seen, with what {@link ClientPolicy#credentials} says
   * now: for a policy that learns only then. Requests to where it came from say so from now on.
   *
   * @param challenges field lines of {@code WWW-Authenticate}
   * @return whether there is an answer
   */
  public boolean answer(URI challenged, List<String> challenges) {
    Target target = Target.of(Urls.withoutUser(challenged), policy.proxy(), tls);
    return authorizers.answer(
        target, null, challenges, space -> policy.credentials().credentialsFor(challenged, space));
  }

  /** What it was told. */
  public ClientPolicy policy() {
    return policy;
  }

  /** What it knows of servers. */
  public OriginMemories memories() {
    return memories;
  }

  /** How many requests are under way. */
  public int open() {
    return open.size();
  }

  /** Gives up every request and closes every connection. */
  @Override
  public void close() {
    calls.close();
    // Those that had no connection yet.
    open.forEach(Exchange::closed);
    letGo.run();
  }

  // For exchanges

  Authorizers authorizers() {
    return authorizers;
  }

  Calls calls() {
    return calls;
  }

  Executor blocking() {
    return blocking;
  }

  SSLContext tls() {
    return tls;
  }

  void began(Exchange<?> exchange) {
    open.add(exchange);
  }

  void ended(Exchange<?> exchange) {
    open.remove(exchange);
  }

  /** Names threads. */
  private static final class Daemons implements ThreadFactory {
    private final AtomicInteger made = new AtomicInteger();

    @Override
    public Thread newThread(Runnable task) {
      Thread thread = new Thread(task, "parley-client-blocking-" + made.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    }
  }
}
