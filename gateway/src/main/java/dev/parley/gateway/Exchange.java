// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.admission.Problem;
import dev.parley.admission.Verdict;
import dev.parley.core.ClientState;
import dev.parley.core.Content;
import dev.parley.core.Offer;
import dev.parley.core.RelayAction.Again;
import dev.parley.core.Request;
import dev.parley.core.Rule;
import dev.parley.core.ServerInput;
import dev.parley.core.Settlement;
import dev.parley.gateway.Evidence.ContinuedBy;
import dev.parley.gateway.Evidence.Decision;
import dev.parley.gateway.Evidence.Fault;
import dev.parley.netty.Downstream;
import dev.parley.netty.FieldNames;
import dev.parley.netty.Relay;
import dev.parley.netty.RequestFraming;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One request on its way through the phases, and what each of them found. */
final class Exchange implements Relay.Owner {
  private static final int SWITCHING = 101;
  private static final int KEPT = Relay.KEPT;

  private final Phases phases;
  private final Relay relay;
  private final Evidence evidence;
  private @Nullable HttpRequest head;
  private @Nullable Content content;
  private @Nullable Route route;
  private @Nullable Attempts attempts;
  private Waiting.@Nullable Place place;
  private Verdict.@Nullable Refuse refusal;
  private @Nullable Verdict passedBy;
  private Negotiation negotiation = Negotiation.NONE;
  private boolean asksContinue;
  private boolean expectSigned;
  private boolean withoutExpectation;
  private boolean contentFlows;
  private Upgrades upgrades = Upgrades.NONE;
  private Upgrades switchedTo = Upgrades.NONE;
  private boolean edited;
  private @Nullable Settlement lostOrigin;
  private @Nullable String lostSyntax;
  private boolean asking;
  private boolean over;

  Exchange(Phases phases, Downstream down) {
    this.phases = phases;
    this.relay = new Relay(down, this);
    this.evidence =
        new Evidence(phases.ids(), relay.clientAddress(), relay.headTook(), relay.now());
  }

  // What the phases know and say

  Relay relay() {
    return relay;
  }

  HttpRequest head() {
    return Objects.requireNonNull(head, "no head yet");
  }

  Content content() {
    Content known = content;
    if (known == null) {
      known = RequestFraming.content(head());
      content = known;
    }
    return known;
  }

  Route route() {
    return Objects.requireNonNull(route, "no route yet");
  }

  Attempts attempts() {
    return Objects.requireNonNull(attempts, "no route yet");
  }

  Waiting.Place place() {
    return Objects.requireNonNull(place, "no place yet");
  }

  Evidence evidence() {
    return evidence;
  }

  /** Whether a connection that turns out dead costs the exchange: what is sent is spent. */
  boolean spendsFor(OriginRecord origin) {
    Content sent = content();
    boolean small = sent instanceof Content.Length known && known.bytes() <= KEPT;
    return !((small || !sent.announced()) && mayRepeat()) && !mayAsk(origin);
  }

  private boolean mayAsk(OriginRecord origin) {
    if (!content().announced()
        || withoutExpectation
        || contentFlows
        || !(asksContinue || route().guards(content()))) {
      return false;
    }
    return switch (mode(origin)) {
      case RELAY -> true;
      case ANSWER -> false;
      case AUTO -> origin.asks(relay.now());
    };
  }

  @Override
  public boolean mayRepeat() {
    return Methods.idempotent(head().method());
  }

  /** How the content is offered to {@code origin}. */
  Offer offerTo(OriginRecord origin) {
    if (!content().announced()) {
      return upgrades.isEmpty() ? Offer.NO_CONTENT : Offer.UPGRADE;
    }
    if (withoutExpectation || contentFlows || !(asksContinue || route().guards(content()))) {
      return Offer.CONTENT;
    }
    boolean asks =
        switch (mode(origin)) {
          case RELAY -> true;
          case ANSWER -> false;
          case AUTO -> origin.claimsAsk(relay.now());
        };
    return asks ? Offer.CONTENT_ON_REQUEST : Offer.CONTENT;
  }

  private ExpectMode mode(OriginRecord origin) {
    return origin.pinned() == ExpectMode.AUTO ? route().expect() : origin.pinned();
  }

  /** True once: what is done to the head for the first origin holds for all. */
  boolean firstAsked() {
    boolean first = !edited;
    edited = true;
    return first;
  }

  void asked(OriginRecord origin, Offer offer) {
    long now = relay.now();
    negotiation = new Negotiation(origin, offer, withoutExpectation, attempts().fresh(), now);
    asking = true;
    evidence.asked();
    if (offer == Offer.CONTENT) {
      evidence.unasked(unaskedFor(origin), now);
      place().leave();
    }
  }

