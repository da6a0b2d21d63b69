// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What both sides of a relay did in one exchange, against what the coupling promises.
 *
 * <p>The coupling is told here a second time, from its description: each side steps on its own, and
 * the relay must have done the same.
 */
final class RelayLedger implements Walk.Ledger<RelayState, Inputs.Either, RelayAction> {
  private final Machine<ServerState, ServerInput, ServerAction> server;
  private final Machine<ClientState, ClientInput, ClientAction> client;
  private ServerLedger down = new ServerLedger();
  private ClientLedger up = new ClientLedger();
  private boolean spent;
  private boolean repeats;
  private boolean refusedToNegotiate;

  RelayLedger(
      Machine<ServerState, ServerInput, ServerAction> server,
      Machine<ClientState, ClientInput, ClientAction> client) {
    this.server = server;
    this.client = client;
  }

  @Override
  public RelayLedger copy() {
    RelayLedger copy = new RelayLedger(server, client);
    copy.down = down.copy();
    copy.up = up.copy();
    copy.spent = spent;
    copy.repeats = repeats;
    copy.refusedToNegotiate = refusedToNegotiate;
    return copy;
  }

  @Override
  public List<Object> facts() {
    return List.of(down.facts(), up.facts(), spent, repeats, refusedToNegotiate);
  }

  @Override
  public boolean possible(RelayState state, Inputs.Either input) {
    if (input instanceof Inputs.Down toDown) {
      return down.possible(state.down(), toDown.input());
    }
    ClientInput toUp = ((Inputs.Up) input).input();
    if (spent
        && toUp instanceof ClientInput.HeadSent head
        && head.offer() != Offer.CONTENT
        && state.up() instanceof ClientState.Idle) {
      return false; // what was sent is sent again
    }
    if (refusedToNegotiate && toUp.equals(new ClientInput.HeadSent(Offer.CONTENT_ON_REQUEST))) {
      return false; // the gateway repeats without the expectation
    }
    if (toUp instanceof ClientInput.FinalReceived received
        && received.status() != 200
        && received.status() != 417) {
      return false; // does what a 200 does, as the table shows
    }
    return up.possible(state.up(), toUp);
  }

  @Override
  public boolean over() {
    return down.over() && up.over();
  }

  @Override
  public void record(
      RelayState before, Inputs.Either input, Machine.Outcome<RelayState, RelayAction> outcome) {
    if (over()) {
      assertThat(outcome.next()).as("a settled exchange stays as it is").isEqualTo(before);
      assertThat(outcome.actions()).as("a settled exchange does nothing").isEmpty();
      return;
    }
    boolean deliveredBefore = up.delivered();
    Told told = new Told(before);
    told.hear(input);
    assertThat(outcome.next()).as("joint state").isEqualTo(new RelayState(told.down, told.up));
    assertThat(outcome.actions()).as("joint actions").isEqualTo(told.actions);
    assertThat(outcome.broken()).as("broken rules").isEqualTo(told.broken);
    spent |= up.started();
    check(outcome.next(), deliveredBefore);
  }

  private void check(RelayState state, boolean deliveredBefore) {
    assertThat(down.over() && !up.over())
        .as("once down settles, up settles, or sends content that came whole")
        .isEqualTo(
            down.over() && state.up() instanceof ClientState.SendingAfterFinal && down.passed());
    if (up.over()) {
      assertThat(down.finalBegun() || down.over()).as("an origin less is an answer more").isTrue();
    }
    if (up.delivered() && !deliveredBefore) {
      assertThat(down.finalBegun() || down.over()).as("a final response is passed on").isTrue();
    }
    assertThat(up.switched()).as("both sides switch, or none").isEqualTo(down.switched());
    assertThat(down.admitted()).as("content is wanted exactly if it may flow").isEqualTo(spent);
    if (up.over() && up.delivered() && !up.finalEnded()) {
      assertThat(down.aborted() || down.gone()).as("no cut response looks whole").isTrue();
    }
    if (down.finalOffered() && down.finalEnded()) {
      assertThat(up.finalEnded()).as("only a whole response is whole").isTrue();
    }
    somebodyOwesSomething(state);
  }

