// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import dev.parley.cli.UploadResult.Ending;
import dev.parley.client.ExchangeException;
import dev.parley.client.Outcome;
import dev.parley.client.Outcome.Again;
import dev.parley.client.Outcome.Decision;
import dev.parley.client.ProtectionSpace;
import dev.parley.client.Request;
import dev.parley.client.Response;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One upload, tried until it ends: well, or as it must. */
final class Tries {
  private static final Duration LAST_NEWS = Duration.ofSeconds(1);
  private static final int UNAUTHORIZED = 401;
  private static final String UNKNOWN =
      "the server offers only schemes that this client does not know (expected: Basic or Digest)";
  private static final Duration FOR_EVER = Duration.ofDays(365L * 100);

  private final Uploader uploader;
  private final Upload upload;
  private final Request request;
  private final Progress progress;
  private final Uploader.Effort effort;
  private final List<Outcome.Attempt> attempts = new ArrayList<>();
  private final long startedAt = System.nanoTime();
  private long sent;
  private Optional<String> redirectedTo = Optional.empty();

  Tries(
      Uploader uploader,
      Upload upload,
      Request request,
      Progress progress,
      Uploader.Effort effort) {
    this.uploader = uploader;
    this.upload = upload;
    this.request = request;
    this.progress = progress;
    this.effort = effort;
  }

  /**
   * How a try ended.
   *
   * @param hopeful whether another one is worth a pause, and does no harm
   * @param retryAfter what the server says of that
   */
  private record Try(UploadResult result, boolean hopeful, Optional<String> retryAfter) {}

  UploadResult run() {
    for (int done = 0; ; done++) {
      progress.tries();
      Try last = once();
      Optional<Duration> pause =
          last.hopeful() && !uploader.stopped()
              ? effort.retries().pause(done, last.retryAfter(), Instant.now())
              : Optional.empty();
      if (pause.isEmpty() || pause.get().compareTo(left()) >= 0) {
        return last.result();
      }
      String why = Words.pause(last.result(), pause.get(), done + 1, effort.retries().most());
      progress.pauses(why);
      uploader.pauses(upload, why);
      if (!pauseFor(pause.get())) {
        return ended(Ending.STOPPED, last.result().status(), "", Optional.empty(), 0);
      }
    }
  }

