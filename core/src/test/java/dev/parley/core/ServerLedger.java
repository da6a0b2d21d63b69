// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the server side did in one exchange, against what it promises. */
final class ServerLedger
    implements Walk.Ledger<ServerState, ServerInput, ServerAction>, ServerAction.Shell {
  private @Nullable Request request;
  private boolean admitted;
  private ServerState.Arrival content = ServerState.Arrival.NONE;
  private boolean inputClosed;
  private boolean gone;
  private boolean hundred;
  private boolean reading;
  private boolean discarding;
  private boolean finalBegun;
  private boolean finalOffered;
  private boolean wholeBeforeFinal;
  private boolean saidClose;
  private boolean amidContent;
  private boolean finalEnded;
  private boolean halfClosed;
  private boolean closed;
  private boolean aborted;
  private boolean switched;
  private boolean settled;
  private Set<Deadline> armed = EnumSet.noneOf(Deadline.class);

  private @Nullable ServerInput cause;
  private @Nullable ServerState next;

  @Override
  public ServerLedger copy() {
    ServerLedger copy = new ServerLedger();
    copy.request = request;
    copy.admitted = admitted;
    copy.content = content;
    copy.inputClosed = inputClosed;
    copy.gone = gone;
    copy.hundred = hundred;
    copy.reading = reading;
    copy.discarding = discarding;
    copy.finalBegun = finalBegun;
    copy.finalOffered = finalOffered;
    copy.wholeBeforeFinal = wholeBeforeFinal;
    copy.saidClose = saidClose;
    copy.amidContent = amidContent;
    copy.finalEnded = finalEnded;
    copy.halfClosed = halfClosed;
    copy.closed = closed;
    copy.aborted = aborted;
    copy.switched = switched;
    copy.settled = settled;
    copy.armed = EnumSet.copyOf(armed);
    return copy;
  }

  @Override
  public List<Object> facts() {
    return List.of(
        request == null ? "none" : request,
        content,
        Set.copyOf(armed),
        Walk.bits(
            admitted,
            inputClosed,
            gone,
            hundred,
            reading,
            discarding,
            finalBegun,
            finalOffered,
            wholeBeforeFinal,
            saidClose,
            amidContent,
            finalEnded,
            halfClosed,
            closed,
            aborted,
            switched,
            settled));
  }

  @Override
  public boolean possible(ServerState state, ServerInput input) {
    if (input instanceof ServerInput.ContentReceived || input instanceof ServerInput.ContentEnded) {
      return !inputClosed && !whole();
    }
    return !(input instanceof ServerInput.HeadReceived) || request == null;
  }

  @Override
  public void record(
      ServerState before, ServerInput input, Machine.Outcome<ServerState, ServerAction> outcome) {
    next = outcome.next();
    cause = input;
    if (before instanceof ServerState.Settled) {
      assertThat(next).as("a settled exchange stays as it is").isEqualTo(before);
      assertThat(outcome.actions()).as("a settled exchange does nothing").isEmpty();
      return;
    }
    note(before, input);
    outcome.actions().forEach(action -> action.performOn(this));
    check(next);
  }

  @Override
  public boolean over() {
    return settled;
  }

  boolean admitted() {
    return admitted;
  }

  boolean whole() {
    return content == ServerState.Arrival.WHOLE
        || (request != null && !request.offer().hasContent());
  }

  /** The content came whole, to somebody who took it. */
  boolean passed() {
    return whole() && !discarding;
  }

  boolean finalBegun() {
    return finalBegun;
  }

  boolean finalOffered() {
    return finalOffered;
  }

  boolean finalEnded() {
    return finalEnded;
  }

  boolean switched() {
    return switched;
  }

  boolean aborted() {
    return aborted;
  }

  boolean gone() {
    return gone;
  }

  boolean hundred() {
    return hundred;
  }

  Set<Deadline> armed() {
    return armed;
  }

  private void note(ServerState before, ServerInput input) {
    if (input instanceof ServerInput.HeadReceived head) {
      request = head.request();
    } else if (input instanceof ServerInput.Admitted) {
      admitted |= before instanceof ServerState.Deciding;
    } else if (input instanceof ServerInput.ContentReceived) {
      content = ServerState.Arrival.STARTED;
    } else if (input instanceof ServerInput.ContentEnded) {
      content = ServerState.Arrival.WHOLE;
    } else if (input instanceof ServerInput.InputClosed) {
      inputClosed = true;
    } else if (input instanceof ServerInput.PeerGone) {
      gone = true;
    } else if (input instanceof ServerInput.FinalEnded) {
      assertThat(finalBegun).as("only a final response that began can end").isTrue();
      finalEnded = true;
    } else if (input instanceof ServerInput.DeadlineElapsed elapsed) {
      if (!armed.remove(elapsed.deadline())) {
        assertThat(next).as("a deadline that lost its race changes nothing").isEqualTo(before);
      }
    }
  }

  private void check(ServerState state) {
    assertThat(armed)
        .as("deadlines armed in %s", state)
        .isEqualTo(
            state instanceof ServerState.Continued
                ? Set.of(Deadline.FIRST_CONTENT)
                : state instanceof ServerState.ReadingContent
                        || state instanceof ServerState.RespondingAmidContent
                        || state instanceof ServerState.ReadingAfterFinal
                    ? Set.of(Deadline.NEXT_CONTENT)
                    : state instanceof ServerState.Draining ? Set.of(Deadline.DRAIN) : Set.of());
    assertThat(state instanceof ServerState.Settled).as("settled and told so").isEqualTo(settled);
    if (!(state instanceof ServerState.Settled end)) {
      assertThat(closed || gone).as("a connection that is closed has settled").isFalse();
      return;
    }
    assertThat(end.settlement() == Settlement.SWITCHED)
        .as("switched and told so")
        .isEqualTo(switched);
    if (switched) {
      assertThat(finalBegun || closed || gone).as("a tunnel is open, and no response").isFalse();
      return;
    }
    if (end.settlement().reusable()) {
      assertThat(wholeBeforeFinal && finalEnded).as("whole content, then whole final").isTrue();
      assertThat(saidClose || closed || gone || inputClosed).as("nobody closes").isFalse();
      assertThat(request != null && request.persistent()).as("the client keeps it").isTrue();
    } else {
      assertThat(closed || gone).as("what is not reusable is closed").isTrue();
    }
    if (finalBegun && !finalEnded) {
      assertThat(aborted || gone).as("a cut response is aborted").isTrue();
    }
    assertThat(finalBegun || cause instanceof ServerInput.InputClosed || gone)
        .as("only a client that left goes without a final response")
        .isTrue();
  }

  private Request request() {
    assertThat(request).as("a head was read").isNotNull();
    return Objects.requireNonNull(request);
  }

  @Override
  public void sendContinue() {
    assertThat(hundred).as("one 100").isFalse();
    assertThat(admitted).as("a 100 follows admission").isTrue();
    assertThat(finalBegun).as("a 100 comes before the final response").isFalse();
    assertThat(whole()).as("a 100 needs content to come").isFalse();
    assertThat(request().version()).as("no 100 to HTTP/1.0").isEqualTo(Version.HTTP_1_1);
    if (cause instanceof ServerInput.Admitted) {
      assertThat(request().offer()).isEqualTo(Offer.CONTENT_ON_REQUEST);
      assertThat(content).isEqualTo(ServerState.Arrival.NONE);
    } else {
      assertThat(cause).isEqualTo(new ServerInput.InterimOffered(100));
    }
    hundred = true;
  }

  @Override
  public void sendInterim(int status) {
    assertThat(cause).isEqualTo(new ServerInput.InterimOffered(status));
    assertThat(status).as("a 100 has its own action").isNotEqualTo(100);
    assertThat(finalBegun).as("an interim comes before the final response").isFalse();
    assertThat(request().version()).as("no interim to HTTP/1.0").isEqualTo(Version.HTTP_1_1);
  }

  @Override
  public void sendSwitch() {
    assertThat(cause).isEqualTo(new ServerInput.SwitchOffered());
    assertThat(request().offer()).as("only a client that asked").isEqualTo(Offer.UPGRADE);
    assertThat(finalBegun || switched).as("one end of the exchange").isFalse();
    switched = true;
  }

  @Override
  public void readContent() {
    assertThat(admitted && !reading && !discarding && !finalBegun)
        .as("content flows once")
        .isTrue();
    reading = true;
  }

  @Override
  public void discardContent() {
    assertThat(discarding || (finalBegun && !amidContent))
        .as("content is dropped once, before the final")
        .isFalse();
    discarding = true;
  }

  @Override
  public void sendFinal(boolean closes) {
    assertThat(cause)
        .isIn(new ServerInput.FinalOffered(), new ServerInput.FinalOfferedAmidContent());
    finalOffered = true;
    beginFinal(closes);
  }

  @Override
  public void sendFinalAmidContent() {
    assertThat(cause).isEqualTo(new ServerInput.FinalOfferedAmidContent());
    assertThat(finalBegun).as("one final response").isFalse();
    assertThat(reading && !whole()).as("content flows").isTrue();
    finalOffered = true;
    finalBegun = true;
    amidContent = true;
    saidClose = true;
  }

  @Override
  public void refuse(int status, boolean closes) {
    if (cause instanceof ServerInput.Refused refused) {
      assertThat(status).isEqualTo(refused.status());
    } else {
      assertThat(cause).isInstanceOf(ServerInput.DeadlineElapsed.class);
      assertThat(status).isEqualTo(408);
    }
    beginFinal(closes);
  }

  private void beginFinal(boolean closes) {
    assertThat(finalBegun).as("one final response").isFalse();
    finalBegun = true;
    wholeBeforeFinal = whole();
    saidClose = closes;
    assertThat(closes)
        .as("the response says whether the connection closes")
        .isEqualTo(!whole() || !request().persistent() || inputClosed);
    assertThat(discarding)
        .as("content that nobody wants is dropped")
        .isEqualTo(!whole() || (content == ServerState.Arrival.WHOLE && !reading));
  }

  @Override
  public void halfClose() {
    assertThat(finalEnded).as("our side closes after the whole response").isTrue();
    assertThat(halfClosed || closed || inputClosed).isFalse();
    halfClosed = true;
  }

  @Override
  public void close() {
    assertThat(closed).as("one close").isFalse();
    assertThat(finalBegun && !finalEnded).as("a cut response must not look whole").isFalse();
    assertThat(finalEnded || inputClosed).as("nobody is closed on without an answer").isTrue();
    closed = true;
  }

  @Override
  public void abort() {
    assertThat(closed).isFalse();
    assertThat(finalOffered && !finalEnded).as("only an offered response is cut").isTrue();
    aborted = true;
    closed = true;
  }

  @Override
  public void armDeadline(Deadline deadline) {
    assertThat(armed).as("one deadline at a time").isSubsetOf(deadline);
    assertThat(
            deadline == Deadline.DRAIN
                ? halfClosed
                : reading && (!finalBegun || amidContent) && !discarding && !whole())
        .as("%s is armed while it can be met", deadline)
        .isTrue();
    assertThat(deadline != Deadline.FIRST_CONTENT || hundred).isTrue();
    armed.add(deadline);
  }

  @Override
  public void cancelDeadline(Deadline deadline) {
    assertThat(armed.remove(deadline)).as("%s was armed", deadline).isTrue();
  }

  @Override
  public void settle(Settlement settlement) {
    assertThat(settled).as("one settlement").isFalse();
    assertThat(next).isEqualTo(new ServerState.Settled(settlement));
    settled = true;
  }
}
