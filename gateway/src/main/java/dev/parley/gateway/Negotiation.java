// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.core.ClientState;
import dev.parley.core.Offer;
import dev.parley.core.Settlement;
import dev.parley.core.Version;
import dev.parley.core.WaitPolicy;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Duration;

/** What one origin was asked in one exchange, and what that shows of it. */
final class Negotiation {
  /** Before an origin was asked: over from the beginning, so that all exchanges can share it. */
  static final Negotiation NONE = none();

  private static final int ERROR = 400;

  private final OriginRecord origin;
  private final boolean asks;
  private final boolean repeats;
  private final boolean fresh;
  private final long askedAt;
  private boolean decided;
  private boolean elapsed;
  private boolean answered;
  private boolean settled;

  /**
   * An origin is being asked.
   *
   * @param repeats whether it said 417 to the same request before
   * @param fresh whether the connection was made for this exchange
   */
  Negotiation(OriginRecord origin, Offer offer, boolean repeats, boolean fresh, long now) {
    this.origin = origin;
    this.asks = offer == Offer.CONTENT_ON_REQUEST;
    this.repeats = repeats;
    this.fresh = fresh;
    this.askedAt = now;
    origin.asked();
  }

  private static Negotiation none() {
    OriginRecord nobody = new OriginRecord("none", ExpectMode.RELAY, WaitPolicy.DEFAULTS);
    Negotiation none = new Negotiation(nobody, Offer.NO_CONTENT, false, false, 0);
    none.settled = true;
    return none;
  }

  /** Whether it was asked for a decision before content was sent. */
  boolean asks() {
    return asks;
  }

  /** It said 100. */
  void decided(long now) {
    if (asks && !decided) {
      decided = true;
      origin.decided(Duration.ofNanos(now - askedAt), now);
    }
  }

  /**
   * It said nothing in time.
   *
   * @param silent whether that says something of it
   */
  void unanswered(boolean silent, long now) {
    elapsed = true;
    if (silent) {
      origin.silent(now);
    }
  }

  /**
   * It said how the request ends.
   *
   * @param passedBy whether another origin is asked for that
   */
  void answered(HttpResponse response, long now, boolean passedBy) {
    answered = true;
    int status = response.status().code();
    if (status == ClientState.EXPECTATION_FAILED && asks) {
      decided = true;
      origin.failedExpectation(now);
    } else if (!elapsed) {
      decided(now);
    } else if (status >= ERROR && !decided) {
      origin.refusedLate(Duration.ofNanos(now - askedAt), now);
    }
    if (repeats) {
      origin.repeated(status, now);
    }
    origin.spoke(
        HttpVersion.HTTP_1_0.equals(response.protocolVersion())
            ? Version.HTTP_1_0
            : Version.HTTP_1_1,
        status,
        now);
    if (passedBy) {
      origin.health().failed(now);
    } else {
      origin.health().succeeded();
    }
  }

  /** Its response breaks the syntax. */
  void malformed(String wrong) {
    origin.malformed(wrong);
  }

  /** The exchange is over for its connection. */
  void settled(Settlement settlement, long now) {
    if (settled) {
      return;
    }
    settled = true;
    origin.settled();
    boolean atFault =
        settlement == Settlement.PEER_GONE
            || settlement == Settlement.UNREADABLE
            || settlement == Settlement.OVERDUE;
    // One that was unused may have been closed for that alone.
    if (atFault && fresh && !answered) {
      origin.health().failed(now);
    }
  }
}
