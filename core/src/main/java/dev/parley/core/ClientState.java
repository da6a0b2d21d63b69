// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import dev.parley.core.ClientAction.AbandonContent;
import dev.parley.core.ClientAction.ArmWait;
import dev.parley.core.ClientAction.CancelWait;
import dev.parley.core.ClientAction.CutFinal;
import dev.parley.core.ClientAction.DeliverFinal;
import dev.parley.core.ClientAction.DeliverFinalAmidContent;
import dev.parley.core.ClientAction.DeliverInterim;
import dev.parley.core.ClientAction.DeliverSwitch;
import dev.parley.core.ClientAction.Fail;
import dev.parley.core.ClientAction.Moment;
import dev.parley.core.ClientAction.NoteAnswer;
import dev.parley.core.ClientAction.RepeatWithoutExpectation;
import dev.parley.core.ClientAction.Settle;
import dev.parley.core.ClientAction.StartContent;
import dev.parley.core.ClientAction.TimeOut;
import java.util.ArrayList;
import java.util.List;

/**
 * One exchange as the client sees it, from the head on the wire to the settled connection.
 *
 * <p>The machine decides when content may flow, what a response means for the content, and whether
 * the connection may be used again. It does not know how long the wait is, where the content comes
 * from, or whether a request can be repeated. Only a 100 or the end of the wait lets withheld
 * content flow; a final response ends the sending, but for a success in mid-content (RFC 9110 7.5).
 * {@link Settled} absorbs every input. A wait that loses its race changes nothing.
 *
 * <p>An input that only a broken shell can produce throws {@link MisuseException}.
 */
public sealed interface ClientState {
  int CONTINUE = 100;
  int SWITCHING_PROTOCOLS = 101;
  int EXPECTATION_FAILED = 417;

  /** From here on a status does not say that the request was served (RFC 9110 15). */
  int REDIRECTION = 300;

  /** From here on a status says that it was not. */
  int CLIENT_ERROR = 400;

  /** How much of the content has been sent when no more of it will be. */
  enum Sent {
    NO_CONTENT(Replay.IF_IDEMPOTENT),
    PART(Replay.NEVER),
    WHOLE(Replay.NEVER);

    private final Replay replay;

    Sent(Replay replay) {
      this.replay = replay;
    }
  }

  /** Whether the server may still answer an expectation that nobody waits for any more. */
  enum Answer {
    NOT_DUE,
    DUE
  }

  ClientStep onHeadSent(Offer offer);

  ClientStep onInterim(int status);

  ClientStep onSwitch();

  ClientStep onFinal(int status, boolean persistent);

  ClientStep onFinalDeclined();

  ClientStep onFinalEnd();

  ClientStep onContentSent();

  ClientStep onContentFailed();

  ClientStep onWaitElapsed();

  ClientStep onWaitOverslept();

  ClientStep onOverdue();

  ClientStep onPeerGone();

  ClientStep onConnectionStale();

  ClientStep onUnreadable();

  ClientStep onCancelled();

  /** Whether a final response may be declined now: the head was sent, and nothing is spent. */
  default boolean mayDecline() {
    return false;
  }

  /** Whether content may have left this side. */
  default boolean contentSpent() {
    return false;
  }

  /** Whether content may be written. */
  default boolean sendsContent() {
    return false;
  }

  /** Whether more of the final response is to come. */
  default boolean readsFinal() {
    return false;
  }

  private static ClientStep failed(Settlement settlement, Replay replay, ClientAction... cleanUp) {
    List<ClientAction> actions = new ArrayList<>(List.of(cleanUp));
    actions.add(new Fail(replay));
    actions.add(new Settle(settlement));
    return new ClientStep(new Settled(settlement), actions, List.of());
  }

  /** A final response that answers the expectation as well, where one is due: 417 is no answer. */
  private static ClientStep noting(Answer answer, int status, Moment moment, ClientStep step) {
    if (answer == Answer.NOT_DUE || status == EXPECTATION_FAILED) {
      return step;
    }
    List<ClientAction> actions = new ArrayList<>(step.actions());
    actions.add(actions.size() - 1, new NoteAnswer(status, moment));
    return new ClientStep(step.next(), actions, step.broken());
  }

