// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One of the three machines, seen alike by the tables and the walks. */
interface Machine<S, I, A> {
  S initial();

  List<I> inputs();

  /** What {@code input} does, or nothing where it is misuse. */
  Optional<Outcome<S, A>> step(S state, I input);

  /** Whether a shell that keeps to its contract can give {@code input} in {@code state}. */
  default boolean given(S state, I input) {
    return true;
  }

  /** What an input did. */
  record Outcome<S, A>(S next, List<A> actions, List<Rule> broken) {}

  /** Every state that some order of inputs leads to. */
  default Set<S> reachable() {
    Set<S> seen = new LinkedHashSet<>(Set.of(initial()));
    ArrayDeque<S> open = new ArrayDeque<>(seen);
    for (S state = open.poll(); state != null; state = open.poll()) {
      for (I input : inputs()) {
        if (given(state, input)) {
          step(state, input).map(Outcome::next).filter(seen::add).ifPresent(open::add);
        }
      }
    }
    return seen;
  }

  /** The same machine, which takes every step only once: steps depend on nothing else. */
  default Machine<S, I, A> remembered() {
    return new Remembered<>(this);
  }

  /** A machine that knows the steps it took. */
  final class Remembered<S, I, A> implements Machine<S, I, A> {
    private final Machine<S, I, A> machine;
    private final List<I> inputs;
    private final Map<S, Map<I, Optional<Outcome<S, A>>>> steps = new HashMap<>();

    private Remembered(Machine<S, I, A> machine) {
      this.machine = machine;
      inputs = machine.inputs();
    }

    @Override
    public S initial() {
      return machine.initial();
    }

    @Override
    public List<I> inputs() {
      return inputs;
    }

    @Override
    public boolean given(S state, I input) {
      return machine.given(state, input);
    }

    @Override
    public Optional<Outcome<S, A>> step(S state, I input) {
      return steps
          .computeIfAbsent(state, any -> new HashMap<>())
          .computeIfAbsent(input, any -> machine.step(state, any));
    }
  }

  /** The server machine. */
  final class OfServer implements Machine<ServerState, ServerInput, ServerAction> {
    @Override
    public ServerState initial() {
      return new ServerState.ReadingHead();
    }

    @Override
    public List<ServerInput> inputs() {
      return Inputs.SERVER;
    }

    @Override
    public Optional<Outcome<ServerState, ServerAction>> step(ServerState state, ServerInput input) {
      try {
        ServerStep step = input.applyTo(state);
        return Optional.of(new Outcome<>(step.next(), step.actions(), List.of()));
      } catch (MisuseException misuse) {
        return Optional.empty();
      }
    }
  }

  /** The client machine. */
  final class OfClient implements Machine<ClientState, ClientInput, ClientAction> {
    @Override
    public ClientState initial() {
      return new ClientState.Idle();
    }

    @Override
    public List<ClientInput> inputs() {
      return Inputs.CLIENT;
    }

    @Override
    public Optional<Outcome<ClientState, ClientAction>> step(ClientState state, ClientInput input) {
      try {
        ClientStep step = input.applyTo(state);
        return Optional.of(new Outcome<>(step.next(), step.actions(), step.broken()));
      } catch (MisuseException misuse) {
        return Optional.empty();
      }
    }
  }

  /** The relay. */
  final class OfRelay implements Machine<RelayState, Inputs.Either, RelayAction> {
    @Override
    public RelayState initial() {
      return RelayState.initial();
    }

    @Override
    public List<Inputs.Either> inputs() {
      List<Inputs.Either> all = new ArrayList<>();
      Inputs.SERVER.forEach(input -> all.add(new Inputs.Down(input)));
      Inputs.CLIENT.forEach(input -> all.add(new Inputs.Up(input)));
      return all;
    }

    @Override
    public boolean given(RelayState state, Inputs.Either input) {
      return input.givenIn(state);
    }

    @Override
    public Optional<Outcome<RelayState, RelayAction>> step(RelayState state, Inputs.Either input) {
      try {
        RelayStep step = input.applyTo(state);
        return Optional.of(new Outcome<>(step.next(), step.actions(), step.broken()));
      } catch (MisuseException misuse) {
        return Optional.empty();
      }
    }
  }
}
