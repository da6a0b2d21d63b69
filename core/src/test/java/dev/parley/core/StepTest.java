// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import static dev.parley.core.Steps.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.RelayAction.Again;
import dev.parley.core.RelayAction.AskAgain;
import dev.parley.core.RelayAction.OnDown;
import dev.parley.core.RelayAction.OnUp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** The claims that matter most, one by one; the tables hold all of them. */
class StepTest {
  private static final Request ASKS = new Request(Offer.CONTENT_ON_REQUEST, Version.HTTP_1_1, true);
  private static final Request UPGRADES = new Request(Offer.UPGRADE, Version.HTTP_1_1, true);
  private static final Request SENDS = new Request(Offer.CONTENT, Version.HTTP_1_1, true);

  @Test
  void interimOtherThan100LeavesTheWaitRunning() {
    assertThat(new ClientState.AwaitingVerdict().onInterim(103))
        .movesTo(new ClientState.AwaitingVerdict())
        .performs(new ClientAction.DeliverInterim(103));
  }

  @Test
  void elapsedWaitBlamesTheServerAndStartsTheContent() {
    assertThat(new ClientState.AwaitingVerdict().onWaitElapsed())
        .movesTo(new ClientState.SendingContent(ClientState.Answer.DUE))
        .performs(new ClientAction.StartContent())
        .breaks(Rule.EXPECT_UNANSWERED);
  }

  @Test
  void late100ThatWasAskedForIsDiscardedAndTheNextOneIsNot() {
    ClientState.SendingContent due = new ClientState.SendingContent(ClientState.Answer.DUE);
    ClientState.SendingContent notDue = new ClientState.SendingContent(ClientState.Answer.NOT_DUE);
    assertThat(due.onInterim(100))
        .movesTo(notDue)
        .performs(new ClientAction.NoteAnswer(100, ClientAction.Moment.LATE));
    assertThat(notDue.onInterim(100))
        .movesTo(notDue)
        .performs(new ClientAction.DeliverInterim(100));
  }

  @Test
  void aWaitThatWasSleptThroughBlamesNobody() {
    assertThat(new ClientState.AwaitingVerdict().onWaitOverslept())
        .movesTo(new ClientState.SendingContent(ClientState.Answer.DUE))
        .performs(new ClientAction.StartContent())
        .breaks();
  }

  @Test
  void lateRefusalInMidContentAnswersTheExpectation() {
    assertThat(new ClientState.SendingContent(ClientState.Answer.DUE).onFinal(413, true))
        .movesTo(new ClientState.ReadingFinal(Settlement.CONTENT_OWED))
        .performs(
            new ClientAction.AbandonContent(),
            new ClientAction.NoteAnswer(413, ClientAction.Moment.LATE),
            new ClientAction.DeliverFinal(413));
  }

  @Test
  void late100AfterTheWholeContentIsNoted() {
    ClientState whole =
        new ClientState.SendingContent(ClientState.Answer.DUE).onContentSent().next();
    assertThat(whole.onInterim(100))
        .movesTo(new ClientState.AwaitingFinal(ClientState.Sent.WHOLE, ClientState.Answer.NOT_DUE))
        .performs(new ClientAction.NoteAnswer(100, ClientAction.Moment.LATE));
  }

  @Test
  void afterTheWholeContentARefusalMayBeAnAnswerAndASuccessIsNone() {
    ClientState whole =
        new ClientState.SendingContent(ClientState.Answer.DUE).onContentSent().next();
    assertThat(whole.onFinal(201, true)).performs(new ClientAction.DeliverFinal(201));
    assertThat(whole.onFinal(400, true))
        .performs(
            new ClientAction.NoteAnswer(400, ClientAction.Moment.AFTER_CONTENT),
            new ClientAction.DeliverFinal(400));
  }

  @Test
  void responseOnAnIdleConnectionFailsTheNextRequestWithNothingSpent() {
    assertThat(new ClientState.Idle().onFinal(408, false))
        .movesTo(new ClientState.Settled(Settlement.UNREADABLE))
        .performs(
            new ClientAction.Fail(Replay.NOTHING_SPENT),
            new ClientAction.Settle(Settlement.UNREADABLE));
  }

  @Test
  void refusalThatWasWrittenOutlivesASecondOne() {
    ServerState.Refusing own =
        new ServerState.Refusing(ServerState.Response.OWN, ServerState.Input.OPEN);
    assertThat(own.onRefused(500)).movesTo(own).performs();
    assertThat(own.onFinal()).movesTo(own).performs();
  }

