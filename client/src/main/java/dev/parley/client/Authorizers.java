// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
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
 */
final class Authorizers {
  private static final int SERVERS = OriginMemories.DEFAULT_LIMIT;
  private static final int PATHS = 64;

  /** By servers, and by how paths there begin. */
  private final Map<String, Map<String, Authorizer>> known = new Recent<>(SERVERS);

  /** What the server is answered for the path; null where it has not asked. */
  synchronized @Nullable Authorizer of(Target target) {
    Map<String, Authorizer> paths = known.get(target.origin());
    if (paths == null) {
      return null;
    }
    String longest = null;
    for (String start : paths.keySet()) {
      if (target.path().startsWith(start)
          && (longest == null || start.length() > longest.length())) {
        longest = start;
      }
    }
    return longest == null ? null : paths.get(longest);
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
      Supplier<Optional<Credentials>> credentials) {
    Optional<Authorizer> answer =
        credentials.get().flatMap(who -> Challenges.answer(fieldLines, who));
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
    Map<String, Authorizer> paths =
        known.computeIfAbsent(challenged.origin(), any -> new Recent<>(PATHS));
    paths.replaceAll((start, old) -> old.space().equals(next.space()) ? next : old);
    String path = challenged.path().split("\\?", 2)[0];
    String folder = path.substring(0, path.lastIndexOf('/') + 1);
    List<String> said = next.domain(challenged.origin());
    Stream.concat(said.isEmpty() ? Stream.of(folder) : said.stream(), Stream.of(path))
        .forEach(start -> paths.put(start, next));
  }

  private synchronized void forget(String origin, Authorizer refused) {
    Map<String, Authorizer> paths = known.get(origin);
    if (paths != null) {
      paths.values().removeIf(old -> old.space().equals(refused.space()));
    }
  }

  /** The entries that were used last, so many. */
  private static final class Recent<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1L;
    private static final float LOAD = 0.75f;

    private final int limit;

    Recent(int limit) {
      super(16, LOAD, true);
      this.limit = limit;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
      return size() > limit;
    }
  }
}