  private ContinuedBy unaskedFor(OriginRecord origin) {
    if (withoutExpectation) {
      return ContinuedBy.REPEAT;
    }
    return mode(origin) == ExpectMode.ANSWER ? ContinuedBy.MODE : ContinuedBy.MEMORY;
  }

  /** Whether a signature covers {@code Expect}: then it is forwarded as it came. */
  boolean expectSigned() {
    return expectSigned;
  }

  void asksContinue() {
    asksContinue = true;
    expectSigned = SignedFields.covers(head(), HttpHeaderNames.EXPECT);
  }

  /** The protocols that are asked for beside HTTP/1.1. */
  Upgrades upgrades() {
    return upgrades;
  }

  void mayUpgradeTo(Upgrades allowed) {
    upgrades = allowed;
  }

  void reserved(Waiting.Place taken) {
    place = taken;
  }

  /** An origin was not asked, or its answer not taken, for this reason. */
  void passedBy(Verdict reason) {
    passedBy = reason;
  }

  void routed(Route chosen) {
    route = chosen;
    evidence.meant(head().headers().get(HttpHeaderNames.HOST), chosen);
    attempts = chosen.attempts();
  }

  void broken(Rule rule) {
    phases.record().broken(rule);
  }

  /** Content goes on to an origin. */
  void passes(int bytes) {
    evidence.sent(bytes, relay.now());
  }

  /** Content turned out larger than admitted. */
  void exceeded() {
    refuse(route().admission().tooLarge());
  }

  /** Refuses the exchange, and says what became of the origin that was asked last. */
  void noOriginLeft() {
    evidence.noOriginLeft();
    refuse(
        passedBy == null
            ? Verdict.refuse(Refusals.BAD_GATEWAY, Refusals.lost(lostOrigin, lostSyntax))
            : passedBy);
  }

  void refuse(Verdict verdict) {
    if (verdict instanceof Verdict.Refuse refuse) {
      refusal = refuse;
      relay.on(new ServerInput.Refused(refuse.problem().status()));
    } else if (verdict instanceof Verdict.NoContent) {
      relay.on(new ServerInput.Refused(Refusals.NO_CONTENT));
    }
  }

  // Relay.Owner

  @Override
  public void begin(Relay begun, HttpRequest read) {
    head = read;
    if (!read.decoderResult().isFailure()) {
      evidence.read(read.method().name(), read.uri());
    }
    Verdict readable = phases.readHead(this);
    if (readable instanceof Verdict.Refuse) {
      refuse(readable);
      return;
    }
    Content announced = content();
    evidence.announced(
        announced instanceof Content.Length known
            ? known.bytes()
            : announced.announced() ? Evidence.NEVER : 0);
    Request request =
        Request.of(
            RequestFraming.version(read), announced, asksContinue, RequestFraming.persistent(read));
    relay.on(
        new ServerInput.HeadReceived(
            RequestFraming.asksUpgrade(read) ? request.upgrading() : request));
    Verdict admitted = phases.admit(this);
    if (!(admitted instanceof Verdict.Admit)) {
      refuse(admitted);
      return;
    }
    // A known length was judged before; it is metered for the log alone.
    if (announced instanceof Content.Unknown
        || (announced.announced() && phases.record().keepsLog())) {
      long largest = route().admission().largest();
      relay.meter(sink -> new MeteredSink(sink, largest, this));
    }
    phases.chooseOrigin().apply(this);
  }

  @Override
  public void askAgain(Relay relaying, Again again) {
    evidence.again("lost");
    if (again != Again.WITHOUT_EXPECTATION) {
      lostOrigin = evidence.up();
      lostSyntax = evidence.malformed();
      evidence.fault(Fault.Kind.LOST, ProxyStatus.lost(lostOrigin));
    }
    switch (again) {
      case WITHOUT_EXPECTATION -> {
        if (expectSigned) {
          refuse(Verdict.refuse(417, "the origin fails expectations, and this one is signed"));
          return;
        }
        withoutExpectation = true;
        attempts().sameAgain();
        phases.chooseOrigin().apply(this);
      }
      case ELSEWHERE -> phases.chooseOrigin().next(this);
      case ELSEWHERE_IF_IDEMPOTENT -> {
        contentFlows = content().announced();
        if (mayRepeat()) {
          phases.chooseOrigin().next(this);
        } else {
          noOriginLeft();
        }
      }
    }
  }

  @Override
  public void malformed(String wrong) {
    evidence.malformed(wrong);
    negotiation.malformed(wrong);
  }

  @Override
  public void interim(int status) {
    if (status == ClientState.CONTINUE) {
      negotiation.decided(relay.now());
      evidence.decided(Decision.CONTINUE, relay.now());
      place().leave();
    }
  }

  @Override
  public void unanswered(boolean silent) {
    negotiation.unanswered(silent, relay.now());
    evidence.decided(Decision.ELAPSED, relay.now());
    place().leave();
  }