  private static ClientStep overdue(ClientAction... actions) {
    List<ClientAction> all = new ArrayList<>(List.of(actions));
    all.add(new Settle(Settlement.OVERDUE));
    return new ClientStep(new Settled(Settlement.OVERDUE), all, List.of());
  }

  /** Nothing has been sent. */
  record Idle() implements ClientState {
    @Override
    public ClientStep onHeadSent(Offer offer) {
      return switch (offer) {
        case NO_CONTENT -> ClientStep.to(new AwaitingFinal(Sent.NO_CONTENT, Answer.NOT_DUE));
        case UPGRADE -> ClientStep.to(new AwaitingSwitch());
        case CONTENT -> ClientStep.to(new SendingContent(Answer.NOT_DUE), new StartContent());
        case CONTENT_ON_REQUEST -> ClientStep.to(new AwaitingVerdict(), new ArmWait());
      };
    }

    @Override
    public ClientStep onInterim(int status) {
      return unasked();
    }

    @Override
    public ClientStep onSwitch() {
      throw new MisuseException(this, "SwitchReceived");
    }

    @Override
    public ClientStep onFinal(int status, boolean persistent) {
      return unasked();
    }

    @Override
    public ClientStep onFinalDeclined() {
      throw new MisuseException(this, "FinalDeclined");
    }

    @Override
    public ClientStep onFinalEnd() {
      throw new MisuseException(this, "FinalEnded");
    }

    @Override
    public ClientStep onContentSent() {
      throw new MisuseException(this, "ContentSent");
    }

    @Override
    public ClientStep onContentFailed() {
      throw new MisuseException(this, "ContentFailed");
    }

    @Override
    public ClientStep onWaitElapsed() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onWaitOverslept() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onOverdue() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onPeerGone() {
      return failed(Settlement.PEER_GONE, Replay.NOTHING_SPENT);
    }

    @Override
    public ClientStep onConnectionStale() {
      return onPeerGone();
    }

    @Override
    public ClientStep onUnreadable() {
      return failed(Settlement.UNREADABLE, Replay.NOTHING_SPENT);
    }

    @Override
    public ClientStep onCancelled() {
      return ClientStep.to(new Settled(Settlement.CANCELLED), new Settle(Settlement.CANCELLED));
    }

    /**
     * RFC 9112 9.2: data without an outstanding request is no response, and ends the connection.
     */
    private static ClientStep unasked() {
      return failed(Settlement.UNREADABLE, Replay.NOTHING_SPENT);
    }
  }

  /** The head is sent with {@code Expect: 100-continue}; the content is held back. */
  record AwaitingVerdict() implements ClientState {
    @Override
    public ClientStep onHeadSent(Offer offer) {
      throw new MisuseException(this, "HeadSent");
    }

    @Override
    public ClientStep onInterim(int status) {
      if (status == SWITCHING_PROTOCOLS) {
        return failed(Settlement.UNREADABLE, Replay.NOTHING_SPENT, new CancelWait())
            .breaking(Rule.SWITCH_UNASKED);
      }
      // RFC 9110 15.2: a 1xx other than 100 says nothing about the expectation.
      return status == CONTINUE
          ? ClientStep.to(
              new SendingContent(Answer.NOT_DUE),
              new CancelWait(),
              new NoteAnswer(status, Moment.IN_TIME),
              new StartContent())
          : ClientStep.to(this, new DeliverInterim(status));
    }

    @Override
    public ClientStep onSwitch() {
      throw new MisuseException(this, "SwitchReceived");
    }

    @Override
    public ClientStep onFinal(int status, boolean persistent) {
      if (status == EXPECTATION_FAILED) {
        return ClientStep.to(
            new Settled(Settlement.CONTENT_OWED),
            new CancelWait(),
            new AbandonContent(),
            new RepeatWithoutExpectation(),
            new Settle(Settlement.CONTENT_OWED));
      }
      return ClientStep.to(
          new ReadingFinal(Settlement.CONTENT_OWED),
          new CancelWait(),
          new AbandonContent(),
          new NoteAnswer(status, Moment.IN_TIME),
          new DeliverFinal(status));
    }

    @Override
    public boolean mayDecline() {
      return true;
    }

    @Override
    public ClientStep onFinalDeclined() {
      return failed(
          Settlement.CONTENT_OWED, Replay.NOTHING_SPENT, new CancelWait(), new AbandonContent());
    }

