// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import dev.parley.client.ExchangeListener;
import dev.parley.client.Outcome;
import dev.parley.client.Outcome.Decision;
import dev.parley.client.Outcome.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * How far one upload is, as its listener heard; safe for all threads.
 *
 * <p>It hears every try, and every attempt of each.
 */
final class Progress implements ExchangeListener {
  /** What an upload is busy with. */
  enum Stage {
    CONNECTING,
    ASKING,
    SENDING,
    /** All is sent; the response is to come. */
    SENT,
    /** It will be tried again. */
    PAUSING
  }

  /**
   * What there is to see at one moment.
   *
   * @param length of the content; empty where only its end will tell
   * @param sent bytes of it in the attempt that is under way
   * @param since how long it has been at this stage
   * @param note what the handshake decided, or why there is a pause; in words
   */
  record View(Stage stage, OptionalLong length, long sent, Duration since, String note) {}

  private final Function<Reason, String> whyNot;
  private final List<Outcome.Attempt> attempts = new ArrayList<>();
  private Stage stage = Stage.CONNECTING;
  private OptionalLong length;
  private String note = "";
  private long changedAt = System.nanoTime();
  private Optional<Duration> refusedAfter = Optional.empty();
  private long sent;
  private long sentBefore;
  private boolean begun;
  private boolean spent;
  private boolean whole;
  private boolean answeredEarly;

  /**
   * @param length of the content
   * @param whyNot says in words why nobody was asked
   */
  Progress(OptionalLong length, Function<Reason, String> whyNot) {
    this.length = length;
    this.whyNot = whyNot;
  }

  synchronized View view() {
    return new View(stage, length, sent, since(), note);
  }

  /** The attempts of the try that was begun last, as far as they are over. */
  synchronized List<Outcome.Attempt> attempts() {
    return List.copyOf(attempts);
  }

  /** Bytes of content that left in it. */
  synchronized long sentInTry() {
    return sentBefore + sent;
  }

  /** Whether any attempt of it has touched the content. */
  synchronized boolean spent() {
    return spent;
  }

  /** Whether any attempt of it sent the content to its end. */
  synchronized boolean whole() {
    return whole;
  }

  /** Waits until the attempt that was begun last, if any, is over, or {@code most} is. */
  synchronized void awaitAttemptEnd(Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    for (long left = most.toNanos(); begun && left > 0; left = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  /** Whether the final response began before the content had been sent to its end. */
  synchronized boolean answeredEarly() {
    return answeredEarly;
  }

  /** Another try begins. */
  synchronized void tries() {
    attempts.clear();
    // What is still to be heard of the try before is nobody's business any more.
    begun = false;
    spent = false;
    whole = false;
    sent = 0;
    sentBefore = 0;
    enter(Stage.CONNECTING, "");
  }

  /** Another try will begin. */
  synchronized void pauses(String why) {
    enter(Stage.PAUSING, why);
  }

  private void enter(Stage next, String words) {
    stage = next;
    note = words;
    changedAt = System.nanoTime();
  }

  private Duration since() {
    return Duration.ofNanos(System.nanoTime() - changedAt);
  }

  // On an event loop

  @Override
  public synchronized void attemptStarted(int number, boolean asks, Reason reason) {
    sentBefore += sent;
    sent = 0;
    refusedAfter = Optional.empty();
    begun = true;
    enter(asks ? Stage.ASKING : Stage.CONNECTING, asks ? "asked" : whyNot.apply(reason));
  }

  @Override
  public synchronized void attemptEnded(Outcome.Attempt attempt) {
    if (begun) {
      attempts.add(attempt);
    }
    begun = false;
    notifyAll();
  }

  @Override
  public synchronized void waitEnded(Decision decision) {
    Duration waited = since();
    note = Words.decision(decision, 0, waited);
    refusedAfter = decision == Decision.FINAL ? Optional.of(waited) : Optional.empty();
  }

  @Override
  public synchronized void contentStarted(OptionalLong announced) {
    length = announced;
    spent = true;
    enter(Stage.SENDING, note);
  }

  @Override
  public synchronized void contentSent(long bytes) {
    sent = bytes;
  }

  @Override
  public synchronized void contentEnded(long bytes, boolean all) {
    sent = bytes;
    whole |= all;
    enter(Stage.SENT, note);
  }

  @Override
  public synchronized void responseStarted(int answer) {
    answeredEarly = stage == Stage.SENDING;
    refusedAfter.ifPresent(waited -> note = Words.decision(Decision.FINAL, answer, waited));
  }
}
