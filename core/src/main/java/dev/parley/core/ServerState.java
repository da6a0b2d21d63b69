// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import dev.parley.core.ServerAction.Abort;
import dev.parley.core.ServerAction.ArmDeadline;
import dev.parley.core.ServerAction.CancelDeadline;
import dev.parley.core.ServerAction.Close;
import dev.parley.core.ServerAction.DiscardContent;
import dev.parley.core.ServerAction.HalfClose;
import dev.parley.core.ServerAction.ReadContent;
import dev.parley.core.ServerAction.Refuse;
import dev.parley.core.ServerAction.SendContinue;
import dev.parley.core.ServerAction.SendFinal;
import dev.parley.core.ServerAction.SendFinalAmidContent;
import dev.parley.core.ServerAction.SendInterim;
import dev.parley.core.ServerAction.SendSwitch;
import dev.parley.core.ServerAction.Settle;

/**
 * One exchange as the server sees it, from the head to the settled connection.
 *
 * <p>The machine owns the 100: it is written at most once, only after {@link ServerInput.Admitted},
 * only while content is still to come, and never to HTTP/1.0. It knows neither what the content is
 * nor why a verdict fell. A final response that begins before the content is whole costs the
 * connection: it is written, our side is closed, what still arrives is dropped within a budget so
 * that no reset destroys the response (RFC 9112 9.6), and the connection is closed. Where its
 * author takes the rest of the content, that is passed on first. {@link Settled} absorbs every
 * input. A deadline that loses its race changes nothing.
 *
 * <p>An input that only a broken shell can produce throws {@link MisuseException}.
 */
public sealed interface ServerState {
  int CONTINUE = 100;
  int REQUEST_TIMEOUT = 408;

  /** How much of the announced content has arrived while nobody has asked for it. */
  enum Arrival {
    NONE,
    STARTED,
    WHOLE
  }

  /** Whether a 100 was written in this exchange. */
  enum Hundred {
    UNSENT,
    SENT
  }

  /** Whether the client can still send. */
  enum Input {
    OPEN,
    CLOSED
  }

  /** Whose final response is being written. */
  enum Response {
    /** This side composed it, whole. */
    OWN,
    /** It was offered, and ends when its author ends it. */
    OFFERED
  }

  ServerStep onHead(Request request);

  ServerStep onAdmitted();

  ServerStep onRefused(int status);

  ServerStep onContent();

  ServerStep onContentEnd();

  ServerStep onInterim(int status);

  ServerStep onSwitch();

  ServerStep onFinal();

  ServerStep onFinalAmidContent();

  ServerStep onContentUnwanted();

  ServerStep onFinalEnd();

  ServerStep onInputClosed();

  ServerStep onPeerGone();

  ServerStep onDeadline(Deadline deadline);

  /** Ends a connection so that the client can still read what was written (RFC 9112 9.6). */
  private static ServerStep leave(Settlement settlement, Input input) {
    return input == Input.OPEN
        ? ServerStep.to(new Draining(settlement), new HalfClose(), new ArmDeadline(Deadline.DRAIN))
        : ServerStep.to(new Settled(settlement), new Close(), new Settle(settlement));
  }

  /** A refusal after a final response has begun can only mean that an offered one stays cut. */
  private static ServerStep refusedAgain(ServerState state, Response response) {
    return response == Response.OFFERED
        ? ServerStep.to(
            new Settled(Settlement.RESPONSE_CUT), new Abort(), new Settle(Settlement.RESPONSE_CUT))
        : ServerStep.to(state);
  }

  /**
   * Whoever offers a final response may not know yet that this side answered; nobody offers two.
   */
  private static ServerStep offeredLate(ServerState state, Response response, String input) {
    if (response == Response.OFFERED) {
      throw new MisuseException(state, input);
    }
    return ServerStep.to(state);
  }

