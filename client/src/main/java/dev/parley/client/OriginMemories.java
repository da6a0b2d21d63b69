// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.core.Checks;
import dev.parley.core.TargetUri;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What clients know of servers: how each answers expectations, how long its decisions take, how
 * often it refuses, how far it is away.
 *
 * <p>Safe for any number of clients and threads. Bounded: the server that was not asked for longest
 * is forgotten first. What is known of how a server answers is doubted after {@link
 * Patience#memory}. Credentials are not part of it and are never exported.
 */
public final class OriginMemories {
  /** Room for every server that most programs ever talk to. */
  public static final int DEFAULT_LIMIT = 1024;

  private static final float LOAD = 0.75f;

  /** Whatever is older is as doubtful. */
  private static final Duration LONG_AGO = Duration.ofDays(365);

  private final int limit;
  private final Map<String, KnownOrigin> origins;

  /** An empty one with room for {@link #DEFAULT_LIMIT} servers. */
  public OriginMemories() {
    this(DEFAULT_LIMIT);
  }

  /**
   * An empty one.
   *
   * @param limit how many servers are remembered, above 0
   */
  public OriginMemories(int limit) {
    this.limit = (int) Checks.positive("limit", limit);
    this.origins = new LinkedHashMap<>(16, LOAD, true);
  }

  synchronized KnownOrigin of(String origin) {
    KnownOrigin known = origins.computeIfAbsent(origin, any -> new KnownOrigin());
    if (origins.size() > limit) {
      origins.remove(origins.keySet().iterator().next());
    }
    return known;
  }

  /** How many servers are known. */
  public synchronized int size() {
    return origins.size();
  }

  /** Forgets everything. */
  public synchronized void clear() {
    origins.clear();
  }

  /** What is known now of the server with the scheme, host and port of {@code uri}. */
  public Optional<OriginNote> note(URI uri) {
    return note(Urls.withoutUser(uri));
  }

  /** What is known now of the server of {@code target}. */
  public Optional<OriginNote> note(TargetUri target) {
    String origin = target.origin();
    KnownOrigin known;
    synchronized (this) {
      known = origins.get(origin);
    }
    return Optional.ofNullable(known).map(there -> note(origin, there));
  }

  private static OriginNote note(String origin, KnownOrigin known) {
    KnownOrigin.Knowledge knowledge = known.knowledge();
    Instant since = Instant.now().minusNanos(System.nanoTime() - knowledge.memory().since());
    return OriginNote.of(origin, knowledge, since);
  }

  /** What is known now, a note for each server, the one that was asked last at the end. */
  public List<OriginNote> export() {
    List<OriginNote> notes = new ArrayList<>();
    synchronized (this) {
      origins.forEach((origin, known) -> notes.add(note(origin, known)));
    }
    return notes;
  }

  /** Takes over notes of another process, or of an earlier one; what is known better stays. */
  public void restore(List<OriginNote> notes) {
    long now = System.nanoTime();
    Instant time = Instant.now();
    for (OriginNote note : notes) {
      KnownOrigin known = of(note.origin());
      if (known.knowledge().equals(KnownOrigin.Knowledge.NONE)) {
        Duration age = Duration.between(note.since(), time);
        long nanos = age.compareTo(LONG_AGO) > 0 ? LONG_AGO.toNanos() : Math.max(0, age.toNanos());
        known.restore(note.knowledge(now - nanos));
      }
    }
  }
}
