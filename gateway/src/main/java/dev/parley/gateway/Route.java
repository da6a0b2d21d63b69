// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.admission.Admission;
import dev.parley.core.ByteSize;
import dev.parley.core.Content;
import dev.parley.gateway.GatewayPolicy.Match;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Where requests of one kind go, and what is admitted of them. */
final class Route {
  private final Match match;
  private final String path;
  private final Optional<String> host;
  private final Admission admission;
  private final List<Origin> origins;
  private final ExpectMode expect;
  private final long guard;
  private final Set<Integer> askElsewhereOn;
  private final Upgrades upgrades;
  private final @Nullable StoreGuard storeGuard;
  private final AtomicInteger turn = new AtomicInteger();

  /**
   * A route to at least one origin.
   *
   * @param hosts what the configuration calls this machine
   */
  Route(RoutePolicy policy, List<Origin> origins, Collection<String> hosts) {
    this.match = policy.match();
    this.path = RoutePath.ofText(match.path());
    this.host = match.host().map(Match::withoutRoot);
    this.admission = policy.admit();
    this.origins = List.copyOf(origins);
    this.expect = policy.expect();
    this.guard = policy.guard().map(ByteSize::bytes).orElse(Long.MAX_VALUE);
    this.askElsewhereOn = policy.askElsewhereOn();
    this.upgrades = new Upgrades(policy.upgrade());
    this.storeGuard = policy.store().isPresent() ? new StoreGuard(policy.web(), hosts) : null;
  }

  /** Whether this route takes requests for {@code host} and a plain path; {@code *} is any. */
  boolean takes(String host, String path) {
    return (RoutePath.below(this.path, path) || path.equals("*"))
        && this.host.map(Match.withoutRoot(host)::equalsIgnoreCase).orElse(true);
  }

  /** The host, if it is limited to one, and the path. */
  String name() {
    return match.toString();
  }

  Admission admission() {
    return admission;
  }

  /** The origins in turn, for one exchange. */
  Attempts attempts() {
    return new Attempts(origins, turn.getAndIncrement());
  }

  /** Who answers an expectation, as far as the route says. */
  ExpectMode expect() {
    return expect;
  }

  /** Whether content is so large that the origin is asked although the client did not. */
  boolean guards(Content content) {
    return content instanceof Content.Length known
        ? known.bytes() > guard
        : guard != Long.MAX_VALUE && content.announced();
  }

  /** What a connection may be switched to. */
  Upgrades upgrades() {
    return upgrades;
  }

  /** Who may use the store through a browser; null where there is no store. */
  @Nullable StoreGuard storeGuard() {
    return storeGuard;
  }

  /** Whether an origin that answers with {@code status} before its 100 is passed by. */
  boolean asksElsewhereOn(int status) {
    return askElsewhereOn.contains(status);
  }
}
