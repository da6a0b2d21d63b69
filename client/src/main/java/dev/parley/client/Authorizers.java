// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import java.util.LinkedHashMap;
import java.util.Map;
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
  synchronized @Nullable Authorizer of(String origin) {
    return known.get(origin);
  }

  synchronized void put(String origin, Authorizer authorizer) {
    known.put(origin, authorizer);
    if (known.size() > LIMIT) {
      known.remove(known.keySet().iterator().next());
    }
  }

  synchronized void remove(String origin) {
    known.remove(origin);
  }
}
