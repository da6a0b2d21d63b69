// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the client side did in one exchange, against what it promises. */
final class ClientLedger
    implements Walk.Ledger<ClientState, ClientInput, ClientAction>,
        ClientAction.Wire,
        ClientAction.Caller {
  private @Nullable Offer offer;
  private boolean waited;
  private boolean waiting;
  private boolean answered;
  private boolean elapsed;
  private boolean noted;
  private boolean started;
  private boolean abandoned;
  private boolean sent;
  private boolean failed;
  private boolean delivered;
  private boolean readBeforeFinal;
  private boolean persistent;
  private boolean finalEnded;
  private int outcomes;
  private boolean switched;
  private boolean settled;

  private @Nullable ClientState before;
  private @Nullable ClientInput cause;
  private @Nullable ClientState next;
  private boolean ownHundred;

  @Override
  public ClientLedger copy() {
    ClientLedger copy = new ClientLedger();
    copy.offer = offer;
    copy.waited = waited;
    copy.waiting = waiting;
    copy.answered = answered;
    copy.elapsed = elapsed;
    copy.noted = noted;
    copy.started = started;
    copy.abandoned = abandoned;
    copy.sent = sent;
    copy.failed = failed;
    copy.delivered = delivered;
    copy.readBeforeFinal = readBeforeFinal;
    copy.persistent = persistent;
    copy.finalEnded = finalEnded;
    copy.outcomes = outcomes;
    copy.switched = switched;
    copy.settled = settled;
    return copy;
  }

  @Override
  public List<Object> facts() {
    return List.of(
        offer == null ? "none" : offer,
        outcomes,
        Walk.bits(
            waited,
            waiting,
            answered,
            elapsed,
            noted,
            started,
            abandoned,
            sent,
            failed,
            delivered,
            readBeforeFinal,
            persistent,
            finalEnded,
            switched,
            settled));
  }

  @Override
  public boolean possible(ClientState state, ClientInput input) {
    if (input instanceof ClientInput.ContentFailed) {
      return offer == null || offer.hasContent();
    }
    return !(input instanceof ClientInput.ContentSent) || !sent;
  }

  @Override
  public void record(
      ClientState state, ClientInput input, Machine.Outcome<ClientState, ClientAction> outcome) {
    before = state;
    cause = input;
    next = outcome.next();
    if (state instanceof ClientState.Settled) {
      assertThat(next).as("a settled exchange stays as it is").isEqualTo(state);
      assertThat(outcome.actions()).as("a settled exchange does nothing").isEmpty();
      assertThat(outcome.broken()).isEmpty();
      return;
    }
    boolean unanswered = offer == Offer.CONTENT_ON_REQUEST && !answered && !noted;
    boolean elapses = input instanceof ClientInput.WaitElapsed && waiting;
    note(input);
    outcome.actions().forEach(action -> action.performOn(this, this));
    assertThat(noted && unanswered)
        .as("every answer to the expectation is noted, in time or late")
        .isEqualTo(unanswered && answers(input));
    assertThat(switched)
        .as("a 101 that was asked for always switches")
        .isEqualTo(input instanceof ClientInput.SwitchReceived);
    boolean breach =
        input.equals(new ClientInput.InterimReceived(101)) && !(state instanceof ClientState.Idle);
    assertThat(outcome.broken())
        .isEqualTo(
            elapses
                ? List.of(Rule.EXPECT_UNANSWERED)
                : breach ? List.of(Rule.SWITCH_UNASKED) : List.of());
    check(next);
  }

  @Override
  public boolean over() {
    return settled;
  }

  boolean started() {
    return started;
  }

  boolean waiting() {
    return waiting;
  }

  boolean delivered() {
    return delivered;
  }

  boolean switched() {
    return switched;
  }

  boolean finalEnded() {
    return finalEnded;
  }

  private boolean whole() {
    return withoutContent() || (sent && !failed);
  }

  private boolean withoutContent() {
    return offer != null && !offer.hasContent();
  }

  /** Whoever waits for the content answers a whole one with what an answer could be, or 2xx. */
  private boolean answers(ClientInput input) {
    return input.equals(new ClientInput.InterimReceived(100))
        || (input instanceof ClientInput.FinalReceived last
            && last.status() != 417
            && (last.status() >= 400 || !sent || failed));
  }

  private void note(ClientInput input) {
    ownHundred = false;
    if (input instanceof ClientInput.HeadSent head) {
      offer = head.offer();
    } else if (input.equals(new ClientInput.InterimReceived(100))) {
      ownHundred = offer == Offer.CONTENT_ON_REQUEST && !answered;
      answered = true;
    } else if (input instanceof ClientInput.FinalReceived received) {
      persistent = received.persistent();
    } else if (input instanceof ClientInput.FinalEnded) {
      finalEnded = true;
      outcomes++;
    } else if (input instanceof ClientInput.ContentSent) {
      sent = true;
    } else if (input instanceof ClientInput.ContentFailed) {
      failed = true;
    } else if (input instanceof ClientInput.Cancelled) {
      outcomes += finalEnded ? 0 : 1;
    } else if (input instanceof ClientInput.WaitElapsed
        || input instanceof ClientInput.WaitOverslept) {
      if (!waiting) {
        assertThat(next).as("a wait that lost its race changes nothing").isEqualTo(before);
      }
      elapsed |= waiting;
      waiting = false;
    }
  }

  private void check(ClientState state) {
    assertThat(waiting)
        .as("a wait is armed exactly while a verdict is awaited")
        .isEqualTo(state instanceof ClientState.AwaitingVerdict);
    assertThat(state instanceof ClientState.Settled).as("settled and told so").isEqualTo(settled);
    boolean over = settled || state instanceof ClientState.SendingAfterFinal;
    assertThat(outcomes).as("outcomes the caller was told in %s", state).isEqualTo(over ? 1 : 0);
    assertThat(state.sendsContent())
        .as("content flows from its start to its end in %s", state)
        .isEqualTo(started && !abandoned && !sent && !settled);
    assertThat(state.readsFinal())
        .as("a response is read from its head to its end in %s", state)
        .isEqualTo(delivered && !finalEnded && !settled);
    if (state instanceof ClientState.Settled end) {
      assertThat(end.settlement() == Settlement.SWITCHED)
          .as("switched and told so")
          .isEqualTo(switched);
    }
    if (state instanceof ClientState.Settled end && end.settlement().reusable()) {
      assertThat(readBeforeFinal && finalEnded)
          .as("whole content and no doubt that it is read, then whole final")
          .isTrue();
      assertThat(failed || !persistent).as("the connection lives").isFalse();
    }
  }

  @Override
  public void armWait() {
    assertThat(waited).as("one wait").isFalse();
    assertThat(offer).isEqualTo(Offer.CONTENT_ON_REQUEST);
    waited = true;
    waiting = true;
  }

  @Override
  public void cancelWait() {
    assertThat(waiting).as("a wait was armed").isTrue();
    waiting = false;
  }

  @Override
  public void startContent() {
    assertThat(started).as("content starts once").isFalse();
    assertThat(delivered || abandoned).as("no content after a final response").isFalse();
    if (offer == Offer.CONTENT_ON_REQUEST) {
      assertThat(cause)
          .as("a 100 or the end of the wait lets content flow")
          .isIn(
              new ClientInput.InterimReceived(100),
              new ClientInput.WaitElapsed(),
              new ClientInput.WaitOverslept());
    } else {
      assertThat(cause).isEqualTo(new ClientInput.HeadSent(Offer.CONTENT));
    }
    started = true;
  }

  @Override
  public void abandonContent() {
    assertThat(abandoned || withoutContent() || sent).isFalse();
    abandoned = true;
  }

  @Override
  public void settle(Settlement settlement) {
    assertThat(settled).as("one settlement").isFalse();
    assertThat(next).isEqualTo(new ClientState.Settled(settlement));
    settled = true;
  }

  @Override
  public void deliverInterim(int status) {
    assertThat(cause).isEqualTo(new ClientInput.InterimReceived(status));
    assertThat(ownHundred).as("the answer to our own question stays here").isFalse();
    assertThat(delivered).as("an interim comes before the final response").isFalse();
    assertThat(status).as("101 is never passed on").isNotEqualTo(101);
    assertThat(status == 100 && (!started || sent || failed))
        .as("a 100 is passed on while content is to come")
        .isFalse();
  }

  @Override
  public void noteAnswer(int status, ClientAction.Moment moment) {
    assertThat(offer).as("only what was asked is answered").isEqualTo(Offer.CONTENT_ON_REQUEST);
    assertThat(noted).as("one answer").isFalse();
    assertThat(status).as("a 417 is none").isNotEqualTo(417);
    assertThat(moment)
        .as("a refusal of the whole content may be of the content")
        .isEqualTo(
            !elapsed
                ? ClientAction.Moment.IN_TIME
                : status >= 400 && sent && !failed
                    ? ClientAction.Moment.AFTER_CONTENT
                    : ClientAction.Moment.LATE);
    noted = true;
  }

  @Override
  public void deliverSwitch() {
    assertThat(cause).isEqualTo(new ClientInput.SwitchReceived());
    assertThat(offer).as("only what was asked for").isEqualTo(Offer.UPGRADE);
    assertThat(delivered).as("a switch comes instead of a final response").isFalse();
    switched = true;
    outcomes++;
  }

  @Override
  public void deliverFinal(int status) {
    assertThat(cause).isInstanceOf(ClientInput.FinalReceived.class);
    assertThat(((ClientInput.FinalReceived) Objects.requireNonNull(cause)).status())
        .isEqualTo(status);
    assertThat(delivered).as("one final response").isFalse();
    delivered = true;
    readBeforeFinal = whole() && (status < 300 || withoutContent());
    assertThat(abandoned || sent || withoutContent())
        .as("a final response ends the sending")
        .isTrue();
    assertThat(status == 417 && offer == Offer.CONTENT_ON_REQUEST && !started)
        .as("a 417 to withheld content is for us")
        .isFalse();
  }

  @Override
  public void deliverFinalAmidContent(int status) {
    assertThat(cause).isInstanceOf(ClientInput.FinalReceived.class);
    assertThat(status).as("only a success lets content flow on").isBetween(200, 299);
    assertThat(delivered).as("one final response").isFalse();
    assertThat(started && !abandoned && !sent).as("content flows").isTrue();
    delivered = true;
  }

  @Override
  public void cutFinal() {
    assertThat(delivered && !finalEnded).as("a response under way is cut").isTrue();
    outcomes++;
  }

  @Override
  public void timeOut() {
    assertThat(cause).isInstanceOf(ClientInput.Overdue.class);
    assertThat(delivered).as("a time-out comes instead of a final response").isFalse();
    assertThat(waiting).as("while a verdict is awaited, the wait is what elapses").isFalse();
    outcomes++;
  }

  @Override
  public void repeatWithoutExpectation() {
    assertThat(offer).isEqualTo(Offer.CONTENT_ON_REQUEST);
    assertThat(started).as("nothing is spent").isFalse();
    outcomes++;
  }

  @Override
  public void fail(Replay replay) {
    assertThat(delivered).as("a failure comes instead of a final response").isFalse();
    Replay spent =
        cause instanceof ClientInput.ConnectionStale ? Replay.IF_IDEMPOTENT : Replay.NEVER;
    assertThat(replay)
        .isEqualTo(
            started ? spent : withoutContent() ? Replay.IF_IDEMPOTENT : Replay.NOTHING_SPENT);
    outcomes++;
  }
}
