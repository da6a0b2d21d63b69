// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DeadlineTimerTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final AtomicInteger elapsed = new AtomicInteger();
  private final DeadlineTimer timer =
      new DeadlineTimer(channel.eventLoop(), elapsed::incrementAndGet);

  @BeforeEach
  void freeze() {
    channel.freezeTime();
  }

  @AfterEach
  void finish() {
    channel.finishAndReleaseAll();
  }

  private void advance(long millis) {
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  @Test
  void elapsesOnceAndNotBefore() {
    timer.arm(Duration.ofMillis(100));
    advance(99);
    assertThat(elapsed).hasValue(0);
    advance(1);
    assertThat(elapsed).hasValue(1);
    advance(1000);
    assertThat(elapsed).hasValue(1);
  }

  @Test
  void countsFromTheLastTimeItWasArmed() {
    timer.arm(Duration.ofMillis(100));
    advance(90);
    timer.arm(Duration.ofMillis(100));
    advance(99);
    assertThat(elapsed).hasValue(0);
    advance(1);
    assertThat(elapsed).hasValue(1);
  }

  @Test
  void canBeArmedForAnEarlierTime() {
    timer.arm(Duration.ofMillis(100));
    timer.arm(Duration.ofMillis(10));
    advance(10);
    assertThat(elapsed).hasValue(1);
    advance(1000);
    assertThat(elapsed).hasValue(1);
  }

  @Test
  void doesNotElapseOnceDisarmed() {
    timer.arm(Duration.ofMillis(100));
    timer.disarm();
    advance(1000);
    assertThat(elapsed).hasValue(0);
    timer.arm(Duration.ofMillis(100));
    advance(100);
    assertThat(elapsed).hasValue(1);
  }

  @Test
  void leavesNoTaskOnceClosed() {
    timer.arm(Duration.ofMillis(100));
    timer.close();
    channel.advanceTimeBy(1, TimeUnit.SECONDS);
    assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
    assertThat(elapsed).hasValue(0);
  }
}