    @Override
    public ClientStep onFinalEnd() {
      throw new MisuseException(this, "FinalEnded");
    }

    @Override
    public ClientStep onContentSent() {
      throw new MisuseException(this, "ContentSent");
    }

    @Override
    public ClientStep onContentFailed() {
      throw new MisuseException(this, "ContentFailed");
    }

    @Override
    public ClientStep onWaitElapsed() {
      return ClientStep.to(new SendingContent(Answer.DUE), new StartContent())
          .breaking(Rule.EXPECT_UNANSWERED);
    }

    @Override
    public ClientStep onWaitOverslept() {
      return ClientStep.to(new SendingContent(Answer.DUE), new StartContent());
    }

    @Override
    public ClientStep onOverdue() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onPeerGone() {
      return failed(Settlement.PEER_GONE, Replay.NOTHING_SPENT, new CancelWait());
    }

    @Override
    public ClientStep onConnectionStale() {
      return onPeerGone();
    }

    @Override
    public ClientStep onUnreadable() {
      return failed(Settlement.UNREADABLE, Replay.NOTHING_SPENT, new CancelWait());
    }

    @Override
    public ClientStep onCancelled() {
      return ClientStep.to(
          new Settled(Settlement.CANCELLED),
          new CancelWait(),
          new AbandonContent(),
          new Settle(Settlement.CANCELLED));
    }
  }

  /** Content flows, or may flow, to the server. */
  record SendingContent(Answer answer) implements ClientState {
    @Override
    public boolean contentSpent() {
      return true;
    }

    @Override
    public boolean sendsContent() {
      return true;
    }

    @Override
    public ClientStep onHeadSent(Offer offer) {
      throw new MisuseException(this, "HeadSent");
    }

    @Override
    public ClientStep onInterim(int status) {
      if (status == SWITCHING_PROTOCOLS) {
        return failed(Settlement.UNREADABLE, Replay.NEVER, new AbandonContent())
            .breaking(Rule.SWITCH_UNASKED);
      }
      // RFC 9110 15.2.1: whoever asked goes on sending and discards the 100, late or not.
      return status == CONTINUE && answer == Answer.DUE
          ? ClientStep.to(new SendingContent(Answer.NOT_DUE), new NoteAnswer(status, Moment.LATE))
          : ClientStep.to(this, new DeliverInterim(status));
    }

    @Override
    public ClientStep onSwitch() {
      throw new MisuseException(this, "SwitchReceived");
    }

    @Override
    public ClientStep onFinal(int status, boolean persistent) {
      // Choice (decision 0011): a success does not end the sending (RFC 9110 7.5), a close does.
      if (status < REDIRECTION) {
        return noting(
            answer,
            status,
            Moment.LATE,
            ClientStep.to(new SendingAndReading(), new DeliverFinalAmidContent(status)));
      }
      return noting(
          answer,
          status,
          Moment.LATE,
          ClientStep.to(
              new ReadingFinal(Settlement.CONTENT_OWED),
              new AbandonContent(),
              new DeliverFinal(status)));
    }

    @Override
    public ClientStep onFinalDeclined() {
      throw new MisuseException(this, "FinalDeclined");
    }

    @Override
    public ClientStep onFinalEnd() {
      throw new MisuseException(this, "FinalEnded");
    }

    @Override
    public ClientStep onContentSent() {
      return ClientStep.to(new AwaitingFinal(Sent.WHOLE, answer));
    }

    @Override
    public ClientStep onContentFailed() {
      // A response beats a write error: the server may have answered before it stopped reading.
      return ClientStep.to(new AwaitingFinal(Sent.PART, answer), new AbandonContent());
    }

    @Override
    public ClientStep onWaitElapsed() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onWaitOverslept() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onOverdue() {
      return overdue(new AbandonContent(), new TimeOut());
    }

    @Override
    public ClientStep onPeerGone() {
      return failed(Settlement.PEER_GONE, Replay.NEVER, new AbandonContent());
    }

    @Override
    public ClientStep onConnectionStale() {
      return failed(Settlement.PEER_GONE, Replay.IF_IDEMPOTENT, new AbandonContent());
    }

    @Override
    public ClientStep onUnreadable() {
      return failed(Settlement.UNREADABLE, Replay.NEVER, new AbandonContent());
    }

