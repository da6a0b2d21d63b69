// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.client.ExchangeException.Source;
import dev.parley.client.Outcome.Again;
import dev.parley.client.Outcome.Decision;
import dev.parley.core.ClientAction;
import dev.parley.core.ClientState;
import dev.parley.core.Offer;
import dev.parley.core.PathEstimate;
import dev.parley.core.Replay;
import dev.parley.core.Rule;
import dev.parley.core.Settlement;
import dev.parley.core.Version;
import dev.parley.netty.Call;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A request that is sent once: asks or sends, and learns from what the server does. Lives on the
 * event loop of its connection.
 */
final class Attempt implements Call.Owner, Feed.Teller {
  /** So much of a response that nobody wants is read, to keep the connection. */
  private static final int DISCARDED = 64 << 10;

  /** And for so long, from its head on: then a new connection is there sooner. */
  private static final Duration DISCARDING = Duration.ofSeconds(1);

  private final Exchange<?> exchange;
  private final int number;
  private final Request request;
  private final OptionalLong length;
  private final Target target;
  private final KnownOrigin origin;
  private final boolean withoutExpectation;
  private final AttemptEvents events;
  private final Lessons lessons;
  private volatile @Nullable Call call;
  private Ask ask = Ask.no(Outcome.Reason.NO_CONTENT);
  private @Nullable Feed feed;
  private @Nullable ResponseFlow<?> flow;
  private @Nullable ExchangeException failure;
  private @Nullable ProtocolException malformed;
  private Decision decision = Decision.LOST;
  private Duration waited = Duration.ZERO;
  private long handed;
  private long answeredAt;
  private boolean contentStarted;
  private boolean contentWhole;
  private boolean contentEnded;
  private boolean ended;
  private @Nullable Authorizer authorizer;
  private boolean heard;
  private int status;
  private int discarded;
  private Again again = Again.NO;
  private Outcome.@Nullable Attempt summary;

  Attempt(
      Exchange<?> exchange,
      int number,
      Request request,
      OptionalLong length,
      Target target,
      KnownOrigin origin,
      boolean withoutExpectation) {
    this.exchange = exchange;
    this.number = number;
    this.request = request;
    this.length = length;
    this.target = target;
    this.origin = origin;
    this.withoutExpectation = withoutExpectation;
    this.events = new AttemptEvents(exchange.listener());
    this.lessons = new Lessons(origin, withoutExpectation, exchange.longestWait());
  }

  // For the exchange

  Request request() {
    return request;
  }

  private boolean hasContent() {
    return length.isEmpty() || length.getAsLong() > 0;
  }

  /** What said who we are; null where nothing did. */
  @Nullable Authorizer authorizer() {
    return authorizer;
  }

  /** Whether all of the content can still be had. */
  boolean contentThere() {
    return !contentStarted || request.content().replayable();
  }

  boolean asked() {
    return ask.asks();
  }

  String origin() {
    return target.origin();
  }

  Target target() {
    return target;
  }

  boolean repeatsWithoutExpectation() {
    return withoutExpectation;
  }

  /** What is to be said of it so far. */
  Outcome.Attempt soFar() {
    return new Outcome.Attempt(
        ask.asks(),
        ask.reason(),
        ask.estimate(),
        decision,
        waited,
        sent(),
        length,
        status == 0 ? Optional.empty() : Optional.of(status),
        call != null && call.reused(),
        again);
  }

  private void end(@Nullable ExchangeException cause) {
    Outcome.Attempt all = summary == null ? soFar() : summary;
    events.attemptEnded(all);
    exchange.ended(this, all, cause);
  }

  /** Gives up, wherever it stands; on any thread. */
  void cancel() {
    Call running = call;
    if (running != null) {
      running.execute(running::cancel);
    }
  }

  /** Runs a task where the attempt lives; at once while it has no connection. */
  void execute(Runnable task) {
    Call running = call;
    if (running != null) {
      running.execute(task);
    } else {
      task.run();
    }
  }

  void opened(Call made) {
    call = made;
    if (exchange.over()) {
      made.giveBack();
      end(null);
      return;
    }
    try {
      begin(made);
    } catch (RuntimeException | Error broken) {
      // The caller's own code may be at fault: it says who it is, and where its content comes from.
      failure =
          new ExchangeException(
              Source.LOCAL, Replay.NOTHING_SPENT, 0, "an internal error: " + broken, broken);
      made.cancel();
    }
  }