  @Override
  public boolean switches(HttpResponse response) {
    Upgrades named = Upgrades.namedIn(response.headers());
    boolean switches = named.allAmong(upgrades);
    if (switches) {
      switchedTo = named;
      negotiation.answered(response, relay.now(), false);
    }
    return switches;
  }

  @Override
  public Duration tunnelIdle() {
    return phases.tunnelIdle();
  }

  @Override
  public void tunnelEnded() {
    negotiation.settled(Settlement.SWITCHED, relay.now());
  }

  @Override
  public void continued() {
    evidence.continued(relay.now());
  }

  @Override
  public boolean declines(Relay relaying, HttpResponse response, boolean declinable) {
    int status = response.status().code();
    boolean elsewhere = declinable && route().asksElsewhereOn(status);
    negotiation.answered(response, relay.now(), elsewhere);
    boolean failsExpectation = status == ClientState.EXPECTATION_FAILED;
    if (elsewhere || failsExpectation) {
      evidence.replaced(status);
    }
    if (elsewhere) {
      evidence.fault(Fault.Kind.PASSED_BY, ProxyStatus.UNAVAILABLE);
      attempts().spent();
      passedBy(declined(response));
      return attempts().left();
    }
    place().leave();
    if (failsExpectation && !declinable && negotiation.asks() && !asksContinue) {
      // The expectation was ours, and the content is spent: a 417 would not be the client's.
      refuse(
          Verdict.refuse(
              502, "the origin failed the expectation of the gateway after content was sent"));
    }
    return false;
  }

  private static Verdict declined(HttpResponse response) {
    String after = response.headers().get(HttpHeaderNames.RETRY_AFTER);
    return Verdict.refuse(
        response.status().code(),
        "no origin took the request, and this is what the last one said",
        after == null ? Map.of() : Map.of("Retry-After", after));
  }

  @Override
  public HttpResponse edit(HttpResponse fromOrigin) {
    HttpHeaders fields = fromOrigin.headers();
    HopByHop.remove(fields);
    switchedTo.writeTo(fields);
    int status = fromOrigin.status().code();
    if (status >= 200 || status == SWITCHING) {
      evidence.relayed(status, relay.now());
    }
    // RFC 9110 6.6.1: whoever forwards a final response without a date adds one.
    if (status >= 200 && !fields.contains(HttpHeaderNames.DATE)) {
      fields.set(FieldNames.DATE, CurrentDate.text());
    }
    return fromOrigin;
  }

  @Override
  public void editTrailers(HttpHeaders trailers) {
    HopByHop.removeFromTrailers(trailers);
  }

  @Override
  public FullHttpResponse refusal(int status) {
    if (status == Refusals.NO_CONTENT) {
      evidence.answered(status, null, relay.now());
      return Refusals.noContent();
    }
    Verdict.Refuse known = refusal;
    if (known == null || known.problem().status() != status) {
      known = new Verdict.Refuse(Problem.of(status, detail(status)), Map.of());
    }
    evidence.answered(status, known.problem().detail(), relay.now());
    return Refusals.response(known.problem(), known.fields(), evidence, accept());
  }

  @Override
  public void shed(Relay relaying) {
    refuse(Reserve.full("too much memory is held for clients"));
  }

  private List<String> accept() {
    HttpRequest read = head;
    return read == null ? List.of() : read.headers().getAll(HttpHeaderNames.ACCEPT);
  }

  private String detail(int status) {
    return status == Refusals.BAD_GATEWAY
        ? Refusals.lost(evidence.up(), evidence.malformed())
        : Refusals.detail(status);
  }

  @Override
  public void broken(List<Rule> rules) {
    rules.forEach(this::broken);
    if (rules.contains(Rule.SWITCH_UNASKED)) {
      malformed(Rule.SWITCH_UNASKED.text());
    }
  }

  @Override
  public void upSettled(Settlement settlement) {
    if (relay.eventLoop().isShuttingDown()) {
      evidence.stopped();
      negotiation.settled(Settlement.CANCELLED, relay.now());
    } else if (settlement != Settlement.SWITCHED) {
      negotiation.settled(settlement, relay.now());
    }
    if (!asking) {
      // No connection was used, or its end is known.
      return;
    }
    asking = false;
    evidence.upSettled(settlement);
    if (over) {
      phases.record().settled(evidence);
    }
  }

  @Override
  public void settled(Relay relaying, Settlement settlement) {
    over = true;
    if (relay.eventLoop().isShuttingDown()) {
      evidence.stopped();
    }
    evidence.settled(settlement, relaying.contentReceived(), relay.now());
    if (place != null) {
      place.leave();
    }
    if (!asking) {
      phases.record().settled(evidence);
    }
  }
}