  @Test
  void offeredResponseThatStaysCutResetsTheConnection() {
    assertThat(
            new ServerState.Refusing(ServerState.Response.OFFERED, ServerState.Input.OPEN)
                .onRefused(502))
        .movesTo(new ServerState.Settled(Settlement.RESPONSE_CUT))
        .performs(new ServerAction.Abort(), new ServerAction.Settle(Settlement.RESPONSE_CUT));
  }

  @Test
  void clientThatHalfClosedBeforeTheVerdictIsAnsweredWithoutADrain() {
    ServerState whole =
        new ServerState.Deciding(SENDS, ServerState.Arrival.WHOLE, ServerState.Input.OPEN);
    ServerState responding = whole.onInputClosed().next().onRefused(413).next();
    assertThat(responding.onFinalEnd())
        .movesTo(new ServerState.Settled(Settlement.CLOSE_SIGNALLED))
        .performs(new ServerAction.Close(), new ServerAction.Settle(Settlement.CLOSE_SIGNALLED));
  }

  @Test
  void relayAsksAgainWithoutExpectationAfterA417() {
    assertThat(asked(ASKS).onUp(new ClientInput.FinalReceived(417, true)))
        .movesTo(
            new RelayState(
                new ServerState.Deciding(ASKS, ServerState.Arrival.NONE, ServerState.Input.OPEN),
                new ClientState.Idle()))
        .performs(
            new OnUp(new ClientAction.CancelWait()),
            new OnUp(new ClientAction.AbandonContent()),
            new OnUp(new ClientAction.Settle(Settlement.CONTENT_OWED)),
            new AskAgain(Again.WITHOUT_EXPECTATION));
  }

  @Test
  void relayThatAskedOnItsOwnAccountKeepsTheLate100ToItself() {
    RelayState sending = asked(SENDS).onUp(new ClientInput.WaitElapsed()).next();
    assertThat(sending.onUp(new ClientInput.InterimReceived(100))).performs();
  }

  @Test
  void relayAnswers502WhenTheOriginLeavesWithContentSpent() {
    RelayState sending = asked(ASKS).onUp(new ClientInput.InterimReceived(100)).next();
    assertThat(sending.onUp(new ClientInput.PeerGone()))
        .movesTo(
            new RelayState(
                new ServerState.Refusing(ServerState.Response.OWN, ServerState.Input.OPEN),
                new ClientState.Settled(Settlement.PEER_GONE)))
        .performs(
            new OnUp(new ClientAction.AbandonContent()),
            new OnUp(new ClientAction.Settle(Settlement.PEER_GONE)),
            new OnDown(new ServerAction.CancelDeadline(Deadline.FIRST_CONTENT)),
            new OnDown(new ServerAction.DiscardContent()),
            new OnDown(new ServerAction.Refuse(502, true)));
  }

  @Test
  void relayAnswers504WhenTheOriginTakesTooLong() {
    RelayState sending = asked(ASKS).onUp(new ClientInput.InterimReceived(100)).next();
    assertThat(sending.onUp(new ClientInput.Overdue()))
        .movesTo(
            new RelayState(
                new ServerState.Refusing(ServerState.Response.OWN, ServerState.Input.OPEN),
                new ClientState.Settled(Settlement.OVERDUE)))
        .performs(
            new OnUp(new ClientAction.AbandonContent()),
            new OnUp(new ClientAction.Settle(Settlement.OVERDUE)),
            new OnDown(new ServerAction.CancelDeadline(Deadline.FIRST_CONTENT)),
            new OnDown(new ServerAction.DiscardContent()),
            new OnDown(new ServerAction.Refuse(504, true)));
  }

  @Test
  void aResponseThatStallsIsCut() {
    assertThat(new ClientState.ReadingFinal(Settlement.COMPLETE).onOverdue())
        .movesTo(new ClientState.Settled(Settlement.OVERDUE))
        .performs(new ClientAction.CutFinal(), new ClientAction.Settle(Settlement.OVERDUE));
  }

  @Test
  void relayAsksElsewhereWhenARefusalIsDeclined() {
    assertThat(asked(ASKS).onUp(new ClientInput.FinalDeclined()))
        .movesTo(
            new RelayState(
                new ServerState.Deciding(ASKS, ServerState.Arrival.NONE, ServerState.Input.OPEN),
                new ClientState.Idle()))
        .performs(
            new OnUp(new ClientAction.CancelWait()),
            new OnUp(new ClientAction.AbandonContent()),
            new OnUp(new ClientAction.Settle(Settlement.CONTENT_OWED)),
            new AskAgain(Again.ELSEWHERE));
  }

  @Test
  void onlyAWithheldContentLetsAFinalResponseBeDeclined() {
    for (ClientState state : new Machine.OfClient().reachable()) {
      boolean misuse =
          new Machine.OfClient().step(state, new ClientInput.FinalDeclined()).isEmpty();
      Assertions.assertThat(state.mayDecline())
          .as("%s", state)
          .isEqualTo(!misuse && !(state instanceof ClientState.Settled));
    }
  }

