// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

/** Something the relay wants done. */
public sealed interface RelayAction {
  /** Has {@code shell} do it. */
  void performOn(Shell shell);

  /** What a gateway can do in one exchange. */
  interface Shell {
    /** The connection to the client. */
    ServerAction.Shell down();

    /** The connection to the origin that the exchange is using now. */
    ClientAction.Wire up();

    /**
     * The exchange has no origin any more, but can have another: answer with {@link
     * ClientInput.HeadSent} once the request was sent again, or with {@link ServerInput.Refused}.
     */
    void askAgain(Again again);
  }

  /** On which terms a request may be sent to an origin once more. */
  enum Again {
    /** The origin cannot negotiate: repeat without {@code Expect}. */
    WITHOUT_EXPECTATION,
    /** The origin is lost, nothing was spent: any origin, any method. */
    ELSEWHERE,
    /** The origin is lost after the head of a request without content: idempotent methods. */
    ELSEWHERE_IF_IDEMPOTENT
  }

  /** An action on the connection to the client. */
  record OnDown(ServerAction action) implements RelayAction {
    @Override
    public void performOn(Shell shell) {
      action.performOn(shell.down());
    }
  }

  /** An action on the connection to the origin. */
  record OnUp(ClientAction.OnWire action) implements RelayAction {
    @Override
    public void performOn(Shell shell) {
      action.performOn(shell.up());
    }
  }

  /** Send the request once more. */
  record AskAgain(Again again) implements RelayAction {
    @Override
    public void performOn(Shell shell) {
      shell.askAgain(again);
    }
  }
}
