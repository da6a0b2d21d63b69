// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.client.ExchangeException.Source;
import dev.parley.client.Outcome.Again;
import dev.parley.core.ClientState;
import dev.parley.core.Replay;
import dev.parley.core.Rule;
import dev.parley.netty.Call;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One request of the caller, from its first attempt to the response that counts. One attempt is
 * under way at a time, and hands over to the next where it ends.
 */
final class Exchange<T> {
  private static final System.Logger LOG = System.getLogger(Exchange.class.getName());

  /** A server that answers every 401 with another challenge gets no third try. */
  private static final int CHALLENGES = 2;

  /** Says that the worker is the event loop of the connection. */
  static final Executor EVENT_LOOP = Runnable::run;

  private final ParleyClient client;
  private final BodyHandler<T> handler;
  private final ExchangeListener listener;
  private final Executor worker;
  private final CompletableFuture<Response<T>> response = new CompletableFuture<>();
  private final List<Outcome.Attempt> attempts = new ArrayList<>();
  private final long startedAt = System.nanoTime();
  private volatile @Nullable Attempt running;
  private volatile boolean over;
  private volatile Outcome outcome = new Outcome(List.of(), 0, 0, Optional.empty(), Duration.ZERO);
  private final AtomicReference<Throwable> failed = new AtomicReference<>();
  private Request request;
  private long sentBefore;
  private OptionalLong length = OptionalLong.empty();
  private @Nullable String chunkedTo;
  private Optional<Unfollowed> unfollowed = Optional.empty();
  private boolean delivered;
  private boolean replaced;
  private int redirects;
  private int challenges;

  Exchange(
      ParleyClient client,
      Request request,
      BodyHandler<T> handler,
      ExchangeListener listener,
      Executor worker) {
    this.client = client;
    this.request = request;
    this.handler = handler;
    this.listener = listener;
    this.worker = worker;
  }

  CompletableFuture<Response<T>> start() {
    response.whenComplete(
        (value, failure) -> {
          if (failure != null) {
            // By the caller, who wants no more of it; after a failure of ours nothing is left.
            cancel();
          }
        });
    try {
      length = request.content().length();
    } catch (UncheckedIOException unreadable) {
      over = true;
      response.completeExceptionally(
          new ExchangeException(
              Source.LOCAL,
              Replay.NOTHING_SPENT,
              0,
              request.target() + ": content: " + unreadable.getMessage(),
              unreadable.getCause()));
      return response;
    }
    client.policy().total().ifPresent(this::timed);
    client.began(this);
    try {
      attempt(true, false);
    } catch (RuntimeException wrong) {
      over = true;
      client.ended(this);
      throw wrong;
    }
    return response;
  }

  private void timed(Duration time) {
    CompletableFuture<Void> clock = new CompletableFuture<>();
    response.whenComplete((value, failure) -> clock.complete(null));
    clock
        .orTimeout(time.toNanos(), TimeUnit.NANOSECONDS)
        .exceptionally(
            elapsed -> {
              timeOut(time);
              return null;
            });
  }

  private void timeOut(Duration time) {
    Attempt current = running;
    Runnable end =
        () -> {
          fail(
              failure(Source.TIMEOUT, "no response within " + time, current),
              // The worker may be busy with the caller's own code: that is what takes so long.
              client.blocking());
          cancel();
        };
    if (current == null) {
      end.run();
    } else {
      current.execute(end);
    }
  }

  /** By what has left this side, with this attempt where it is not over. */
  private ExchangeException failure(Source source, String what, @Nullable Attempt last) {
    long sent = sentBefore;
    if (last != null && last == running) {
      sent += last.soFar().contentSent();
    }
    boolean hasContent = length.isEmpty() || length.getAsLong() > 0;
    Replay unspent = hasContent ? Replay.NOTHING_SPENT : Replay.IF_IDEMPOTENT;
    return new ExchangeException(
        source, sent > 0 ? Replay.NEVER : unspent, sent, request.target() + ": " + what, null);
  }