  private void begin(Call made) {
    if (!made.reused()) {
      lessons.connected(made.connectTime());
    }
    if (length.isEmpty() && !exchange.takesChunks(target, origin)) {
      made.giveBack();
      end(
          local(
              new IOException(
                  target.origin()
                      + ": the server speaks HTTP/1.0, give the length of the content")));
      return;
    }
    boolean hasContent = hasContent();
    authorizer = exchange.authorizer(request, target);
    ask =
        hasContent && withoutExpectation
            ? Ask.no(Outcome.Reason.EXPECTATION_FAILED)
            : exchange.ask(request, length, origin, authorizer);
    boolean repeatable = Methods.idempotent(request.method()) && request.content().replayable();
    if (made.mayBeStale() && !ask.asks() && !repeatable) {
      // What would be sent on it would be spent.
      made.giveBack();
      exchange.openAnew(this);
      return;
    }
    try {
      feed = Feed.of(request.content(), length, made, this, exchange.blocking());
    } catch (IOException unreadable) {
      made.giveBack();
      end(local(unreadable));
      return;
    }
    if (!ask.asks()) {
      decision = hasContent ? Decision.UNASKED : Decision.NO_CONTENT;
    }
    events.attemptStarted(number, ask);
    lessons.started(ask.asks(), hasContent);
    // What was redirected or challenged is about to be taken.
    if (number == 1 && hasContent && mayLoseConnection()) {
      exchange.prepare(target, origin.expectedRefusals(origin.uploads()));
    }
    Offer offer =
        !hasContent ? Offer.NO_CONTENT : ask.asks() ? Offer.CONTENT_ON_REQUEST : Offer.CONTENT;
    made.send(
        request.method(),
        target.target(),
        Fields.of(request, length, target, ask.asks(), exchange.proxy(), authorizer),
        offer,
        ask.atMost(),
        request.timeouts().response());
    if (ask.asks()) {
      lessons.sent();
    }
  }

  /** A refusal takes the connection along unless the content is whole by then. */
  private boolean mayLoseConnection() {
    PathEstimate path = origin.knowledge().path();
    return ask.asks()
        || length.isEmpty()
        || path.expectedToSend(length.getAsLong()).compareTo(path.expectedRoundTrip()) > 0;
  }

  void unreachable(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    end(
        new ExchangeException(
            Source.CONNECT,
            Replay.NOTHING_SPENT,
            0,
            target.origin() + ": no connection: " + root.getMessage(),
            cause));
  }

  private long sent() {
    return call == null ? 0 : call.contentSent();
  }

  private ExchangeException local(IOException cause) {
    return new ExchangeException(
        Source.LOCAL,
        contentStarted ? Replay.NEVER : Replay.NOTHING_SPENT,
        sent(),
        String.valueOf(cause.getMessage()),
        cause);
  }

  private Call call() {
    return Objects.requireNonNull(call);
  }

  private void decided(Decision made) {
    if (ask.asks() && decision == Decision.LOST) {
      decision = made;
      waited = lessons.waited();
      events.waitEnded(made);
    }
  }

  // Call.Owner: the expectation

  @Override
  public void interim(int interim, HttpHeaders fields) {
    heard = true;
    events.interim(interim, fields);
  }

  @Override
  public void continued() {
    decided(Decision.CONTINUE);
  }

  @Override
  public void expectationAnswered(int answer, ClientAction.Moment moment) {
    lessons.decided(moment);
  }

  @Override
  public void unanswered(boolean silent) {
    decided(Decision.ELAPSED);
    if (silent) {
      lessons.silent();
    }
  }

  @Override
  public void expectationFailed(HttpHeaders fields) {
    status = ClientState.EXPECTATION_FAILED;
    decided(Decision.FINAL);
    lessons.expectationFailed();
    again = Again.EXPECTATION_FAILED;
  }

  // Call.Owner: the content

  @Override
  public void contentWanted() {
    if (!contentStarted) {
      contentStarted = true;
      lessons.contentStarted();
      events.contentStarted(length);
    }
    Objects.requireNonNull(feed).pump(call());
  }

  @Override
  public void contentUnwanted() {
    endContent();
  }

  @Override
  public void handed(long bytes) {
    handed = bytes;
    events.contentSent(bytes);
  }