    @Override
    public ClientStep onCancelled() {
      return ClientStep.to(
          new Settled(Settlement.CANCELLED),
          new AbandonContent(),
          new Settle(Settlement.CANCELLED));
    }
  }

  /** No more content will be sent; the final response has not begun. */
  record AwaitingFinal(Sent sent, Answer answer) implements ClientState {
    @Override
    public boolean contentSpent() {
      return sent != Sent.NO_CONTENT;
    }

    @Override
    public ClientStep onHeadSent(Offer offer) {
      throw new MisuseException(this, "HeadSent");
    }

    @Override
    public ClientStep onInterim(int status) {
      if (status == SWITCHING_PROTOCOLS) {
        return failed(Settlement.UNREADABLE, sent.replay).breaking(Rule.SWITCH_UNASKED);
      }
      if (status != CONTINUE) {
        return ClientStep.to(this, new DeliverInterim(status));
      }
      // Choice (decision 0003): a 100 without content to come is dropped, asked for or not.
      return answer == Answer.DUE
          ? ClientStep.to(
              new AwaitingFinal(sent, Answer.NOT_DUE), new NoteAnswer(status, Moment.LATE))
          : ClientStep.to(this);
    }

    @Override
    public ClientStep onSwitch() {
      throw new MisuseException(this, "SwitchReceived");
    }

    @Override
    public ClientStep onFinal(int status, boolean persistent) {
      ClientStep step =
          ClientStep.to(new ReadingFinal(settles(status, persistent)), new DeliverFinal(status));
      if (sent != Sent.WHOLE) {
        return noting(answer, status, Moment.LATE, step);
      }
      // Whoever waits for the content answers it in the same way.
      return status >= CLIENT_ERROR ? noting(answer, status, Moment.AFTER_CONTENT, step) : step;
    }

    private Settlement settles(int status, boolean persistent) {
      if (sent == Sent.PART) {
        return Settlement.CONTENT_OWED;
      }
      if (!persistent) {
        return Settlement.CLOSE_SIGNALLED;
      }
      // Decision 0009: what is sent may still be on its way, and refused unread.
      return sent == Sent.WHOLE && status >= REDIRECTION
          ? Settlement.CONTENT_IN_DOUBT
          : Settlement.COMPLETE;
    }

    @Override
    public ClientStep onFinalDeclined() {
      throw new MisuseException(this, "FinalDeclined");
    }

    @Override
    public ClientStep onFinalEnd() {
      throw new MisuseException(this, "FinalEnded");
    }

    @Override
    public ClientStep onContentSent() {
      throw new MisuseException(this, "ContentSent");
    }

    @Override
    public ClientStep onContentFailed() {
      // Handed to the transport is not yet sent.
      return ClientStep.to(sent == Sent.WHOLE ? new AwaitingFinal(Sent.PART, answer) : this);
    }

    @Override
    public ClientStep onWaitElapsed() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onWaitOverslept() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onOverdue() {
      return overdue(new TimeOut());
    }

    @Override
    public ClientStep onPeerGone() {
      return failed(Settlement.PEER_GONE, sent.replay);
    }

    @Override
    public ClientStep onConnectionStale() {
      return failed(Settlement.PEER_GONE, Replay.IF_IDEMPOTENT);
    }

    @Override
    public ClientStep onUnreadable() {
      return failed(Settlement.UNREADABLE, sent.replay);
    }

    @Override
    public ClientStep onCancelled() {
      return ClientStep.to(new Settled(Settlement.CANCELLED), new Settle(Settlement.CANCELLED));
    }
  }

  /** The head is sent with {@code Upgrade}; neither a 101 nor the final response has begun. */
  record AwaitingSwitch() implements ClientState {
    @Override
    public ClientStep onHeadSent(Offer offer) {
      throw new MisuseException(this, "HeadSent");
    }

    @Override
    public ClientStep onInterim(int status) {
      if (status == SWITCHING_PROTOCOLS) {
        return failed(Settlement.UNREADABLE, Replay.IF_IDEMPOTENT).breaking(Rule.SWITCH_UNASKED);
      }
      return status == CONTINUE
          ? ClientStep.to(this)
          : ClientStep.to(this, new DeliverInterim(status));
    }

