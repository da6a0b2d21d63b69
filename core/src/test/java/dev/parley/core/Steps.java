// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** Claims about one step of a machine. */
final class Steps {
  private Steps() {}

  static Claim<ServerState, ServerAction> assertThat(ServerStep step) {
    return new Claim<>(step.next(), step.actions(), List.of());
  }

  static Claim<ClientState, ClientAction> assertThat(ClientStep step) {
    return new Claim<>(step.next(), step.actions(), step.broken());
  }

  static Claim<RelayState, RelayAction> assertThat(RelayStep step) {
    return new Claim<>(step.next(), step.actions(), step.broken());
  }

  /** What a step is claimed to have done. */
  static final class Claim<S, A> extends AbstractAssert<Claim<S, A>, S> {
    private final List<A> actions;
    private final List<Rule> broken;

    Claim(S next, List<A> actions, List<Rule> broken) {
      super(next, Claim.class);
      this.actions = actions;
      this.broken = broken;
    }

    @CanIgnoreReturnValue
    Claim<S, A> movesTo(S state) {
      Assertions.assertThat(actual).as("next state").isEqualTo(state);
      return this;
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    @CanIgnoreReturnValue
    final Claim<S, A> performs(A... expected) {
      Assertions.assertThat(actions).as("actions").containsExactly(expected);
      return this;
    }

    @CanIgnoreReturnValue
    Claim<S, A> breaks(Rule... rules) {
      Assertions.assertThat(broken).as("broken rules").containsExactly(rules);
      return this;
    }
  }
}
