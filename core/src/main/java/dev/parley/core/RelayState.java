// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import dev.parley.core.RelayAction.Again;
import dev.parley.core.RelayAction.AskAgain;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One exchange as a gateway sees it: a server towards its client, a client towards its origin.
 *
 * <p>There is no third machine. Each input goes to the side it belongs to; what that side then
 * wants is either done by a shell or is an input to the other side, until nothing is left to hand
 * over. The coupling, whole:
 *
 * <ul>
 *   <li>the origin side starts the content: the client side is {@link ServerInput.Admitted};
 *   <li>it abandons the content: {@link ServerInput.ContentUnwanted};
 *   <li>it delivers an interim or a final response: {@link ServerInput.InterimOffered}, {@link
 *       ServerInput.FinalOffered}, and {@link ServerInput.FinalOfferedAmidContent} for a success
 *       that does not end the content;
 *   <li>it delivers a 101: {@link ServerInput.SwitchOffered};
 *   <li>it fails with content spent, or a final response is cut: {@link ServerInput.Refused} with
 *       502;
 *   <li>it times out: {@link ServerInput.Refused} with 504;
 *   <li>it fails with nothing spent, or must repeat without the expectation: the origin side is
 *       {@link ClientState.Idle} again, and the gateway is told to ask again;
 *   <li>the client side refuses by itself or settles: the origin side is {@link
 *       ClientInput.Cancelled}, unless all that is left for it is to send content that came whole.
 * </ul>
 *
 * @param down the side of the client
 * @param up the side of the origin
 */
public record RelayState(ServerState down, ClientState up) {
  private static final int BAD_GATEWAY = 502;
  private static final int GATEWAY_TIMEOUT = 504;

  /** How the client side settles only once the content has come, or once nobody wants it. */
  private static final Set<Settlement> REGULAR =
      Set.of(Settlement.COMPLETE, Settlement.CLOSE_SIGNALLED, Settlement.CONTENT_OWED);

  /** Before the head of a request was read. */
  public static RelayState initial() {
    return new RelayState(new ServerState.ReadingHead(), new ClientState.Idle());
  }

  /** Hands an input to the side of the client. */
  public RelayStep onDown(ServerInput input) {
    Coupling coupling = new Coupling(this);
    coupling.toDown(input);
    return coupling.settle();
  }

  /** Hands an input to the side of the origin. */
  public RelayStep onUp(ClientInput input) {
    Coupling coupling = new Coupling(this);
    coupling.toUp(input);
    return coupling.settle();
  }

  /** Hands inputs to and fro until both sides are at rest. */
  private static final class Coupling implements ClientAction.Caller {
    private final List<RelayAction> actions = new ArrayList<>();
    private final List<Rule> broken = new ArrayList<>();
    private final ArrayDeque<ServerInput> forDown = new ArrayDeque<>();
    private ServerState down;
    private ClientState up;
    private @Nullable Again again;

    Coupling(RelayState start) {
      down = start.down;
      up = start.up;
    }

    RelayStep settle() {
      for (ServerInput next = forDown.poll(); next != null; next = forDown.poll()) {
        toDown(next);
      }
      if (again != null) {
        up = new ClientState.Idle();
        actions.add(new AskAgain(again));
      }
      return new RelayStep(new RelayState(down, up), actions, broken);
    }

    void toDown(ServerInput input) {
      ServerStep step = input.applyTo(down);
      down = step.next();
      boolean cancels = false;
      for (ServerAction action : step.actions()) {
        actions.add(new RelayAction.OnDown(action));
        cancels |= action instanceof ServerAction.Refuse || settles(action) || drops(action);
      }
      if (cancels) {
        toUp(new ClientInput.Cancelled());
      }
    }

    /** Content that is dropped after the whole final response can only be the rest of it. */
    private boolean drops(ServerAction action) {
      return action instanceof ServerAction.DiscardContent
          && up instanceof ClientState.SendingAfterFinal;
    }

    /** Content that came whole still goes to an origin that answered before it had all of it. */
    private boolean settles(ServerAction action) {
      return action instanceof ServerAction.Settle settle
          && !(REGULAR.contains(settle.settlement())
              && up instanceof ClientState.SendingAfterFinal);
    }

    void toUp(ClientInput input) {
      ClientStep step = input.applyTo(up);
      up = step.next();
      broken.addAll(step.broken());
      for (ClientAction action : step.actions()) {
        if (action instanceof ClientAction.OnWire onWire) {
          actions.add(new RelayAction.OnUp(onWire));
          if (onWire instanceof ClientAction.StartContent) {
            forDown.add(new ServerInput.Admitted());
          } else if (onWire instanceof ClientAction.AbandonContent) {
            forDown.add(new ServerInput.ContentUnwanted());
          }
        } else if (action instanceof ClientAction.ToCaller toCaller) {
          toCaller.performOn(this);
        }
      }
    }

    @Override
    public void deliverInterim(int status) {
      forDown.add(new ServerInput.InterimOffered(status));
    }

    @Override
    public void noteAnswer(int status, ClientAction.Moment moment) {
      // Whoever owns the relay sees each response before the machine does.
    }

    @Override
    public void deliverFinal(int status) {
      forDown.add(new ServerInput.FinalOffered());
    }

    @Override
    public void deliverFinalAmidContent(int status) {
      forDown.add(new ServerInput.FinalOfferedAmidContent());
    }

    @Override
    public void deliverSwitch() {
      forDown.add(new ServerInput.SwitchOffered());
    }

    @Override
    public void cutFinal() {
      forDown.add(new ServerInput.Refused(BAD_GATEWAY));
    }

    @Override
    public void repeatWithoutExpectation() {
      again = Again.WITHOUT_EXPECTATION;
    }

    @Override
    public void fail(Replay replay) {
      switch (replay) {
        case NOTHING_SPENT -> again = Again.ELSEWHERE;
        case IF_IDEMPOTENT -> again = Again.ELSEWHERE_IF_IDEMPOTENT;
        case NEVER -> forDown.add(new ServerInput.Refused(BAD_GATEWAY));
      }
    }

    @Override
    public void timeOut() {
      forDown.add(new ServerInput.Refused(GATEWAY_TIMEOUT));
    }
  }
}