  /** Nothing of a request is known yet. */
  record ReadingHead() implements ServerState {
    @Override
    public ServerStep onHead(Request request) {
      return request.offer().hasContent()
          ? ServerStep.to(new Deciding(request, Arrival.NONE, Input.OPEN))
          : ServerStep.to(new AwaitingFinal(request, Input.OPEN));
    }

    @Override
    public ServerStep onAdmitted() {
      throw new MisuseException(this, "Admitted");
    }

    @Override
    public ServerStep onRefused(int status) {
      return ServerStep.to(
          new Refusing(Response.OWN, Input.OPEN), new DiscardContent(), new Refuse(status, true));
    }

    @Override
    public ServerStep onContent() {
      throw new MisuseException(this, "ContentReceived");
    }

    @Override
    public ServerStep onContentEnd() {
      throw new MisuseException(this, "ContentEnded");
    }

    @Override
    public ServerStep onInterim(int status) {
      throw new MisuseException(this, "InterimOffered");
    }

    @Override
    public ServerStep onSwitch() {
      throw new MisuseException(this, "SwitchOffered");
    }

    @Override
    public ServerStep onFinal() {
      throw new MisuseException(this, "FinalOffered");
    }

    @Override
    public ServerStep onFinalAmidContent() {
      throw new MisuseException(this, "FinalOfferedAmidContent");
    }

    @Override
    public ServerStep onContentUnwanted() {
      throw new MisuseException(this, "ContentUnwanted");
    }

    @Override
    public ServerStep onFinalEnd() {
      throw new MisuseException(this, "FinalEnded");
    }

    @Override
    public ServerStep onInputClosed() {
      return ServerStep.to(
          new Settled(Settlement.PEER_GONE), new Close(), new Settle(Settlement.PEER_GONE));
    }

    @Override
    public ServerStep onPeerGone() {
      return ServerStep.to(new Settled(Settlement.PEER_GONE), new Settle(Settlement.PEER_GONE));
    }

    @Override
    public ServerStep onDeadline(Deadline deadline) {
      return ServerStep.to(this);
    }
  }

  /** Content is announced, and nobody has said whether it is wanted. */
  record Deciding(Request request, Arrival arrival, Input input) implements ServerState {
    @Override
    public ServerStep onHead(Request request) {
      throw new MisuseException(this, "HeadReceived");
    }

    @Override
    public ServerStep onAdmitted() {
      if (arrival == Arrival.WHOLE) {
        return ServerStep.to(new AwaitingFinal(request, input), new ReadContent());
      }
      // RFC 9110 10.1.1: the 100 may be omitted once content has begun to arrive.
      return request.offer() == Offer.CONTENT_ON_REQUEST && arrival == Arrival.NONE
          ? ServerStep.to(
              new Continued(request),
              new SendContinue(),
              new ReadContent(),
              new ArmDeadline(Deadline.FIRST_CONTENT))
          : ServerStep.to(
              new ReadingContent(request, Hundred.UNSENT, arrival),
              new ReadContent(),
              new ArmDeadline(Deadline.NEXT_CONTENT));
    }

    @Override
    public ServerStep onRefused(int status) {
      if (arrival == Arrival.WHOLE) {
        boolean closes = !request.persistent();
        return ServerStep.to(
            new Responding(Response.OWN, closes, input),
            new DiscardContent(),
            new Refuse(status, closes));
      }
      return ServerStep.to(
          new Refusing(Response.OWN, Input.OPEN), new DiscardContent(), new Refuse(status, true));
    }

    @Override
    public ServerStep onContent() {
      if (arrival == Arrival.WHOLE) {
        throw new MisuseException(this, "ContentReceived");
      }
      return ServerStep.to(new Deciding(request, Arrival.STARTED, input));
    }

    @Override
    public ServerStep onContentEnd() {
      if (arrival == Arrival.WHOLE) {
        throw new MisuseException(this, "ContentEnded");
      }
      return ServerStep.to(new Deciding(request, Arrival.WHOLE, input));
    }

    @Override
    public ServerStep onInterim(int status) {
      return request.version().carriesInterim() && status != CONTINUE
          ? ServerStep.to(this, new SendInterim(status))
          : ServerStep.to(this);
    }

