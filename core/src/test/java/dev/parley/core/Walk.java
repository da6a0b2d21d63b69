// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Leads a machine through orders of inputs, with a ledger that checks every step. */
final class Walk<S, I, A> {
  private final Machine<S, I, A> machine;
  private final Supplier<? extends Ledger<S, I, A>> ledgers;

  Walk(Machine<S, I, A> machine, Supplier<? extends Ledger<S, I, A>> ledgers) {
    this.machine = machine;
    this.ledgers = ledgers;
  }

  /** What was done so far in one exchange, as far as a promise depends on it. */
  interface Ledger<S, I, A> {
    Ledger<S, I, A> copy();

    /** Two ledgers with equal facts allow and forbid the same. */
    List<Object> facts();

    /** Whether the world can produce {@code input} now. */
    boolean possible(S state, I input);

    /** Takes the step down, and fails where it breaks a promise. */
    void record(S before, I input, Machine.Outcome<S, A> outcome);

    boolean over();
  }

  private record Node<S, I, A>(
      S state, Ledger<S, I, A> ledger, @Nullable Node<S, I, A> parent, @Nullable I input) {
    List<Object> key() {
      return List.of(state, ledger.facts());
    }

    String path() {
      StringBuilder path = new StringBuilder();
      for (Node<S, I, A> at = this; at != null; at = at.parent) {
        path.insert(0, "\n  " + (at.input == null ? "" : at.input + " -> ") + at.state);
      }
      return path.toString();
    }
  }

  private Node<S, I, A> start() {
    return new Node<>(machine.initial(), ledgers.get(), null, null);
  }

  private Optional<Node<S, I, A>> step(Node<S, I, A> node, I input) {
    if (!machine.given(node.state, input) || !node.ledger.possible(node.state, input)) {
      return Optional.empty();
    }
    return machine
        .step(node.state, input)
        .map(
            outcome -> {
              Ledger<S, I, A> ledger = node.ledger.copy();
              try {
                ledger.record(node.state, input, outcome);
              } catch (AssertionError broken) {
                throw new AssertionError(
                    broken.getMessage()
                        + "\nafter"
                        + node.path()
                        + "\n  "
                        + input
                        + " -> "
                        + outcome,
                    broken);
              }
              return new Node<>(outcome.next(), ledger, node, input);
            });
  }

  /** Visits every state with every possible ledger; says how many there are. */
  int everywhere() {
    Map<List<Object>, Node<S, I, A>> seen = new LinkedHashMap<>();
    Map<List<Object>, List<List<Object>>> parents = new HashMap<>();
    ArrayDeque<Node<S, I, A>> open = new ArrayDeque<>(List.of(start()));
    seen.put(open.element().key(), open.element());
    for (Node<S, I, A> node = open.poll(); node != null; node = open.poll()) {
      for (I input : machine.inputs()) {
        Optional<Node<S, I, A>> next = step(node, input);
        if (next.isPresent()) {
          List<Object> key = next.get().key();
          parents.computeIfAbsent(key, any -> new ArrayList<>()).add(node.key());
          if (seen.putIfAbsent(key, next.get()) == null) {
            open.add(next.get());
          }
        }
      }
    }
    everyNodeLeadsToAnEnd(seen, parents);

    return seen.size();
  }

  private void everyNodeLeadsToAnEnd(
      Map<List<Object>, Node<S, I, A>> seen, Map<List<Object>, List<List<Object>>> parents) {
    Map<List<Object>, Node<S, I, A>> stuck = new LinkedHashMap<>(seen);
    ArrayDeque<List<Object>> open = new ArrayDeque<>();
    seen.forEach(
        (key, node) -> {
          if (node.ledger.over()) {
            open.add(key);
            stuck.remove(key);
          }
        });
    for (List<Object> key = open.poll(); key != null; key = open.poll()) {
      for (List<Object> parent : parents.getOrDefault(key, List.of())) {
        if (stuck.remove(parent) != null) {
          open.add(parent);
        }
      }
    }
    assertThat(stuck.values().stream().findFirst().map(Node::path)).as("no way out").isEmpty();
  }

  /** Facts, packed. */
  static int bits(boolean... facts) {
    int bits = 0;
    for (boolean fact : facts) {
      bits = bits << 1 | (fact ? 1 : 0);
    }
    return bits;
  }

  /** Takes {@code walks} walks of {@code steps} inputs each, the same ones every time. */
  void atRandom(int walks, int steps) {
    int over = 0;
    List<I> endings = new ArrayList<>(machine.inputs());
    endings.removeIf(input -> !input.toString().matches(".*(PeerGone|Unreadable|Cancelled).*"));
    List<I> others = new ArrayList<>(machine.inputs());
    others.removeAll(endings);
    for (int seed = 0; seed < walks; seed++) {
      Random random = new Random(seed);
      Node<S, I, A> node = start();
      for (int i = 0; i < steps; i++) {
        List<I> inputs = random.nextInt(64) == 0 ? endings : others;
        node = step(node, inputs.get(random.nextInt(inputs.size()))).orElse(node);
      }
      over += node.ledger.over() ? 1 : 0;
    }
    assertThat(over).as("walks that came to an end").isGreaterThan(walks / 2);
  }
}