  /** Who must act next, for one of the sides that is not at its end. */
  private enum Debtor {
    /** The client sends content, or stops reading; a deadline runs. */
    CLIENT,
    /** The client may send a request whenever it likes. */
    NEXT_REQUEST,
    /** The origin takes content, answers, or leaves. */
    ORIGIN,
    /** The origin owes a verdict, and the wait runs. */
    ORIGIN_IN_TIME,
    /** The gateway chooses an origin, or writes what it has. */
    GATEWAY,
    NOBODY
  }

  private void somebodyOwesSomething(RelayState state) {
    switch (debtor(state)) {
      case CLIENT -> {
        assertThat(down.armed()).as("the client's time runs in %s", state).hasSize(1);
        assertThat(clientWithholds(state)).as("a client that waits for us owes nothing").isFalse();
      }
      case ORIGIN_IN_TIME -> assertThat(up.waiting()).as("the origin's time runs").isTrue();
      case NOBODY -> assertThat(over()).as("owed by nobody, and not over: %s", state).isTrue();
      case ORIGIN, GATEWAY, NEXT_REQUEST ->
          assertThat(clientWithholds(state) && up.started())
              .as("the client waits for a 100, the origin for content")
              .isFalse();
    }
    assertThat(up.waiting() || up.started() || !down.admitted() || repeats).isTrue();
  }

  private boolean clientWithholds(RelayState state) {
    return state.down() instanceof ServerState.Deciding deciding
        && deciding.request().offer() == Offer.CONTENT_ON_REQUEST
        && deciding.arrival() == ServerState.Arrival.NONE
        && !down.hundred();
  }

  private Debtor debtor(RelayState state) {
    ServerState client = state.down();
    ClientState origin = state.up();
    if (client instanceof ServerState.Settled) {
      return origin instanceof ClientState.SendingAfterFinal ? Debtor.ORIGIN : Debtor.NOBODY;
    }
    if (client instanceof ServerState.RespondingAmidContent
        || client instanceof ServerState.ReadingAfterFinal) {
      assertThat(origin)
          .isInstanceOfAny(
              ClientState.SendingAndReading.class, ClientState.SendingAfterFinal.class);
      return Debtor.CLIENT;
    }
    if (client instanceof ServerState.Draining) {
      return Debtor.CLIENT;
    }
    if (origin instanceof ClientState.Settled) {
      assertThat(client).isInstanceOfAny(ServerState.Responding.class, ServerState.Refusing.class);
      return Debtor.GATEWAY;
    }
    if (origin instanceof ClientState.ReadingFinal
        || origin instanceof ClientState.SendingAndReading
        || origin instanceof ClientState.SendingAfterFinal) {
      assertThat(client).isInstanceOfAny(ServerState.Responding.class, ServerState.Refusing.class);
      return Debtor.ORIGIN;
    }
    if (origin instanceof ClientState.AwaitingVerdict) {
      assertThat(client).isInstanceOf(ServerState.Deciding.class);
      return Debtor.ORIGIN_IN_TIME;
    }
    if (origin instanceof ClientState.Idle) {
      if (!repeats) {
        assertThat(client)
            .isInstanceOfAny(
                ServerState.ReadingHead.class,
                ServerState.Deciding.class,
                ServerState.AwaitingFinal.class);
      }
      return client instanceof ServerState.ReadingHead ? Debtor.NEXT_REQUEST : Debtor.GATEWAY;
    }
    assertThat(client)
        .isInstanceOfAny(
            ServerState.Continued.class,
            ServerState.ReadingContent.class,
            ServerState.AwaitingFinal.class);
    return origin instanceof ClientState.SendingContent && !down.whole()
        ? Debtor.CLIENT
        : Debtor.ORIGIN;
  }

  /** The coupling, told again. */
  private final class Told implements ClientAction.Caller {
    private final List<RelayAction> actions = new ArrayList<>();
    private final List<Rule> broken = new ArrayList<>();
    private final ArrayDeque<ServerInput> handedDown = new ArrayDeque<>();
    private RelayAction.@Nullable Again again;
    private ServerState down;
    private ClientState up;

    Told(RelayState before) {
      down = before.down();
      up = before.up();
    }

