// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What answers the challenges of servers, for one client. Apart from what is known of servers,
 * which clients with other credentials, or without any, may share.
 *
 * <p>A realm covers where it was asked for, and what it says itself (RFC 7616 3.3) or, where it
 * says nothing, whatever is in the same folder or below (RFC 7617 2.2). Where that is said of
 * several, the one that is known to cover the longest part of a path gets it, and the last that
 * asked for it of equal ones. A guess that is wrong is challenged, and is right from then on.
 *
 * <p>Servers take paths such as {@code /a/..%2fb} for different things. One that is in different
 * realms, depending on the reading, is in none until it is challenged: a password that went to the
 * wrong one cannot be taken back.
 */
final class Authorizers {
  private static final int SERVERS = OriginMemories.DEFAULT_LIMIT;
  private static final int PATHS = 64;

  /** By servers, and by how paths there begin. */
  private final Map<String, Map<PathReadings, Authorizer>> known = new Recent<>(SERVERS);

  /** What the server is answered for the path; null where it has not asked. */
  synchronized @Nullable Authorizer of(Target target) {
    Map<PathReadings, Authorizer> paths = known.get(target.origin());
    if (paths == null) {
      return null;
    }
    PathReadings path = PathReadings.of(target.path());
    PathReadings start = longest(paths.keySet(), path, PathReadings::plain);
    Authorizer found = start == null ? null : paths.get(start);
    return found == null
            || differs(paths, found, longest(paths.keySet(), path, PathReadings::resolved))
            || differs(paths, found, longest(paths.keySet(), path, PathReadings::lenient))
        ? null
        : found;
  }

  private static boolean differs(
      Map<PathReadings, Authorizer> paths, Authorizer found, @Nullable PathReadings start) {
    return start == null || !found.equals(paths.get(start));
  }

  /** Of what is known to be covered, the longest part of a path in one of its readings. */
  private static @Nullable PathReadings longest(
      Set<PathReadings> starts, PathReadings path, Function<PathReadings, String> reading) {
    String read = reading.apply(path);
    PathReadings longest = null;
    for (PathReadings start : starts) {
      if (read.startsWith(reading.apply(start))
          && (longest == null
              || reading.apply(start).length() >= reading.apply(longest).length())) {
        longest = start;
      }
    }
    return longest;
  }

  /**
   * Whether there is an answer to a challenge, which {@link #of} returns from now on.
   *
   * @param used what the challenged request was authorized with
   */
  boolean answer(
      Target challenged,
      @Nullable Authorizer used,
      List<String> fieldLines,
      Function<ProtectionSpace, Optional<Credentials>> credentials) {
    Optional<Authorizer> answer =
        Challenges.space(fieldLines)
            .flatMap(credentials)
            .flatMap(who -> Challenges.answer(fieldLines, who));
    if (used != null
        && !Challenges.stale(fieldLines)
        && answer.filter(next -> !next.space().equals(used.space())).isEmpty()) {
      // What we are is not enough, or not any more.
      forget(challenged.origin(), used);
      return false;
    }
    answer.ifPresent(authorizer -> put(challenged, authorizer));
    return answer.isPresent();
  }

  private synchronized void put(Target challenged, Authorizer next) {
    Map<PathReadings, Authorizer> paths =
        known.computeIfAbsent(challenged.origin(), any -> new Recent<>(PATHS));
    paths.replaceAll((start, old) -> old.space().equals(next.space()) ? next : old);
    PathReadings path = PathReadings.of(challenged.path().split("\\?", 2)[0]);
    List<String> said = next.domain(challenged.origin());
    Stream.concat(
            said.isEmpty() ? Stream.of(path.folder()) : said.stream().map(PathReadings::of),
            Stream.of(path))
        .forEach(start -> paths.put(start, next));
  }

  private synchronized void forget(String origin, Authorizer refused) {
    Map<PathReadings, Authorizer> paths = known.get(origin);
    if (paths != null) {
      paths.values().removeIf(old -> old.space().equals(refused.space()));
    }
  }

  /** The entries that were used last, so many. */
  private static final class Recent<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;
    private static final float LOAD = 0.75f;

    private final int limit;

    Recent(int limit) {
      super(16, LOAD, true);
      this.limit = limit;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > limit;
    }
  }
}
