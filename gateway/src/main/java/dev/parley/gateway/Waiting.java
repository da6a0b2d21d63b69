// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How many exchanges wait for a decision, in all and for each client. Safe for all event loops. */
final class Waiting {
  private final WaitingPolicy policy;
  private final AtomicInteger total = new AtomicInteger();
  private final Map<InetAddress, Integer> byClient = new ConcurrentHashMap<>();

  Waiting(WaitingPolicy policy) {
    this.policy = policy;
  }

  /** Takes a place for an exchange of {@code client}, or none where it is full. */
  @Nullable Place take(InetAddress client) {
    if (total.incrementAndGet() > policy.total()) {
      total.decrementAndGet();
      return null;
    }
    if (byClient.merge(client, 1, Integer::sum) > policy.perClient()) {
      leave(client);
      return null;
    }
    return new Place(client);
  }

  private void leave(InetAddress client) {
    byClient.computeIfPresent(client, (any, count) -> count == 1 ? null : count - 1);
    total.decrementAndGet();
  }

  /** How many exchanges wait now. */
  int total() {
    return total.get();
  }

  /** The place of one exchange, given back once; touched on its event loop alone. */
  final class Place {
    private final InetAddress client;
    private @Nullable OriginRecord origin;
    private boolean left;

    private Place(InetAddress client) {
      this.client = client;
    }

    /** Whether {@code asked} has room for one more that waits; where it has, this one does. */
    boolean waitsFor(OriginRecord asked) {
      if (left) {
        return true;
      }
      leaveOrigin();
      if (asked.waiting().incrementAndGet() > policy.perOrigin()) {
        asked.waiting().decrementAndGet();
        return false;
      }
      origin = asked;
      return true;
    }

    private void leaveOrigin() {
      if (origin != null) {
        origin.waiting().decrementAndGet();
        origin = null;
      }
    }

    /** The decision fell, or the exchange is over. */
    void leave() {
      if (!left) {
        left = true;
        leaveOrigin();
        Waiting.this.leave(client);
      }
    }
  }
}
