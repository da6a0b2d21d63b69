// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What answers the challenges of servers, for one client. Apart from what is known of servers,
 * which clients with other credentials, or without any, may share.
 */
final class Authorizers {
  private static final int LIMIT = OriginMemories.DEFAULT_LIMIT;
  private static final float LOAD = 0.75f;

  private final Map<String, Authorizer> known = new LinkedHashMap<>(16, LOAD, true);

  /** What the server is answered; null where it has not asked. */
  synchronized @Nullable Authorizer of(Target target) {
    return known.get(target.origin());
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
    if (used != null && !Challenges.stale(fieldLines)) {
      // What we are is not enough, or not any more.
      remove(challenged.origin());
      return false;
    }
    Optional<Authorizer> answer =
        credentials.get().flatMap(who -> Challenges.answer(fieldLines, who));
    answer.ifPresent(authorizer -> put(challenged.origin(), authorizer));
    return answer.isPresent();
  }

  private synchronized void put(String origin, Authorizer authorizer) {
    known.put(origin, authorizer);
    if (known.size() > LIMIT) {
      known.remove(known.keySet().iterator().next());
    }
  }

  private synchronized void remove(String origin) {
    known.remove(origin);
  }
}