    @Override
    public ServerStep onSwitch() {
      throw new MisuseException(this, "SwitchOffered");
    }

    @Override
    public ServerStep onFinal() {
      if (arrival == Arrival.WHOLE) {
        boolean closes = !request.persistent();
        return ServerStep.to(
            new Responding(Response.OFFERED, closes, input),
            new DiscardContent(),
            new SendFinal(closes));
      }
      return ServerStep.to(
          new Refusing(Response.OFFERED, Input.OPEN), new DiscardContent(), new SendFinal(true));
    }

    @Override
    public ServerStep onFinalAmidContent() {
      throw new MisuseException(this, "FinalOfferedAmidContent");
    }

    @Override
    public ServerStep onContentUnwanted() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onFinalEnd() {
      throw new MisuseException(this, "FinalEnded");
    }

    @Override
    public ServerStep onInputClosed() {
      return arrival == Arrival.WHOLE
          ? ServerStep.to(new Deciding(request.notPersistent(), Arrival.WHOLE, Input.CLOSED))
          : ServerStep.to(
              new Settled(Settlement.PEER_GONE), new Close(), new Settle(Settlement.PEER_GONE));
    }

    @Override
    public ServerStep onPeerGone() {
      return ServerStep.to(new Settled(Settlement.PEER_GONE), new Settle(Settlement.PEER_GONE));
    }

    @Override
    public ServerStep onDeadline(Deadline deadline) {
      return ServerStep.to(this);
    }
  }

  /** The 100 is written, and the content it asked for has not begun. */
  record Continued(Request request) implements ServerState {
    @Override
    public ServerStep onHead(Request request) {
      throw new MisuseException(this, "HeadReceived");
    }

    @Override
    public ServerStep onAdmitted() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onRefused(int status) {
      return ServerStep.to(
          new Refusing(Response.OWN, Input.OPEN),
          new CancelDeadline(Deadline.FIRST_CONTENT),
          new DiscardContent(),
          new Refuse(status, true));
    }

    @Override
    public ServerStep onContent() {
      return ServerStep.to(
          new ReadingContent(request, Hundred.SENT, Arrival.STARTED),
          new CancelDeadline(Deadline.FIRST_CONTENT),
          new ArmDeadline(Deadline.NEXT_CONTENT));
    }

    @Override
    public ServerStep onContentEnd() {
      return ServerStep.to(
          new AwaitingFinal(request, Input.OPEN), new CancelDeadline(Deadline.FIRST_CONTENT));
    }

    @Override
    public ServerStep onInterim(int status) {
      return status == CONTINUE
          ? ServerStep.to(this)
          : ServerStep.to(this, new SendInterim(status));
    }

    @Override
    public ServerStep onSwitch() {
      throw new MisuseException(this, "SwitchOffered");
    }

    @Override
    public ServerStep onFinal() {
      return ServerStep.to(
          new Refusing(Response.OFFERED, Input.OPEN),
          new CancelDeadline(Deadline.FIRST_CONTENT),
          new DiscardContent(),
          new SendFinal(true));
    }

    @Override
    public ServerStep onFinalAmidContent() {
      return ServerStep.to(
          new RespondingAmidContent(Arrival.NONE),
          new CancelDeadline(Deadline.FIRST_CONTENT),
          new SendFinalAmidContent(),
          new ArmDeadline(Deadline.NEXT_CONTENT));
    }

    @Override
    public ServerStep onContentUnwanted() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onFinalEnd() {
      throw new MisuseException(this, "FinalEnded");
    }

    @Override
    public ServerStep onInputClosed() {
      return ServerStep.to(
          new Settled(Settlement.PEER_GONE),
          new CancelDeadline(Deadline.FIRST_CONTENT),
          new Close(),
          new Settle(Settlement.PEER_GONE));
    }

    @Override
    public ServerStep onPeerGone() {
      return ServerStep.to(
          new Settled(Settlement.PEER_GONE),
          new CancelDeadline(Deadline.FIRST_CONTENT),
          new Settle(Settlement.PEER_GONE));
    }