  /**
   * The first failure is what the caller gets, on a thread that may block: whoever waits for it may
   * go on with another request.
   */
  private void fail(Throwable cause, Executor on) {
    if (failed.compareAndSet(null, cause)) {
      try {
        on.execute(() -> response.completeExceptionally(cause));
      } catch (RejectedExecutionException closed) {
        response.completeExceptionally(cause);
      }
    }
  }

  /** Gives up, on any thread. */
  void cancel() {
    over = true;
    Attempt current = running;
    if (current != null) {
      current.cancel();
    }
  }

  /** The client was closed. */
  void closed() {
    over = true;
    client.ended(this);
    fail(failure(Source.LOCAL, "the client was closed", running), client.blocking());
  }

  private void attempt(boolean mayReuse, boolean withoutExpectation) {
    Target target = Target.of(request.target(), client.policy().proxy(), client.tls());
    Attempt next =
        new Attempt(
            this,
            attempts.size() + 1,
            request,
            length,
            target,
            client.memories().of(target.origin()),
            withoutExpectation);
    running = next;
    open(next, mayReuse);
  }

  private void open(Attempt next, boolean mayReuse) {
    client
        .calls()
        .open(
            next.target().destination(),
            mayReuse,
            request.timeouts().connect().orElse(client.policy().connect()),
            next,
            next::opened,
            next::unreachable);
  }

  // For the attempt

  boolean over() {
    return over;
  }

  /** Has so many connections made for whoever comes after a refusal. */
  void prepare(Target target, int connections) {
    if (connections > 0) {
      client.calls().prepare(target.destination(), connections);
    }
  }

  /** On a connection of its own. */
  void openAnew(Attempt attempt) {
    open(attempt, false);
  }

  /** RFC 9110 9.2.2: a retry that fails is not retried. */
  boolean mayReplaceConnection() {
    return !replaced;
  }

  Executor blocking() {
    return client.blocking();
  }

  Optional<HttpProxy> proxy() {
    return client.policy().proxy();
  }

  @Nullable Authorizer authorizer(Request asked, Target target) {
    return asked.has("Authorization") ? null : client.authorizers().of(target);
  }

  /** A server that is doubted is doubted by one request, in all of its attempts. */
  boolean takesChunks(Target target, KnownOrigin origin) {
    boolean takes =
        target.origin().equals(chunkedTo)
            || !origin
                .knowledge()
                .memory()
                .takesNoChunks(client.policy().patience().memory(), System.nanoTime());
    chunkedTo = takes ? target.origin() : null;
    return takes;
  }

  Ask ask(
      Request asked, OptionalLong announced, KnownOrigin origin, @Nullable Authorizer authorizer) {
    ClientPolicy policy = client.policy();
    boolean challenge =
        authorizer == null
            && !asked.has("Authorization")
            && policy.credentials().credentialsFor(asked.uri()).isPresent();
    return Ask.about(
        announced,
        asked.content().recoverable(),
        asked.ask().orElse(policy.ask()),
        policy.patience(),
        origin,
        challenge,
        System.nanoTime());
  }

  /** How long an answer to an expectation is waited for at most. */
  Duration longestWait() {
    return client.policy().patience().ceiling();
  }

  ExchangeListener listener() {
    return listener;
  }

  void broken(Rule rule) {
    LOG.log(
        Level.DEBUG,
        "{0} broke {1} ({2}): {3}",
        request.target(),
        rule,
        rule.reference(),
        rule.text());
  }

  void malformed(String wrong) {
    LOG.log(
        Level.DEBUG,
        "{0}: the response is not in the syntax of HTTP/1.1: {1}",
        request.uri(),
        wrong);
  }

