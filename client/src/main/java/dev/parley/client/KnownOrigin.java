// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.core.OriginMemory;
import dev.parley.core.PathEstimate;
import dev.parley.core.RefusalOdds;
import dev.parley.core.Version;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** What is known of one server; safe for all threads. */
final class KnownOrigin {
  private final AtomicReference<Knowledge> known = new AtomicReference<>(Knowledge.NONE);
  private final AtomicInteger uploads = new AtomicInteger();

  /** What was learned, as one value. */
  record Knowledge(OriginMemory memory, RefusalOdds odds, PathEstimate path) {
    static final Knowledge NONE =
        new Knowledge(OriginMemory.NONE, RefusalOdds.NONE, PathEstimate.NONE);

    Knowledge with(OriginMemory value) {
      return new Knowledge(value, odds, path);
    }
  }

  Knowledge knowledge() {
    return Objects.requireNonNull(known.get());
  }

  void restore(Knowledge value) {
    known.set(value);
  }

  private void learn(UnaryOperator<Knowledge> lesson) {
    known.updateAndGet(lesson);
  }

  private void remember(UnaryOperator<OriginMemory> lesson) {
    learn(before -> before.with(lesson.apply(before.memory())));
  }

  /** Whether a request shall ask it now; says yes to one alone while it is in doubt. */
  boolean claimsAsk(Duration memory, long now) {
    while (true) {
      Knowledge before = knowledge();
      if (!before.memory().asks(memory, now)) {
        return false;
      }
      if (before.memory().manner().negotiates()
          || known.compareAndSet(before, before.with(before.memory().asked(now)))) {
        return true;
      }
    }
  }

  void connected(Duration took) {
    learn(before -> new Knowledge(before.memory(), before.odds(), before.path().connected(took)));
  }

  void decided(Duration after, long now) {
    learn(
        before ->
            new Knowledge(
                before.memory().decided(after, now), before.odds(), before.path().answered(after)));
  }

  void silent(long now) {
    remember(memory -> memory.silent(now));
  }

  void refusedLate(Duration after, long now) {
    remember(memory -> memory.refusedLate(after, now));
  }

  void failedExpectation(long now) {
    remember(memory -> memory.failedExpectation(now));
  }

  void repeated(int status, long now) {
    remember(memory -> memory.repeated(status, now));
  }

  void spoke(Version version, int status, long now) {
    boolean old = knowledge().memory().manner() == OriginMemory.Manner.HTTP_1_0;
    if (old || version == Version.HTTP_1_0) {
      remember(memory -> memory.spoke(version, status, now));
    }
  }

  void answered(boolean refusal) {
    learn(before -> new Knowledge(before.memory(), before.odds().with(refusal), before.path()));
  }

  void sent(long bytes, Duration took) {
    learn(
        before -> {
          PathEstimate path = before.path().sent(bytes, took);
          return path.equals(before.path())
              ? before
              : new Knowledge(before.memory(), before.odds(), path);
        });
  }

  // Uploads under way, with content sent or held back

  int uploads() {
    return uploads.get();
  }

  void uploadStarted() {
    uploads.incrementAndGet();
  }

  void uploadEnded() {
    uploads.decrementAndGet();
  }

  int expectedRefusals(int among) {
    return knowledge().odds().expectedAmong(among);
  }
}