    @Override
    public ServerStep onDeadline(Deadline deadline) {
      return deadline == Deadline.FIRST_CONTENT
          ? ServerStep.to(
              new Refusing(Response.OWN, Input.OPEN),
              new DiscardContent(),
              new Refuse(REQUEST_TIMEOUT, true))
          : ServerStep.to(this);
    }
  }

  /** Content is wanted and flows, if any of it has come. */
  record ReadingContent(Request request, Hundred hundred, Arrival arrival) implements ServerState {
    @Override
    public ServerStep onHead(Request request) {
      throw new MisuseException(this, "HeadReceived");
    }

    @Override
    public ServerStep onAdmitted() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onRefused(int status) {
      return ServerStep.to(
          new Refusing(Response.OWN, Input.OPEN),
          new CancelDeadline(Deadline.NEXT_CONTENT),
          new DiscardContent(),
          new Refuse(status, true));
    }

    @Override
    public ServerStep onContent() {
      return ServerStep.to(
          new ReadingContent(request, hundred, Arrival.STARTED),
          new ArmDeadline(Deadline.NEXT_CONTENT));
    }

    @Override
    public ServerStep onContentEnd() {
      return ServerStep.to(
          new AwaitingFinal(request, Input.OPEN), new CancelDeadline(Deadline.NEXT_CONTENT));
    }

    @Override
    public ServerStep onInterim(int status) {
      if (!request.version().carriesInterim()) {
        return ServerStep.to(this);
      }
      if (status != CONTINUE) {
        return ServerStep.to(this, new SendInterim(status));
      }
      // Choice (decision 0003): a 100 that nobody asked for is passed on once, while content comes.
      return hundred == Hundred.SENT
          ? ServerStep.to(this)
          : ServerStep.to(new ReadingContent(request, Hundred.SENT, arrival), new SendContinue());
    }

    @Override
    public ServerStep onSwitch() {
      throw new MisuseException(this, "SwitchOffered");
    }

    @Override
    public ServerStep onFinal() {
      return ServerStep.to(
          new Refusing(Response.OFFERED, Input.OPEN),
          new CancelDeadline(Deadline.NEXT_CONTENT),
          new DiscardContent(),
          new SendFinal(true));
    }

    @Override
    public ServerStep onFinalAmidContent() {
      return ServerStep.to(
          new RespondingAmidContent(arrival),
          new SendFinalAmidContent(),
          new ArmDeadline(Deadline.NEXT_CONTENT));
    }

    @Override
    public ServerStep onContentUnwanted() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onFinalEnd() {
      throw new MisuseException(this, "FinalEnded");
    }

    @Override
    public ServerStep onInputClosed() {
      return ServerStep.to(
          new Settled(Settlement.PEER_GONE),
          new CancelDeadline(Deadline.NEXT_CONTENT),
          new Close(),
          new Settle(Settlement.PEER_GONE));
    }

    @Override
    public ServerStep onPeerGone() {
      return ServerStep.to(
          new Settled(Settlement.PEER_GONE),
          new CancelDeadline(Deadline.NEXT_CONTENT),
          new Settle(Settlement.PEER_GONE));
    }

    @Override
    public ServerStep onDeadline(Deadline deadline) {
      return deadline == Deadline.NEXT_CONTENT
          ? ServerStep.to(
              new Refusing(Response.OWN, Input.OPEN),
              new DiscardContent(),
              new Refuse(REQUEST_TIMEOUT, true))
          : ServerStep.to(this);
    }
  }

  /** The content is whole, or there is none; the final response has not begun. */
  record AwaitingFinal(Request request, Input input) implements ServerState {
    @Override
    public ServerStep onHead(Request request) {
      throw new MisuseException(this, "HeadReceived");
    }

    @Override
    public ServerStep onAdmitted() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onRefused(int status) {
      boolean closes = !request.persistent();
      return ServerStep.to(new Responding(Response.OWN, closes, input), new Refuse(status, closes));
    }