    void hear(Inputs.Either input) {
      boolean stale = input.equals(new Inputs.Up(new ClientInput.ConnectionStale()));
      if (input instanceof Inputs.Down toDown) {
        hear(toDown.input());
      } else {
        hear(((Inputs.Up) input).input());
      }
      while (!handedDown.isEmpty()) {
        hear(handedDown.remove());
      }
      if (again != null) {
        repeats |= stale;
        assertThat(RelayLedger.this.up.started() && !stale).as("asked again, spent").isFalse();
        assertThat(spent && !repeats).as("asked again, spent before").isFalse();
        assertThat(RelayLedger.this.down.finalBegun()).as("asked again, answered").isFalse();
        assertThat(again == RelayAction.Again.WITHOUT_EXPECTATION && refusedToNegotiate)
            .as("asked twice without expectation")
            .isFalse();
        assertThat(RelayLedger.this.up.over()).as("one origin at a time").isTrue();
        refusedToNegotiate |= again == RelayAction.Again.WITHOUT_EXPECTATION;
        RelayLedger.this.up = new ClientLedger();
        up = client.initial();
        actions.add(new RelayAction.AskAgain(again));
      }
    }

    private void hear(ServerInput input) {
      Machine.Outcome<ServerState, ServerAction> outcome = server.step(down, input).orElseThrow();
      RelayLedger.this.down.record(down, input, outcome);
      down = outcome.next();
      outcome.actions().forEach(action -> actions.add(new RelayAction.OnDown(action)));
      if (outcome.actions().stream()
          .anyMatch(
              action ->
                  action instanceof ServerAction.Refuse
                      || (action instanceof ServerAction.Settle && !stillSends())
                      || (action instanceof ServerAction.DiscardContent
                          && up instanceof ClientState.SendingAfterFinal))) {
        hear(new ClientInput.Cancelled());
      }
    }

    /** The client has all it wants, the origin not yet all that the client sent. */
    private boolean stillSends() {
      return up instanceof ClientState.SendingAfterFinal
          && RelayLedger.this.down.finalEnded()
          && RelayLedger.this.down.passed();
    }

    private void hear(ClientInput input) {
      Machine.Outcome<ClientState, ClientAction> outcome = client.step(up, input).orElseThrow();
      RelayLedger.this.up.record(up, input, outcome);
      up = outcome.next();
      broken.addAll(outcome.broken());
      for (ClientAction action : outcome.actions()) {
        if (action instanceof ClientAction.OnWire onWire) {
          actions.add(new RelayAction.OnUp(onWire));
          if (action instanceof ClientAction.StartContent) {
            handedDown.add(new ServerInput.Admitted());
          }
          if (action instanceof ClientAction.AbandonContent) {
            handedDown.add(new ServerInput.ContentUnwanted());
          }
        } else {
          ((ClientAction.ToCaller) action).performOn(this);
        }
      }
    }

    @Override
    public void deliverInterim(int status) {
      handedDown.add(new ServerInput.InterimOffered(status));
    }

    @Override
    public void noteAnswer(int status, ClientAction.Moment moment) {}

    @Override
    public void deliverFinal(int status) {
      handedDown.add(new ServerInput.FinalOffered());
    }

    @Override
    public void deliverFinalAmidContent(int status) {
      handedDown.add(new ServerInput.FinalOfferedAmidContent());
    }

    @Override
    public void deliverSwitch() {
      handedDown.add(new ServerInput.SwitchOffered());
    }

    @Override
    public void cutFinal() {
      handedDown.add(new ServerInput.Refused(502));
    }

    @Override
    public void timeOut() {
      handedDown.add(new ServerInput.Refused(504));
    }

    @Override
    public void repeatWithoutExpectation() {
      again = RelayAction.Again.WITHOUT_EXPECTATION;
    }

    @Override
    public void fail(Replay replay) {
      if (replay == Replay.NEVER) {
        handedDown.add(new ServerInput.Refused(502));
      } else {
        again =
            replay == Replay.NOTHING_SPENT
                ? RelayAction.Again.ELSEWHERE
                : RelayAction.Again.ELSEWHERE_IF_IDEMPOTENT;
      }
    }
  }
}
