// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ManualTickerTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualTicker ticker = new ManualTicker();
  private final List<String> ran = new ArrayList<>();

  @Test
  void callbacksRunInTheOrderOfTheirTimesThenOfTheirScheduling() {
    ticker.schedule(SECOND.multipliedBy(2), () -> ran.add("late"));
    ticker.schedule(SECOND, () -> ran.add("first"));
    ticker.schedule(SECOND, () -> ran.add("second"));
    ticker.advance(SECOND.multipliedBy(2));
    assertThat(ran).containsExactly("first", "second", "late");
  }

  @Test
  void aCallbackSeesItsOwnTimeAndMayScheduleMore() {
    long start = ticker.nanoTime();
    ticker.schedule(
        SECOND,
        () -> {
          ran.add("outer " + (ticker.nanoTime() - start));
          ticker.schedule(SECOND, () -> ran.add("inner " + (ticker.getAsLong() - start)));
        });
    ticker.advance(SECOND.multipliedBy(5));
    assertThat(ran).containsExactly("outer 1000000000", "inner 2000000000");
    assertThat(ticker.elapsed()).isEqualTo(SECOND.multipliedBy(5));
  }

  @Test
  void nothingRunsBeforeItsTimeOrAfterItWasTakenBack() {
    ManualTicker.Scheduled scheduled = ticker.schedule(SECOND, () -> ran.add("never"));
    ticker.advance(SECOND.minusNanos(1));
    assertThat(ticker.pending()).isEqualTo(1);
    assertThat(scheduled.cancel()).isTrue();
    assertThat(scheduled.cancel()).isFalse();
    ticker.advance(SECOND);
    assertThat(ran).isEmpty();
  }

  @Test
  void readingsWrapAroundAndDifferencesStayRight() {
    long start = ticker.nanoTime();
    ticker.advance(Duration.ofHours(2));
    assertThat(ticker.nanoTime()).isNegative();
    assertThat(ticker.nanoTime() - start).isEqualTo(Duration.ofHours(2).toNanos());
  }

  @Test
  void waitingForACallbackEndsWhenOneIsScheduled() throws Exception {
    Thread other = new Thread(() -> ticker.schedule(SECOND, () -> ran.add("armed")));
    other.start();
    ticker.awaitPending(Duration.ofSeconds(10));
    ticker.advance(SECOND);
    other.join();
    assertThat(ran).containsExactly("armed");
  }

  @Test
  void waitingForACallbackFailsAtItsDeadline() {
    assertThatThrownBy(() -> ticker.awaitPending(Duration.ofMillis(5)))
        .isInstanceOf(ScriptError.class)
        .hasMessage("expected a callback to be scheduled; none within PT0.005S");
  }

  @Test
  void timeDoesNotRunBackwards() {
    assertThatThrownBy(() -> ticker.advance(SECOND.negated()))
        .hasMessage("step: PT-1S (expected: >= PT0S)");
    assertThatThrownBy(() -> ticker.schedule(SECOND.negated(), () -> {}))
        .hasMessage("delay: PT-1S (expected: >= PT0S)");
  }
}