    @Override
    public ClientStep onSwitch() {
      return ClientStep.to(
          new Settled(Settlement.SWITCHED), new DeliverSwitch(), new Settle(Settlement.SWITCHED));
    }

    @Override
    public ClientStep onFinal(int status, boolean persistent) {
      return ClientStep.to(
          new ReadingFinal(persistent ? Settlement.COMPLETE : Settlement.CLOSE_SIGNALLED),
          new DeliverFinal(status));
    }

    @Override
    public ClientStep onFinalDeclined() {
      throw new MisuseException(this, "FinalDeclined");
    }

    @Override
    public ClientStep onFinalEnd() {
      throw new MisuseException(this, "FinalEnded");
    }

    @Override
    public ClientStep onContentSent() {
      throw new MisuseException(this, "ContentSent");
    }

    @Override
    public ClientStep onContentFailed() {
      throw new MisuseException(this, "ContentFailed");
    }

    @Override
    public ClientStep onWaitElapsed() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onWaitOverslept() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onOverdue() {
      return overdue(new TimeOut());
    }

    @Override
    public ClientStep onPeerGone() {
      return failed(Settlement.PEER_GONE, Replay.IF_IDEMPOTENT);
    }

    @Override
    public ClientStep onConnectionStale() {
      return onPeerGone();
    }

    @Override
    public ClientStep onUnreadable() {
      return failed(Settlement.UNREADABLE, Replay.IF_IDEMPOTENT);
    }

    @Override
    public ClientStep onCancelled() {
      return ClientStep.to(new Settled(Settlement.CANCELLED), new Settle(Settlement.CANCELLED));
    }
  }

  /**
   * The final response is being read; {@code atEnd} is how the exchange settles when it is whole.
   */
  record ReadingFinal(Settlement atEnd) implements ClientState {
    @Override
    public boolean readsFinal() {
      return true;
    }

    @Override
    public ClientStep onHeadSent(Offer offer) {
      throw new MisuseException(this, "HeadSent");
    }

    @Override
    public ClientStep onInterim(int status) {
      throw new MisuseException(this, "InterimReceived");
    }

    @Override
    public ClientStep onSwitch() {
      throw new MisuseException(this, "SwitchReceived");
    }

    @Override
    public ClientStep onFinal(int status, boolean persistent) {
      throw new MisuseException(this, "FinalReceived");
    }

    @Override
    public ClientStep onFinalDeclined() {
      throw new MisuseException(this, "FinalDeclined");
    }

    @Override
    public ClientStep onFinalEnd() {
      return ClientStep.to(new Settled(atEnd), new Settle(atEnd));
    }

    @Override
    public ClientStep onContentSent() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onContentFailed() {
      return ClientStep.to(new ReadingFinal(Settlement.CONTENT_OWED));
    }

    @Override
    public ClientStep onWaitElapsed() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onWaitOverslept() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onOverdue() {
      return overdue(new CutFinal());
    }

    @Override
    public ClientStep onPeerGone() {
      return ClientStep.to(
          new Settled(Settlement.RESPONSE_CUT),
          new CutFinal(),
          new Settle(Settlement.RESPONSE_CUT));
    }

    @Override
    public ClientStep onConnectionStale() {
      throw new MisuseException(this, "ConnectionStale");
    }

    @Override
    public ClientStep onUnreadable() {
      return ClientStep.to(
          new Settled(Settlement.UNREADABLE), new CutFinal(), new Settle(Settlement.UNREADABLE));
    }

    @Override
    public ClientStep onCancelled() {
      return ClientStep.to(new Settled(Settlement.CANCELLED), new Settle(Settlement.CANCELLED));
    }
  }

  /** A success in mid-content is being read, and content flows on, or may flow. */
  record SendingAndReading() implements ClientState {
    @Override
    public boolean contentSpent() {
      return true;
    }

    @Override
    public boolean sendsContent() {
      return true;
    }

    @Override
    public boolean readsFinal() {
      return true;
    }

    @Override
    public ClientStep onHeadSent(Offer offer) {
      throw new MisuseException(this, "HeadSent");
    }

    @Override
    public ClientStep onInterim(int status) {
      throw new MisuseException(this, "InterimReceived");
    }

    @Override
    public ClientStep onSwitch() {
      throw new MisuseException(this, "SwitchReceived");
    }

