// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

/** Something the server machine wants done on the connection to the client. */
public sealed interface ServerAction {
  /** Has {@code shell} do it. */
  void performOn(Shell shell);

  /** What a connection to a client can do. */
  interface Shell {
    /** Write {@code 100 Continue}. */
    void sendContinue();

    /** Write the interim response that was offered. */
    void sendInterim(int status);

    /** Write the 101 that was offered, the last of HTTP on this connection. */
    void sendSwitch();

    /** Let the content flow to whoever wants it. */
    void readContent();

    /** Read what still arrives, within the drain budget, and drop it. */
    void discardContent();

    /** Write the final response that was offered; where {@code closes}, it says so. */
    void sendFinal(boolean closes);

    /** The same, saying that it closes, while the content goes on flowing to whoever wants it. */
    void sendFinalAmidContent();

    /** Compose and write a final response of our own; where {@code closes}, it says so. */
    void refuse(int status, boolean closes);

    /** Tell the client that nothing more comes, and go on reading. */
    void halfClose();

    /** Close the connection. */
    void close();

    /** Reset the connection, so that a cut response cannot be taken for a whole one. */
    void abort();

    /** Start, or start again, the time of {@code deadline}. */
    void armDeadline(Deadline deadline);

    /** {@code deadline} no longer matters. */
    void cancelDeadline(Deadline deadline);

    /** The exchange is over for this connection. */
    void settle(Settlement settlement);
  }

  /** Write {@code 100 Continue}. */
  record SendContinue() implements ServerAction {
    @Override
    public void performOn(Shell shell) {
      shell.sendContinue();
    }
  }

  /** Write the interim response that was offered. */
  record SendInterim(int status) implements ServerAction {
    @Override
    public void performOn(Shell shell) {
      shell.sendInterim(status);
    }
  }

  /** Write the 101 that was offered, the last of HTTP on this connection. */
  record SendSwitch() implements ServerAction {
    @Override
    public void performOn(Shell shell) {
      shell.sendSwitch();
    }
  }

  /** Let the content flow to whoever wants it. */
  record ReadContent() implements ServerAction {
    @Override
    public void performOn(Shell shell) {
      shell.readContent();
    }
  }

  /** Read what still arrives, within the drain budget, and drop it. */
  record DiscardContent() implements ServerAction {
    @Override
    public void performOn(Shell shell) {
      shell.discardContent();
    }
  }

  /** Write the final response that was offered; where {@code closes}, it says so. */
  record SendFinal(boolean closes) implements ServerAction {
    @Override
    public void performOn(Shell shell) {
      shell.sendFinal(closes);
    }
  }

  /** Write the final response that was offered, while the content goes on flowing. */
  record SendFinalAmidContent() implements ServerAction {
    @Override
    public void performOn(Shell shell) {
      shell.sendFinalAmidContent();
    }
  }

  /** Compose and write a final response of our own; where {@code closes}, it says so. */
  record Refuse(int status, boolean closes) implements ServerAction {
    @Override
    public void performOn(Shell shell) {
      shell.refuse(status, closes);
    }
  }

  /** Tell the client that nothing more comes, and go on reading. */
  record HalfClose() implements ServerAction {
    @Override
    public void performOn(Shell shell) {
      shell.halfClose();
    }
  }

  /** Close the connection. */
  record Close() implements ServerAction {
    @Override
    public void performOn(Shell shell) {
      shell.close();
    }
  }

  /** Reset the connection, so that a cut response cannot be taken for a whole one. */
  record Abort() implements ServerAction {
    @Override
    public void performOn(Shell shell) {
      shell.abort();
    }
  }

  /** Start, or start again, the time of {@code deadline}. */
  record ArmDeadline(Deadline deadline) implements ServerAction {
    @Override
    public void performOn(Shell shell) {
      shell.armDeadline(deadline);
    }
  }

  /** {@code deadline} no longer matters. */
  record CancelDeadline(Deadline deadline) implements ServerAction {
    @Override
    public void performOn(Shell shell) {
      shell.cancelDeadline(deadline);
    }
  }

  /** The exchange is over for this connection. */
  record Settle(Settlement settlement) implements ServerAction {
    @Override
    public void performOn(Shell shell) {
      shell.settle(settlement);
    }
  }
}