  @Override
  public void whole() {
    contentWhole = true;
    endContent();
  }

  @Override
  public void failed(IOException cause) {
    failure = local(cause);
    call().cancel();
  }

  private void endContent() {
    if (feed != null && !contentEnded) {
      contentEnded = true;
      feed.stop();
      events.contentEnded(handed, contentWhole);
    }
  }

  // Call.Owner: the response

  @Override
  public void answered(Version version, int answer, HttpHeaders fields) {
    status = answer;
    // It was read all the same.
    malformed = null;
    lessons.answered(version, answer);
    decided(Decision.FINAL);
    if (contentWhole) {
      lessons.contentTaken(handed);
    }
    events.responseStarted(answer);
    if (authorizer != null) {
      authorizer.told(fields.allValues("Authentication-Info"));
    }
    again = exchange.again(this, answer, fields);
    if (again == Again.NO) {
      flow = exchange.deliver(call(), answer, fields, soFar());
    } else if (hasContent() && !contentWhole) {
      // The connection is lost anyway.
      call().cancel();
    } else {
      answeredAt = System.nanoTime();
    }
  }

  @Override
  public void content(ByteBuffer piece) {
    if (flow != null) {
      flow.piece(piece);
      return;
    }
    discarded += piece.remaining();
    if (discarded > DISCARDED) {
      call().cancel();
    }
  }

  @Override
  public void contentBatchEnded() {
    if (status < 200 || ended) {
      return;
    }
    if (flow != null) {
      flow.batchEnded();
    } else if (System.nanoTime() - answeredAt > DISCARDING.toNanos()) {
      call().cancel();
    } else {
      call().demand();
    }
  }

  @Override
  public boolean repeats() {
    return exchange.mayReplaceConnection()
        && !exchange.over()
        && ((hasContent() && !contentStarted)
            || (Methods.idempotent(request.method()) && contentThere()));
  }

  @Override
  public void malformed(String wrong) {
    malformed = new ProtocolException(wrong);
    exchange.malformed(wrong);
  }

  @Override
  public void ended() {
    ended = true;
    if (flow != null) {
      summary = soFar();
      exchange.answered(summary);
      flow.complete();
    }
  }

  @Override
  public void cut() {
    if (again != Again.NO) {
      // Nobody wants the rest.
      return;
    }
    failure = upstream(Replay.NEVER, "the response was cut short");
    if (flow != null) {
      flow.fail(failure);
    }
  }

  @Override
  public void failed(Replay replay, Settlement why) {
    if (why == Settlement.PEER_GONE
        && call().rested()
        && !heard
        && exchange.mayReplaceConnection()
        && mayRepeat(replay)) {
      again = Again.STALE_CONNECTION;
    } else if (why == Settlement.OVERDUE) {
      failure =
          new ExchangeException(
              Source.TIMEOUT, replay, sent(), target.origin() + ": " + why.reason(), null);
    } else {
      failure = upstream(replay, why.reason());
    }
  }

  /** RFC 9110 9.2.2: what may have been acted on is repeated where that makes no difference. */
  private boolean mayRepeat(Replay replay) {
    return replay == Replay.NOTHING_SPENT
        || (Methods.idempotent(request.method())
            && (replay == Replay.IF_IDEMPOTENT || contentThere()));
  }

  private ExchangeException upstream(Replay replay, String what) {
    String why = malformed == null ? what : what + ": " + malformed.getMessage();
    return new ExchangeException(
        Source.UPSTREAM, replay, sent(), target.origin() + ": " + why, malformed);
  }

  @Override
  public void broken(List<Rule> rules) {
    rules.forEach(exchange::broken);
  }

  @Override
  public void settled(Settlement settlement) {
    decided(Decision.LOST);
    endContent();
    lessons.ended();
    events.responseEnded(ended);
    if (flow != null && !ended) {
      flow.fail(failure == null ? cancelled() : failure);
    }
    end(failure);
  }

  private ExchangeException cancelled() {
    return new ExchangeException(
        Source.LOCAL, Replay.NEVER, sent(), "the request was cancelled", null);
  }

  @Override
  public void defective(Throwable bug) {
    failure = new ExchangeException(Source.LOCAL, Replay.NEVER, sent(), "an internal error", bug);
    settled(Settlement.CANCELLED);
  }
}
