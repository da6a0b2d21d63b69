// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.WaitPolicy;
import dev.parley.netty.OriginLeg;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AttemptsTest {
  private static final long NOW = 417;
  private static final long RECOVERY = OriginHealth.RECOVERY.toNanos();

  private final Named one = new Named("one");
  private final Named two = new Named("two");

  private Attempts attempts() {
    return new Attempts(List.of(one, two), 0);
  }

  private static void fail(Named origin) {
    for (int i = 0; i < OriginHealth.FAILURES; i++) {
      origin.record().health().failed(NOW);
    }
  }

  @Test
  void whoeverWaitsForAConnectionCountsAsAnExchange() {
    one.record().health().connecting(NOW);
    assertThat(attempts().origin(NOW)).isSameAs(two);
  }

  @Test
  void anOriginInDoubtIsAskedAfterABusyOne() {
    one.record().health().connecting(NOW);
    two.record().asked();
    two.record().asked();
    long later = NOW + OriginHealth.PATIENCE.toNanos() + 1;
    assertThat(attempts().origin(NOW)).isSameAs(one);
    assertThat(attempts().origin(later)).isSameAs(two);
  }

  @Test
  void anOriginInDoubtIsAskedBeforeAnUnwellOne() {
    fail(two);
    one.record().health().connecting(NOW);
    assertThat(attempts().origin(NOW + OriginHealth.PATIENCE.toNanos() + 1)).isSameAs(one);
  }

  @Test
  void oneExchangeAloneTriesAnUnwellOrigin() {
    fail(one);
    assertThat(attempts().origin(NOW)).isSameAs(two);
    Attempts trying = attempts();
    assertThat(trying.origin(NOW + RECOVERY)).isSameAs(one);
    trying.spent();
    assertThat(trying.origin(NOW + RECOVERY)).isSameAs(two);
    assertThat(attempts().origin(NOW + RECOVERY)).isSameAs(two);
    assertThat(attempts().origin(NOW + RECOVERY + 1)).isSameAs(two);
  }

  @Test
  void theOnlyOriginIsAskedHoweverItIs() {
    fail(one);
    assertThat(new Attempts(List.of(one), 0).origin(NOW)).isSameAs(one);
    assertThat(one.record().health().claimsTrial(NOW + RECOVERY)).isTrue();
  }

  @Test
  void whoGoesOnComesBackWhenNoOtherIsLeft() {
    Attempts attempts = attempts();
    assertThat(attempts.origin(NOW)).isSameAs(one);
    attempts.spent();
    assertThat(attempts.goesOn(NOW)).isTrue();
    assertThat(attempts.origin(NOW)).isSameAs(two);
    attempts.spent();
    assertThat(attempts.left()).isTrue();
    assertThat(attempts.origin(NOW)).isSameAs(one);
    attempts.spent();
    assertThat(attempts.goesOn(NOW)).isFalse();
    assertThat(attempts.left()).isFalse();
  }

  @Test
  void nobodyGoesOnToAnOriginThatIsNotWell() {
    fail(two);
    Attempts attempts = attempts();
    assertThat(attempts.origin(NOW)).isSameAs(one);
    attempts.spent();
    assertThat(attempts.goesOn(NOW)).isFalse();
    two.record().health().succeeded();
    two.record().health().connecting(NOW);
    assertThat(attempts.goesOn(NOW + Duration.ofSeconds(1).toNanos())).isFalse();
  }

  /** An origin that nobody reaches. */
  private static final class Named implements Origin {
    private final OriginRecord record;

    Named(String name) {
      record = new OriginRecord(name, ExpectMode.AUTO, WaitPolicy.DEFAULTS);
    }

    @Override
    public OriginRecord record() {
      return record;
    }

    @Override
    public String authority() {
      return record.name();
    }

    @Override
    public @Nullable OriginLeg pooled(EventLoop loop, Evidence of, boolean fresh) {
      return null;
    }

    @Override
    public void connect(
        EventLoop loop, Evidence of, Consumer<OriginLeg> connected, Consumer<Throwable> failed) {}

    @Override
    public String toString() {
      return record.name();
    }
  }
}