    @Override
    public ServerStep onContent() {
      throw new MisuseException(this, "ContentReceived");
    }

    @Override
    public ServerStep onContentEnd() {
      throw new MisuseException(this, "ContentEnded");
    }

    @Override
    public ServerStep onInterim(int status) {
      return request.version().carriesInterim() && status != CONTINUE
          ? ServerStep.to(this, new SendInterim(status))
          : ServerStep.to(this);
    }

    @Override
    public ServerStep onSwitch() {
      if (request.offer() != Offer.UPGRADE) {
        throw new MisuseException(this, "SwitchOffered");
      }
      return ServerStep.to(
          new Settled(Settlement.SWITCHED), new SendSwitch(), new Settle(Settlement.SWITCHED));
    }

    @Override
    public ServerStep onFinal() {
      boolean closes = !request.persistent();
      return ServerStep.to(new Responding(Response.OFFERED, closes, input), new SendFinal(closes));
    }

    @Override
    public ServerStep onFinalAmidContent() {
      // The whole of it is here already.
      return onFinal();
    }

    @Override
    public ServerStep onContentUnwanted() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onFinalEnd() {
      throw new MisuseException(this, "FinalEnded");
    }

    @Override
    public ServerStep onInputClosed() {
      // Choice (decision 0004): whoever sent the whole request is answered, half-closed or not.
      return ServerStep.to(new AwaitingFinal(request.notPersistent(), Input.CLOSED));
    }

    @Override
    public ServerStep onPeerGone() {
      return ServerStep.to(new Settled(Settlement.PEER_GONE), new Settle(Settlement.PEER_GONE));
    }

    @Override
    public ServerStep onDeadline(Deadline deadline) {
      return ServerStep.to(this);
    }
  }

  /** The final response is being written after the whole content. */
  record Responding(Response response, boolean closes, Input input) implements ServerState {
    @Override
    public ServerStep onHead(Request request) {
      throw new MisuseException(this, "HeadReceived");
    }

    @Override
    public ServerStep onAdmitted() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onRefused(int status) {
      return refusedAgain(this, response);
    }

    @Override
    public ServerStep onContent() {
      throw new MisuseException(this, "ContentReceived");
    }

    @Override
    public ServerStep onContentEnd() {
      throw new MisuseException(this, "ContentEnded");
    }

    @Override
    public ServerStep onInterim(int status) {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onSwitch() {
      return offeredLate(this, response, "SwitchOffered");
    }

    @Override
    public ServerStep onFinal() {
      return offeredLate(this, response, "FinalOffered");
    }

    @Override
    public ServerStep onFinalAmidContent() {
      return offeredLate(this, response, "FinalOfferedAmidContent");
    }

    @Override
    public ServerStep onContentUnwanted() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onFinalEnd() {
      if (!closes && input == Input.OPEN) {
        return ServerStep.to(new Settled(Settlement.COMPLETE), new Settle(Settlement.COMPLETE));
      }
      return leave(Settlement.CLOSE_SIGNALLED, input);
    }

    @Override
    public ServerStep onInputClosed() {
      return ServerStep.to(new Responding(response, closes, Input.CLOSED));
    }

    @Override
    public ServerStep onPeerGone() {
      return ServerStep.to(new Settled(Settlement.PEER_GONE), new Settle(Settlement.PEER_GONE));
    }

    @Override
    public ServerStep onDeadline(Deadline deadline) {
      return ServerStep.to(this);
    }
  }

  /** A final response is being written that began while content was owed. */
  record Refusing(Response response, Input input) implements ServerState {
    @Override
    public ServerStep onHead(Request request) {
      throw new MisuseException(this, "HeadReceived");
    }

    @Override
    public ServerStep onAdmitted() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onRefused(int status) {
      return refusedAgain(this, response);
    }

