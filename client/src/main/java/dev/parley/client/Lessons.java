// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.core.ClientState;
import dev.parley.core.Version;
import java.time.Duration;

/** What one attempt teaches of its server, and when. */
final class Lessons {
  private static final int REFUSAL = 300;

  private final KnownOrigin origin;
  private final boolean repeated;
  private boolean asked;
  private boolean decided;
  private boolean uploads;
  private long sentAt;
  private long contentStartedAt;

  /**
   * Lessons of an attempt.
   *
   * @param repeated whether it repeats, without its expectation, one that got a 417
   */
  Lessons(KnownOrigin origin, boolean repeated) {
    this.origin = origin;
    this.repeated = repeated;
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

  void contentStarted() {
    contentStartedAt = System.nanoTime();
  }

  /** How long the answer to the expectation took, or takes already. */
  Duration waited() {
    return Duration.ofNanos(System.nanoTime() - sentAt);
  }

  void continued(Duration after) {
    decided = true;
    origin.decided(after, System.nanoTime());
  }

  void unanswered() {
    decided = true;
    origin.silent(System.nanoTime());
  }

  void expectationFailed() {
    decided = true;
    origin.failedExpectation(System.nanoTime());
  }

  void answered(Version version, int status) {
    long now = System.nanoTime();
    boolean expectationFailed = status == ClientState.EXPECTATION_FAILED;
    if (asked && expectationFailed) {
      origin.failedExpectation(now);
    } else if (asked && !decided) {
      origin.decided(Duration.ofNanos(now - sentAt), now);
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