  private boolean pauseFor(Duration time) {
    try {
      return uploader.pause(time);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Duration took() {
    return Duration.ofNanos(System.nanoTime() - startedAt);
  }

  private Duration left() {
    return effort.longest().orElse(FOR_EVER).minus(took());
  }

  private Try once() {
    redirectedTo = Optional.empty();
    CompletableFuture<Response<String>> response = uploader.send(request, progress);
    try {
      return answered(response.get(Math.max(0, left().toMillis()), TimeUnit.MILLISECONDS));
    } catch (TimeoutException elapsed) {
      response.cancel(true);
      countCancelled();
      String after = "no response within " + Amounts.time(effort.longest().orElse(FOR_EVER));
      return finished(Ending.FAILED, after + " (--max-time)");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      response.cancel(true);
      count();
      return finished(Ending.STOPPED, "");
    } catch (CancellationException cancelled) {
      countCancelled();
      return finished(Ending.STOPPED, "");
    } catch (ExecutionException failed) {
      return failed(Objects.requireNonNull(failed.getCause()));
    }
  }

  /** What was cancelled is over, and all of it known, once its event loop was told so. */
  private void countCancelled() {
    try {
      progress.awaitAttemptEnd(LAST_NEWS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    count();
    Outcome.Attempt last = attempts.isEmpty() ? null : attempts.get(attempts.size() - 1);
    if (last != null && last.asked() && last.decision() == Outcome.Decision.LOST) {
      // Nothing was decided: that this side hung up is no news.
      attempts.remove(attempts.size() - 1);
    }
  }

  private void count() {
    attempts.addAll(progress.attempts());
    sent += progress.sentInTry();
  }

  private Try answered(Response<String> response) {
    Outcome outcome = response.outcome();
    attempts.addAll(outcome.attempts());
    sent += outcome.contentSent();
    redirectedTo =
        outcome.attempts().stream().anyMatch(each -> each.again() == Again.REDIRECTED)
            ? Optional.of(ResponseText.shown(response.uri().toString()))
            : Optional.empty();
    OptionalInt status = OptionalInt.of(response.status());
    if (response.status() / 100 == 2) {
      if (redirectedAway(outcome)) {
        return elsewhere(status);
      }
      return cutShort(outcome.last())
          ? partly(outcome, status)
          : new Try(
              ended(
                  ending(outcome),
                  status,
                  "",
                  response.fields().firstValue("Location").map(ResponseText::shown),
                  outcome.contentSpared()),
              false,
              Optional.empty());
    }
    return new Try(
        ended(Ending.REFUSED, status, reason(response), Optional.empty(), outcome.contentSpared()),
        effort.retries().suits(request.method(), content(), response.status()),
        response.fields().firstValue("Retry-After"));
  }

  private static boolean offersUnknownSchemes(Response<?> response) {
    List<String> challenges = response.fields().allValues("WWW-Authenticate");
    return response.status() == UNAUTHORIZED
        && !challenges.isEmpty()
        && ProtectionSpace.answerable(challenges).isEmpty();
  }

  /** A 2xx in place of the 100 may be of a page that asks for a login, or of who has it already. */
  private Ending ending(Outcome outcome) {
    Outcome.Attempt last = outcome.last();
    boolean hasContent =
        last.contentLength().isPresent() ? last.contentLength().getAsLong() > 0 : !progress.whole();
    return hasContent && last.contentSent() == 0
        ? Ending.ACCEPTED_WITHOUT_CONTENT
        : Ending.UPLOADED;
  }

  private static String reason(Response<String> response) {
    String said =
        ResponseText.line(response.fields().firstValue("Content-Type"), response.content());
    String line =
        offersUnknownSchemes(response) ? said.isEmpty() ? UNKNOWN : UNKNOWN + "; " + said : said;
    return response
        .outcome()
        .unfollowed()
        .map(
            redirect ->
                "redirect to "
                    + ResponseText.shown(redirect.location())
                    + " not followed: "
                    + redirect.why().words()
                    + (line.isEmpty() ? "" : "; " + line))
        .orElse(line);
  }

  /**
   * Whether what was answered last is a request without the content, which no server had taken
   * whole before: a page that asks for a login is no sign of an upload.
   */
  private boolean redirectedAway(Outcome outcome) {
    return outcome.attempts().size() > 1
        && outcome.last().contentLength().orElse(1) == 0
        && upload.length().orElse(1) > 0
        && !progress.whole();
  }

  /** Whether content was begun, and not all of it taken: a success says nothing of the rest. */
  private boolean cutShort(Outcome.Attempt last) {
    long length = last.contentLength().orElse(-1);
    boolean insteadOf100 = last.decision() == Decision.FINAL && last.contentSent() == 0;
    if (length == 0 || insteadOf100) {
      return false;
    }
    return length < 0
        ? !progress.whole() || last.contentSent() < progress.view().sent()
        : last.contentSent() < length;
  }

  private Try partly(Outcome outcome, OptionalInt status) {
    String reason =
        "the server said " + status.getAsInt() + " and closed before it had the whole content";
    return new Try(
        ended(Ending.FAILED, status, reason, Optional.empty(), outcome.contentSpared()),
        false,
        Optional.empty());
  }

  private Try elsewhere(OptionalInt status) {
    String reason = "redirected before the content was taken";
    return new Try(
        ended(Ending.REFUSED, status, reason, Optional.empty(), 0), false, Optional.empty());
  }

  private Try failed(Throwable cause) {
    count();
    if (cause instanceof ExchangeException failure) {
      boolean unreachable = failure.source() == ExchangeException.Source.CONNECT;
      // A server that is slow to answer has the content, and may be busy with it.
      boolean slow = failure.source() == ExchangeException.Source.TIMEOUT && progress.whole();
      Try ended =
          finished(
              unreachable ? Ending.UNREACHABLE : Ending.FAILED,
              FailureText.line(failure, upload.target()));
      return new Try(
          ended.result(),
          !slow && effort.retries().suits(request.method(), content(), failure),
          Optional.empty());
    }
    if (cause instanceof IOException failure) {
      return finished(Ending.FAILED, ResponseText.shown(String.valueOf(failure.getMessage())));
    }
    throw new IllegalStateException(cause);
  }

  private Retries.Content content() {
    boolean spent = progress.spent();
    boolean empty = upload.length().orElse(1) == 0;
    return new Retries.Content(upload.content().replayable() || !spent, !spent && !empty);
  }

  private Try finished(Ending ending, String reason) {
    return new Try(
        ended(ending, OptionalInt.empty(), reason, Optional.empty(), 0), false, Optional.empty());
  }

  private UploadResult ended(
      Ending ending, OptionalInt status, String reason, Optional<String> location, long spared) {
    return new UploadResult(
        upload, ending, status, reason, location, redirectedTo, attempts, sent, spared, took());
  }
}
