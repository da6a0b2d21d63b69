// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static dev.parley.gateway.OriginHealth.Condition.DOUBTED;
import static dev.parley.gateway.OriginHealth.Condition.UNWELL;
import static dev.parley.gateway.OriginHealth.Condition.WELL;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class OriginHealthTest {
  private static final long NOW = 417;
  private static final long RECOVERY = OriginHealth.RECOVERY.toNanos();
  private static final long PATIENCE = OriginHealth.PATIENCE.toNanos();

  private final OriginHealth health = new OriginHealth("origin");

  private void failsAsOftenAsItMay() {
    for (int i = 0; i < OriginHealth.FAILURES; i++) {
      assertThat(health.condition(NOW)).isEqualTo(WELL);
      health.failed(NOW);
    }
  }

  @Test
  void afterSomeFailuresInARowAnOriginIsUnwellUntilItIsWellAgain() {
    failsAsOftenAsItMay();
    assertThat(health.condition(NOW)).isEqualTo(UNWELL);
    assertThat(health.condition(NOW + 100 * RECOVERY)).isEqualTo(UNWELL);
    health.succeeded();
    assertThat(health.condition(NOW)).isEqualTo(WELL);
    failsAsOftenAsItMay();
    assertThat(health.condition(NOW)).isEqualTo(UNWELL);
  }

  @Test
  void anOriginThatIsWellIsNotTried() {
    assertThat(health.claimsTrial(NOW + RECOVERY)).isFalse();
  }

  @Test
  void anUnwellOriginIsTriedByOneExchangeAtATime() {
    failsAsOftenAsItMay();
    assertThat(health.claimsTrial(NOW + RECOVERY - 1)).isFalse();
    assertThat(health.claimsTrial(NOW + RECOVERY)).isTrue();
    assertThat(health.claimsTrial(NOW + RECOVERY)).isFalse();
    assertThat(health.claimsTrial(NOW + 2 * RECOVERY - 1)).isFalse();
    assertThat(health.claimsTrial(NOW + 2 * RECOVERY)).as("the last one never ended").isTrue();
  }

  @Test
  void aTrialThatFailsPutsTheNextOneOff() {
    failsAsOftenAsItMay();
    assertThat(health.claimsTrial(NOW + RECOVERY)).isTrue();
    health.failed(NOW + RECOVERY + 5);
    assertThat(health.claimsTrial(NOW + 2 * RECOVERY + 4)).isFalse();
    assertThat(health.claimsTrial(NOW + 2 * RECOVERY + 5)).isTrue();
  }

  @Test
  void failuresThatAreNotInARowDoNotCount() {
    for (int i = 0; i < 10 * OriginHealth.FAILURES; i++) {
      health.failed(NOW);
      health.succeeded();
    }
    assertThat(health.condition(NOW)).isEqualTo(WELL);
  }

  @Test
  void anOriginIsInDoubtWhileAConnectionTakesTooLong() {
    health.connecting(NOW);
    assertThat(health.condition(NOW + PATIENCE)).isEqualTo(WELL);
    assertThat(health.condition(NOW + PATIENCE + 1)).isEqualTo(DOUBTED);
    health.connecting(NOW + PATIENCE + 1);
    assertThat(health.condition(NOW + PATIENCE + 1)).isEqualTo(DOUBTED);
    health.unreachable(new IOException("away"), NOW + PATIENCE + 1);
    assertThat(health.condition(NOW + PATIENCE + 1)).as("one is left").isEqualTo(DOUBTED);
    health.connected(Duration.ofNanos(PATIENCE), NOW + PATIENCE + 1);
    assertThat(health.condition(NOW + 2 * PATIENCE)).isEqualTo(WELL);
  }

  @Test
  void anyConnectionThatIsMadeTakesTheDoubtAway() {
    health.connecting(NOW);
    health.connecting(NOW);
    health.connected(Duration.ofMillis(1), NOW + PATIENCE);
    assertThat(health.condition(NOW + 2 * PATIENCE)).isEqualTo(WELL);
    assertThat(health.condition(NOW + 2 * PATIENCE + 1)).isEqualTo(DOUBTED);
  }

  @Test
  void anOriginThatIsFarAwayIsWaitedForLonger() {
    for (int i = 0; i < 100; i++) {
      health.connecting(NOW);
      health.connected(Duration.ofMillis(400), NOW);
    }
    assertThat(health.waits()).isBetween(Duration.ofMillis(1500), Duration.ofMillis(1600));
    health.connecting(NOW);
    assertThat(health.condition(NOW + Duration.ofMillis(1500).toNanos())).isEqualTo(WELL);
  }
}