  @Test
  void relaySwitchesBothSidesOnA101ThatWasAskedFor() {
    assertThat(upgrading().onUp(new ClientInput.SwitchReceived()))
        .movesTo(
            new RelayState(
                new ServerState.Settled(Settlement.SWITCHED),
                new ClientState.Settled(Settlement.SWITCHED)))
        .performs(
            new OnUp(new ClientAction.Settle(Settlement.SWITCHED)),
            new OnDown(new ServerAction.SendSwitch()),
            new OnDown(new ServerAction.Settle(Settlement.SWITCHED)));
  }

  @Test
  void relayAsksElsewhereWhenTheOriginSwitchesToWhatNobodyAskedFor() {
    assertThat(upgrading().onUp(new ClientInput.InterimReceived(101)))
        .movesTo(
            new RelayState(
                new ServerState.AwaitingFinal(UPGRADES, ServerState.Input.OPEN),
                new ClientState.Idle()))
        .performs(
            new OnUp(new ClientAction.Settle(Settlement.UNREADABLE)),
            new AskAgain(Again.ELSEWHERE_IF_IDEMPOTENT))
        .breaks(Rule.SWITCH_UNASKED);
  }

  @Test
  void misuseNamesTheStateAndTheCall() {
    assertThatThrownBy(() -> new ServerState.ReadingHead().onAdmitted())
        .isInstanceOf(MisuseException.class)
        .hasMessage("state: ReadingHead[] (expected: none in which Admitted can be called)");
    assertThatThrownBy(() -> new ClientState.AwaitingVerdict().onContentSent())
        .isInstanceOf(MisuseException.class)
        .hasMessage("state: AwaitingVerdict[] (expected: none in which ContentSent can be called)");
  }

  @Test
  void everyMisuseNamesItsOwnInput() {
    for (ServerState state : new Machine.OfServer().reachable()) {
      Inputs.SERVER.forEach(input -> namesItself(state, input, () -> input.applyTo(state)));
    }
    for (ClientState state : new Machine.OfClient().reachable()) {
      Inputs.CLIENT.forEach(input -> namesItself(state, input, () -> input.applyTo(state)));
    }
  }

  @Test
  void stepsKeepTheirOwnCopies() {
    List<ServerAction> actions = new ArrayList<>(List.of(new ServerAction.Close()));
    ServerStep step = new ServerStep(new ServerState.ReadingHead(), actions);
    actions.clear();
    assertThat(step).performs(new ServerAction.Close());
  }

  @Test
  void relayActionsReachTheSideTheyAreFor() {
    List<String> done = new ArrayList<>();
    Link link = new Link();
    ServerEnd down = new ServerEnd(link, input -> {});
    ClientEnd up = new ClientEnd(link, input -> {});
    RelayAction.Shell shell =
        new RelayAction.Shell() {
          @Override
          public ServerAction.Shell down() {
            return down;
          }

          @Override
          public ClientAction.Wire up() {
            return up;
          }

          @Override
          public void askAgain(Again again) {
            done.add(again.name());
          }
        };
    new OnDown(new ServerAction.ReadContent()).performOn(shell);
    new OnUp(new ClientAction.StartContent()).performOn(shell);
    new AskAgain(Again.ELSEWHERE).performOn(shell);
    Assertions.assertThat(down.reading).isTrue();
    Assertions.assertThat(up.flows).isTrue();
    Assertions.assertThat(done).containsExactly("ELSEWHERE");
  }

  @Test
  void interimThatWasOfferedIsWrittenAsItIs() {
    Link link = new Link();
    new ServerAction.SendInterim(103).performOn(new ServerEnd(link, input -> {}));
    Assertions.assertThat(link.toClient).containsExactly(new Link.Interim(103));
  }

  private static void namesItself(Object state, Object input, Supplier<?> call) {
    try {
      Assertions.assertThat(call.get()).isNotNull();
    } catch (MisuseException misuse) {
      Assertions.assertThat(misuse)
          .hasMessage(
              "state: %s (expected: none in which %s can be called)",
              state, input.getClass().getSimpleName());
    }
  }

  private static RelayState upgrading() {
    return RelayState.initial()
        .onDown(new ServerInput.HeadReceived(UPGRADES))
        .next()
        .onUp(new ClientInput.HeadSent(Offer.UPGRADE))
        .next();
  }

  private static RelayState asked(Request request) {
    return RelayState.initial()
        .onDown(new ServerInput.HeadReceived(request))
        .next()
        .onUp(new ClientInput.HeadSent(Offer.CONTENT_ON_REQUEST))
        .next();
  }
}