  /** Whether the final response is not what the caller shall get, and what comes instead. */
  Again again(Attempt attempt, int status, HttpHeaders fields) {
    // Whoever answers is not in doubt any more.
    chunkedTo = null;
    if (over) {
      return Again.NO;
    }
    boolean contentThere = attempt.contentThere();
    if (status == ClientState.EXPECTATION_FAILED) {
      return contentThere && attempt.asked() && !attempt.repeatsWithoutExpectation()
          ? Again.EXPECTATION_FAILED
          : Again.NO;
    }
    if (status == 401) {
      return contentThere && challenged(attempt, fields) ? Again.CHALLENGED : Again.NO;
    }
    boolean follows = redirects < client.policy().redirects();
    Optional<Request> redirected = Redirect.of(request, status, fields);
    // One that becomes a GET needs no content.
    if (!follows
        || redirected.isEmpty()
        || !(contentThere || redirected.get().content() instanceof RequestContent.None)) {
      if (client.policy().redirects() > 0) {
        Unfollowed.Why otherwise = follows ? Unfollowed.Why.CONTENT_SPENT : Unfollowed.Why.TOO_MANY;
        unfollowed = Redirect.unfollowed(request, status, fields, otherwise);
      }
      return Again.NO;
    }
    redirects++;
    request = redirected.get();
    length = request.content() instanceof RequestContent.None ? OptionalLong.of(0) : length;
    return Again.REDIRECTED;
  }

  private boolean challenged(Attempt attempt, HttpHeaders fields) {
    if (challenges == CHALLENGES || request.has("Authorization")) {
      return false;
    }
    challenges++;
    return client
        .authorizers()
        .answer(
            attempt.target(),
            attempt.authorizer(),
            fields.allValues("WWW-Authenticate"),
            space -> client.policy().credentials().credentialsFor(request.uri(), space));
  }

  /** The final response is the caller's. */
  ResponseFlow<T> deliver(Call call, int status, HttpHeaders fields, Outcome.Attempt last) {
    delivered = true;
    answered(last);
    HttpClient.Version said = HttpClient.Version.HTTP_1_1;
    ResponseFlow<T> flow =
        new ResponseFlow<>(call, worker == EVENT_LOOP ? onEventLoop(call) : worker);
    URI uri = request.uri();
    flow.content()
        .whenComplete(
            (made, failure) -> {
              if (failure != null) {
                fail(failure, Runnable::run);
              } else {
                response.complete(new Response<>(status, uri, fields, made, said, outcome));
              }
            });
    flow.begin(handler, new Head(status, fields, said));
    return flow;
  }

  /** Nothing is called from within itself; what comes after the end of the loop comes elsewhere. */
  private Executor onEventLoop(Call call) {
    return new Serial(task -> call.execute(task, client.blocking()));
  }

  /** What an outcome says from now on. */
  void answered(Outcome.Attempt last) {
    List<Outcome.Attempt> all = List.of(last);
    if (!attempts.isEmpty()) {
      all = new ArrayList<>(attempts);
      all.add(last);
    }
    long sent = sentBefore + last.contentSent();
    long spared = Math.max(0, last.contentLength().orElse(0) - last.contentSent());
    Duration took = Duration.ofNanos(System.nanoTime() - startedAt);
    outcome = new Outcome(all, sent, spared, unfollowed, took);
  }

  /** An attempt is over; its connection is free. */
  void ended(Attempt attempt, Outcome.Attempt last, @Nullable ExchangeException cause) {
    attempts.add(last);
    sentBefore += last.contentSent();
    if (cause == null && !delivered && !over && last.again() != Again.NO) {
      // What one server failed, another one may take.
      boolean withoutExpectation =
          last.again() == Again.EXPECTATION_FAILED
              || (attempt.repeatsWithoutExpectation()
                  && attempt.origin().equals(request.target().origin()));
      replaced = last.again() == Again.STALE_CONNECTION;
      boolean mayReuse =
          last.again() != Again.STALE_CONNECTION && last.again() != Again.EXPECTATION_FAILED;
      attempt(mayReuse, withoutExpectation);
      return;
    }
    running = null;
    over = true;
    client.ended(this);
    if (!delivered) {
      fail(
          cause == null ? failure(Source.LOCAL, "the request was cancelled", null) : cause, worker);
    }
  }

  /** What a body handler decides on. */
  private record Head(int statusCode, HttpHeaders headers, HttpClient.Version version)
      implements ResponseInfo {}
}
