// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.core.OriginMemory;
import dev.parley.core.Version;
import dev.parley.core.WaitPolicy;
import dev.parley.netty.Surplus;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one origin: how it answers expectations, how busy it is, and how well.
 *
 * <p>Safe for all event loops.
 */
final class OriginRecord {
  private static final int MALFORMED = 32;

  private static final System.Logger LOG = System.getLogger("dev.parley.origin");

  private final String name;
  private final ExpectMode pinned;
  private final WaitPolicy policy;
  private final AtomicReference<OriginMemory> memory = new AtomicReference<>(OriginMemory.NONE);
  private final AtomicInteger outstanding = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final OriginHealth health;
  private final Surplus surplus = new Surplus(this::answersUnasked);
  private final Set<String> malformed = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Instant since;

  OriginRecord(String name, ExpectMode pinned, WaitPolicy policy) {
    this.name = name;
    this.health = new OriginHealth(name);
    this.pinned = pinned;
    this.policy = policy;
  }

  String name() {
    return name;
  }

  /** What the configuration says of this origin alone. */
  ExpectMode pinned() {
    return pinned;
  }

  OriginMemory memory() {
    return Objects.requireNonNull(memory.get());
  }

  WaitPolicy policy() {
    return policy;
  }

  // How it answers expectations

  /** Whether an exchange shall ask it now; says yes to one alone while it is in doubt. */
  boolean claimsAsk(long now) {
    while (true) {
      OriginMemory known = memory();
      if (!known.asks(policy.memory(), now)) {
        return false;
      }
      if (known.manner().negotiates() || memory.compareAndSet(known, known.asked(now))) {
        return true;
      }
    }
  }

  /** Whether an exchange would be asked to ask it now. */
  boolean asks(long now) {
    return memory().asks(policy.memory(), now);
  }

  Duration waits() {
    return memory().waits(policy);
  }

  void decided(Duration after, long now) {
    learn(known -> known.decided(after, now));
  }

  void silent(long now) {
    learn(known -> known.silent(now));
  }

  void refusedLate(Duration after, long now) {
    Duration ceiling = policy.ceiling();
    learn(known -> known.refusedLate(after.compareTo(ceiling) > 0 ? ceiling : after, now));
  }

  void failedExpectation(long now) {
    learn(known -> known.failedExpectation(now));
  }

  void repeated(int status, long now) {
    learn(known -> known.repeated(status, now));
  }

  boolean takesNoChunks(long now) {
    return memory().takesNoChunks(policy.memory(), now);
  }

  void spoke(Version version, int status, long now) {
    boolean old = memory().manner() == OriginMemory.Manner.HTTP_1_0;
    if (old || version == Version.HTTP_1_0) {
      learn(known -> known.spoke(version, status, now));
    }
  }

  private void learn(UnaryOperator<OriginMemory> lesson) {
    OriginMemory before;
    OriginMemory after;
    do {
      before = memory();
      after = lesson.apply(before);
    } while (!memory.compareAndSet(before, after));
    if (before.manner() != after.manner() || before.misuses417() != after.misuses417()) {
      since = Instant.now();
      LOG.log(
          Level.INFO,
          "origin {0} {1}{2}; before: {3}",
          name,
          after.manner().words(),
          after.misuses417() ? " and says 417 for other refusals" : "",
          before.manner().words());
    }
  }

  /** When its manner became what it is; empty while nothing is known. */
  Optional<Instant> since() {
    return Optional.ofNullable(since);
  }

  // How busy it is

  int outstanding() {
    return outstanding.get();
  }

  void asked() {
    outstanding.incrementAndGet();
  }

  void settled() {
    outstanding.decrementAndGet();
  }

  /** How many exchanges wait for its decision. */
  AtomicInteger waiting() {
    return waiting;
  }

  // How well it is

  OriginHealth health() {
    return health;
  }

  /** Whether it answers what nobody asked. */
  Surplus surplus() {
    return surplus;
  }

  private void answersUnasked() {
    LOG.log(
        Level.WARNING,
        "origin {0}: a response came that no request asked for; for {1} min no connection there is"
            + " used again after content, which it may take for a request",
        name,
        Surplus.MEMORY.toMinutes());
  }

  /** Says what is wrong with its responses, each thing once. */
  void malformed(String wrong) {
    if (malformed.size() < MALFORMED && malformed.add(wrong)) {
      LOG.log(
          Level.WARNING,
          "origin {0}: a response is not in the syntax of HTTP/1.1: {1} (logged once)",
          name,
          wrong);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
