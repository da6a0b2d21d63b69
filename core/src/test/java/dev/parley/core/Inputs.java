// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import java.util.ArrayList;
import java.util.List;

/** Every input worth telling apart. */
final class Inputs {
  private Inputs() {}

  private static final List<Offer> OFFERS =
      List.of(Offer.CONTENT_ON_REQUEST, Offer.CONTENT, Offer.NO_CONTENT, Offer.UPGRADE);

  static final List<Request> REQUESTS = requests();
  static final List<ServerInput> SERVER = server();
  static final List<ClientInput> CLIENT = client();

  private static List<Request> requests() {
    List<Request> all = new ArrayList<>();
    for (Version version : List.of(Version.HTTP_1_1, Version.HTTP_1_0)) {
      for (Offer offer : OFFERS) {
        for (boolean persistent : new boolean[] {true, false}) {
          if (version.carriesInterim() || offer == Offer.CONTENT || offer == Offer.NO_CONTENT) {
            all.add(new Request(offer, version, persistent));
          }
        }
      }
    }
    return List.copyOf(all);
  }

  private static List<ServerInput> server() {
    List<ServerInput> all = new ArrayList<>();
    REQUESTS.forEach(request -> all.add(new ServerInput.HeadReceived(request)));
    all.add(new ServerInput.Admitted());
    all.add(new ServerInput.Refused(413));
    all.add(new ServerInput.ContentReceived());
    all.add(new ServerInput.ContentEnded());
    all.add(new ServerInput.InterimOffered(100));
    all.add(new ServerInput.InterimOffered(102));
    all.add(new ServerInput.SwitchOffered());
    all.add(new ServerInput.FinalOffered());
    all.add(new ServerInput.FinalOfferedAmidContent());
    all.add(new ServerInput.ContentUnwanted());
    all.add(new ServerInput.FinalEnded());
    all.add(new ServerInput.InputClosed());
    all.add(new ServerInput.PeerGone());
    for (Deadline deadline : Deadline.values()) {
      all.add(new ServerInput.DeadlineElapsed(deadline));
    }
    return List.copyOf(all);
  }

  private static List<ClientInput> client() {
    List<ClientInput> all = new ArrayList<>();
    for (Offer offer : OFFERS) {
      all.add(new ClientInput.HeadSent(offer));
    }
    all.add(new ClientInput.InterimReceived(100));
    all.add(new ClientInput.InterimReceived(101));
    all.add(new ClientInput.InterimReceived(102));
    all.add(new ClientInput.SwitchReceived());
    for (int status : new int[] {200, 413, 417, 502}) {
      all.add(new ClientInput.FinalReceived(status, true));
      all.add(new ClientInput.FinalReceived(status, false));
    }
    all.add(new ClientInput.FinalDeclined());
    all.add(new ClientInput.FinalEnded());
    all.add(new ClientInput.ContentSent());
    all.add(new ClientInput.ContentFailed());
    all.add(new ClientInput.WaitElapsed());
    all.add(new ClientInput.WaitOverslept());
    all.add(new ClientInput.Overdue());
    all.add(new ClientInput.PeerGone());
    all.add(new ClientInput.ConnectionStale());
    all.add(new ClientInput.Unreadable());
    all.add(new ClientInput.Cancelled());
    return List.copyOf(all);
  }

  /** An input to one side of a relay. */
  sealed interface Either {
    RelayStep applyTo(RelayState state);

    /** Whether a gateway that keeps to the contract of the relay can give it in {@code state}. */
    boolean givenIn(RelayState state);
  }

  /** From the connection to the client. */
  record Down(ServerInput input) implements Either {
    @Override
    public RelayStep applyTo(RelayState state) {
      return state.onDown(input);
    }

    @Override
    public boolean givenIn(RelayState state) {
      if (input instanceof ServerInput.Admitted
          || input instanceof ServerInput.InterimOffered
          || input instanceof ServerInput.SwitchOffered
          || input instanceof ServerInput.FinalOffered
          || input instanceof ServerInput.FinalOfferedAmidContent
          || input instanceof ServerInput.ContentUnwanted) {
        return false; // the origin side says so, through the coupling
      }
      // A response that is still being read cannot have been written whole.
      return !(input instanceof ServerInput.FinalEnded) || !state.up().readsFinal();
    }
  }

  /** From the connection to the origin. */
  record Up(ClientInput input) implements Either {
    @Override
    public RelayStep applyTo(RelayState state) {
      return state.onUp(input);
    }

    @Override
    public boolean givenIn(RelayState state) {
      if (input instanceof ClientInput.Cancelled) {
        return false; // a gateway refuses; the client side then lets the origin go
      }
      if (state.down() instanceof ServerState.ReadingHead) {
        return false; // no origin has been chosen
      }
      if (input instanceof ClientInput.HeadSent head && state.up() instanceof ClientState.Idle) {
        if (!(state.down() instanceof ServerState.AwaitingFinal awaiting)) {
          return head.offer().hasContent();
        }
        // A gateway may keep an upgrade to itself.
        return head.offer() == Offer.NO_CONTENT || head.offer() == awaiting.request().offer();
      }
      if (input instanceof ClientInput.ContentSent) {
        // What was not read whole cannot have been sent whole.
        return !state.up().sendsContent()
            || !(state.down() instanceof ServerState.Continued
                || state.down() instanceof ServerState.ReadingContent
                || state.down() instanceof ServerState.RespondingAmidContent
                || state.down() instanceof ServerState.ReadingAfterFinal);
      }
      return true;
    }
  }
}