    @Override
    public ClientStep onFinal(int status, boolean persistent) {
      throw new MisuseException(this, "FinalReceived");
    }

    @Override
    public ClientStep onFinalDeclined() {
      throw new MisuseException(this, "FinalDeclined");
    }

    @Override
    public ClientStep onFinalEnd() {
      return ClientStep.to(new SendingAfterFinal());
    }

    @Override
    public ClientStep onContentSent() {
      // A response that began before the content was whole leaves no connection to use again.
      return ClientStep.to(new ReadingFinal(Settlement.CONTENT_OWED));
    }

    @Override
    public ClientStep onContentFailed() {
      return ClientStep.to(new ReadingFinal(Settlement.CONTENT_OWED), new AbandonContent());
    }

    @Override
    public ClientStep onWaitElapsed() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onWaitOverslept() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onOverdue() {
      return overdue(new AbandonContent(), new CutFinal());
    }

    @Override
    public ClientStep onPeerGone() {
      return cut(Settlement.RESPONSE_CUT);
    }

    @Override
    public ClientStep onConnectionStale() {
      throw new MisuseException(this, "ConnectionStale");
    }

    @Override
    public ClientStep onUnreadable() {
      return cut(Settlement.UNREADABLE);
    }

    @Override
    public ClientStep onCancelled() {
      return ClientStep.to(
          new Settled(Settlement.CANCELLED),
          new AbandonContent(),
          new Settle(Settlement.CANCELLED));
    }

    private static ClientStep cut(Settlement settlement) {
      return ClientStep.to(
          new Settled(settlement), new AbandonContent(), new CutFinal(), new Settle(settlement));
    }
  }

  /** The final response was read whole, and content flows on, or may flow. */
  record SendingAfterFinal() implements ClientState {
    @Override
    public boolean contentSpent() {
      return true;
    }

    @Override
    public boolean sendsContent() {
      return true;
    }

    @Override
    public ClientStep onHeadSent(Offer offer) {
      throw new MisuseException(this, "HeadSent");
    }

    @Override
    public ClientStep onInterim(int status) {
      throw new MisuseException(this, "InterimReceived");
    }

    @Override
    public ClientStep onSwitch() {
      throw new MisuseException(this, "SwitchReceived");
    }

    @Override
    public ClientStep onFinal(int status, boolean persistent) {
      throw new MisuseException(this, "FinalReceived");
    }

    @Override
    public ClientStep onFinalDeclined() {
      throw new MisuseException(this, "FinalDeclined");
    }

    @Override
    public ClientStep onFinalEnd() {
      throw new MisuseException(this, "FinalEnded");
    }

    @Override
    public ClientStep onContentSent() {
      return ClientStep.to(
          new Settled(Settlement.CONTENT_OWED), new Settle(Settlement.CONTENT_OWED));
    }

    @Override
    public ClientStep onContentFailed() {
      return ended(Settlement.CONTENT_OWED);
    }

    @Override
    public ClientStep onWaitElapsed() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onWaitOverslept() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onOverdue() {
      return ended(Settlement.OVERDUE);
    }

    @Override
    public ClientStep onPeerGone() {
      return ended(Settlement.CONTENT_OWED);
    }

    @Override
    public ClientStep onConnectionStale() {
      throw new MisuseException(this, "ConnectionStale");
    }

    @Override
    public ClientStep onUnreadable() {
      return ended(Settlement.UNREADABLE);
    }

    @Override
    public ClientStep onCancelled() {
      return ended(Settlement.CANCELLED);
    }

    /** The response is whole, whatever becomes of the content. */
    private static ClientStep ended(Settlement settlement) {
      return ClientStep.to(new Settled(settlement), new AbandonContent(), new Settle(settlement));
    }
  }

  /** The exchange is over; every input is absorbed. */
  record Settled(Settlement settlement) implements ClientState {
    @Override
    public ClientStep onHeadSent(Offer offer) {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onInterim(int status) {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onSwitch() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onFinal(int status, boolean persistent) {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onFinalDeclined() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onFinalEnd() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onContentSent() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onContentFailed() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onWaitElapsed() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onWaitOverslept() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onOverdue() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onPeerGone() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onConnectionStale() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onUnreadable() {
      return ClientStep.to(this);
    }

    @Override
    public ClientStep onCancelled() {
      return ClientStep.to(this);
    }
  }
}