    @Override
    public ServerStep onContent() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onContentEnd() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onInterim(int status) {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onSwitch() {
      throw new MisuseException(this, "SwitchOffered");
    }

    @Override
    public ServerStep onFinal() {
      return offeredLate(this, response, "FinalOffered");
    }

    @Override
    public ServerStep onFinalAmidContent() {
      return offeredLate(this, response, "FinalOfferedAmidContent");
    }

    @Override
    public ServerStep onContentUnwanted() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onFinalEnd() {
      return leave(Settlement.CONTENT_OWED, input);
    }

    @Override
    public ServerStep onInputClosed() {
      return ServerStep.to(new Refusing(response, Input.CLOSED));
    }

    @Override
    public ServerStep onPeerGone() {
      return ServerStep.to(new Settled(Settlement.PEER_GONE), new Settle(Settlement.PEER_GONE));
    }

    @Override
    public ServerStep onDeadline(Deadline deadline) {
      return ServerStep.to(this);
    }
  }

  /** An offered final response is being written while content flows to its author, if any came. */
  record RespondingAmidContent(Arrival arrival) implements ServerState {
    @Override
    public ServerStep onHead(Request request) {
      throw new MisuseException(this, "HeadReceived");
    }

    @Override
    public ServerStep onAdmitted() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onRefused(int status) {
      return cut(Settlement.RESPONSE_CUT);
    }

    @Override
    public ServerStep onContent() {
      return ServerStep.to(
          new RespondingAmidContent(Arrival.STARTED), new ArmDeadline(Deadline.NEXT_CONTENT));
    }

    @Override
    public ServerStep onContentEnd() {
      return ServerStep.to(
          new Refusing(Response.OFFERED, Input.OPEN), new CancelDeadline(Deadline.NEXT_CONTENT));
    }

    @Override
    public ServerStep onInterim(int status) {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onSwitch() {
      throw new MisuseException(this, "SwitchOffered");
    }

    @Override
    public ServerStep onFinal() {
      throw new MisuseException(this, "FinalOffered");
    }

    @Override
    public ServerStep onFinalAmidContent() {
      throw new MisuseException(this, "FinalOfferedAmidContent");
    }

    @Override
    public ServerStep onContentUnwanted() {
      return ServerStep.to(
          new Refusing(Response.OFFERED, Input.OPEN),
          new CancelDeadline(Deadline.NEXT_CONTENT),
          new DiscardContent());
    }

    @Override
    public ServerStep onFinalEnd() {
      // What an origin says before content has come does not depend on it, and what a client sends
      // behind such a response need not be content.
      return arrival == Arrival.NONE
          ? ReadingAfterFinal.dropsRest(Settlement.CONTENT_OWED)
          : ServerStep.to(new ReadingAfterFinal());
    }

    @Override
    public ServerStep onInputClosed() {
      return cut(Settlement.PEER_GONE);
    }

    @Override
    public ServerStep onPeerGone() {
      return ServerStep.to(
          new Settled(Settlement.PEER_GONE),
          new CancelDeadline(Deadline.NEXT_CONTENT),
          new Settle(Settlement.PEER_GONE));
    }

    @Override
    public ServerStep onDeadline(Deadline deadline) {
      return deadline == Deadline.NEXT_CONTENT
          ? ServerStep.to(
              new Settled(Settlement.RESPONSE_CUT),
              new Abort(),
              new Settle(Settlement.RESPONSE_CUT))
          : ServerStep.to(this);
    }

    private static ServerStep cut(Settlement settlement) {
      return ServerStep.to(
          new Settled(settlement),
          new CancelDeadline(Deadline.NEXT_CONTENT),
          new Abort(),
          new Settle(settlement));
    }
  }

  /** The final response is written, and content still flows to its author. */
  record ReadingAfterFinal() implements ServerState {
    @Override
    public ServerStep onHead(Request request) {
      throw new MisuseException(this, "HeadReceived");
    }

    @Override
    public ServerStep onAdmitted() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onRefused(int status) {
      return dropsRest(Settlement.CANCELLED);
    }

