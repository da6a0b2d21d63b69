// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.core.ClientAction;
import dev.parley.core.ClientState;
import dev.parley.core.Version;
import java.time.Duration;

/** What one attempt teaches of its server, and when. */
final class Lessons {
  private static final int REFUSAL = 300;

  private final KnownOrigin origin;
  private final boolean repeated;
  private final Duration longest;
  private boolean asked;
  private boolean uploads;
  private long sentAt;
  private long contentStartedAt;

  /**
   * Lessons of an attempt.
   *
   * @param repeated whether it repeats, without its expectation, one that got a 417
   * @param longest how long an answer to an expectation is waited for at most
   */
  Lessons(KnownOrigin origin, boolean repeated, Duration longest) {
    this.origin = origin;
    this.repeated = repeated;
    this.longest = longest;
  }

  void connected(Duration took) {
    origin.connected(took);
  }

  /** The head is about to be sent; {@code uploads} where content follows. */
  void started(boolean asks, boolean hasContent) {
    asked = asks;
    uploads = hasContent;
    if (uploads) {
      origin.uploadStarted();
    }
    sentAt = System.nanoTime();
  }

  /** The head has left. */
  void sent() {
    sentAt = System.nanoTime();
  }

  void contentStarted() {
    contentStartedAt = System.nanoTime();
  }

  /** How long the answer to the expectation took, or takes already. */
  Duration waited() {
    return Duration.ofNanos(System.nanoTime() - sentAt);
  }

  /** The expectation was answered, in time or late. */
  void decided(ClientAction.Moment moment) {
    Duration after = waited();
    switch (moment) {
      case IN_TIME, LATE -> origin.decided(after, System.nanoTime());
      case AFTER_CONTENT ->
          origin.refusedLate(after.compareTo(longest) > 0 ? longest : after, System.nanoTime());
    }
  }

  void silent() {
    origin.silent(System.nanoTime());
  }

  void expectationFailed() {
    origin.failedExpectation(System.nanoTime());
  }

  void answered(Version version, int status) {
    long now = System.nanoTime();
    boolean expectationFailed = status == ClientState.EXPECTATION_FAILED;
    if (asked && expectationFailed) {
      origin.failedExpectation(now);
    }
    if (repeated && uploads) {
      origin.repeated(status, now);
    }
    origin.spoke(version, status, now);
    if (uploads && !expectationFailed) {
      origin.answered(status >= REFUSAL);
    }
  }

  /** The final response came after all of the content. */
  void contentTaken(long bytes) {
    origin.sent(bytes, Duration.ofNanos(System.nanoTime() - contentStartedAt));
  }

  void ended() {
    if (uploads) {
      uploads = false;
      origin.uploadEnded();
    }
  }
}