    @Override
    public ServerStep onContent() {
      return ServerStep.to(this, new ArmDeadline(Deadline.NEXT_CONTENT));
    }

    @Override
    public ServerStep onContentEnd() {
      return ServerStep.to(
          new Draining(Settlement.CONTENT_OWED),
          new CancelDeadline(Deadline.NEXT_CONTENT),
          new HalfClose(),
          new ArmDeadline(Deadline.DRAIN));
    }

    @Override
    public ServerStep onInterim(int status) {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onSwitch() {
      throw new MisuseException(this, "SwitchOffered");
    }

    @Override
    public ServerStep onFinal() {
      throw new MisuseException(this, "FinalOffered");
    }

    @Override
    public ServerStep onFinalAmidContent() {
      throw new MisuseException(this, "FinalOfferedAmidContent");
    }

    @Override
    public ServerStep onContentUnwanted() {
      return dropsRest(Settlement.CONTENT_OWED);
    }

    @Override
    public ServerStep onFinalEnd() {
      throw new MisuseException(this, "FinalEnded");
    }

    @Override
    public ServerStep onInputClosed() {
      return ServerStep.to(
          new Settled(Settlement.PEER_GONE),
          new CancelDeadline(Deadline.NEXT_CONTENT),
          new Close(),
          new Settle(Settlement.PEER_GONE));
    }

    @Override
    public ServerStep onPeerGone() {
      return ServerStep.to(
          new Settled(Settlement.PEER_GONE),
          new CancelDeadline(Deadline.NEXT_CONTENT),
          new Settle(Settlement.PEER_GONE));
    }

    @Override
    public ServerStep onDeadline(Deadline deadline) {
      return deadline == Deadline.NEXT_CONTENT
          ? ServerStep.to(
              new Draining(Settlement.OVERDUE),
              new DiscardContent(),
              new HalfClose(),
              new ArmDeadline(Deadline.DRAIN))
          : ServerStep.to(this);
    }

    private static ServerStep dropsRest(Settlement settlement) {
      return ServerStep.to(
          new Draining(settlement),
          new CancelDeadline(Deadline.NEXT_CONTENT),
          new DiscardContent(),
          new HalfClose(),
          new ArmDeadline(Deadline.DRAIN));
    }
  }

  /** The final response is written and our side closed; the client may still be reading it. */
  record Draining(Settlement settlement) implements ServerState {
    @Override
    public ServerStep onHead(Request request) {
      throw new MisuseException(this, "HeadReceived");
    }

    @Override
    public ServerStep onAdmitted() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onRefused(int status) {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onContent() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onContentEnd() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onInterim(int status) {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onSwitch() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onFinal() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onFinalAmidContent() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onContentUnwanted() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onFinalEnd() {
      throw new MisuseException(this, "FinalEnded");
    }

    @Override
    public ServerStep onInputClosed() {
      return ServerStep.to(
          new Settled(settlement),
          new CancelDeadline(Deadline.DRAIN),
          new Close(),
          new Settle(settlement));
    }

    @Override
    public ServerStep onPeerGone() {
      return ServerStep.to(
          new Settled(settlement), new CancelDeadline(Deadline.DRAIN), new Settle(settlement));
    }

    @Override
    public ServerStep onDeadline(Deadline deadline) {
      return deadline == Deadline.DRAIN
          ? ServerStep.to(new Settled(settlement), new Close(), new Settle(settlement))
          : ServerStep.to(this);
    }
  }

  /** The exchange is over; every input is absorbed. */
  record Settled(Settlement settlement) implements ServerState {
    @Override
    public ServerStep onHead(Request request) {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onAdmitted() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onRefused(int status) {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onContent() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onContentEnd() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onInterim(int status) {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onSwitch() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onFinal() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onFinalAmidContent() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onContentUnwanted() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onFinalEnd() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onInputClosed() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onPeerGone() {
      return ServerStep.to(this);
    }

    @Override
    public ServerStep onDeadline(Deadline deadline) {
      return ServerStep.to(this);
    }
  }
}
