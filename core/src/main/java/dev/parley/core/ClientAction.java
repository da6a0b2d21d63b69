// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

/** Something the client machine wants done. */
public sealed interface ClientAction {
  /** Has the one it is meant for do it. */
  void performOn(Wire wire, Caller caller);

  /** What the connection to a server can do. */
  interface Wire {
    /** Start the wait for an answer to the expectation. */
    void armWait();

    /** The wait no longer matters. */
    void cancelWait();

    /** Let the content flow to the server. */
    void startContent();

    /** Send no more content: on HTTP/1.1 this costs the connection. */
    void abandonContent();

    /** The exchange is over for this connection. */
    void settle(Settlement settlement);
  }

  /** What whoever made the request can be told. */
  interface Caller {
    /** Pass an interim response on. */
    void deliverInterim(int status);

    /** The server answered the expectation with this status, 417 excepted. */
    void noteAnswer(int status, Moment moment);

    /** Pass the head of the final response on; its content follows. */
    void deliverFinal(int status);

    /** The same, while the content goes on flowing: its receiver still wants it. */
    void deliverFinalAmidContent(int status);

    /** Pass the 101 on: the connection carries the other protocol from its end on. */
    void deliverSwitch();

    /** The final response that was passed on will never be whole. */
    void cutFinal();

    /** Send the request again without Expect, on another connection (RFC 9110 10.1.1). */
    void repeatWithoutExpectation();

    /** No final response will come; {@code replay} says what was spent. */
    void fail(Replay replay);

    /** No final response came in time; the server may act on the request all the same. */
    void timeOut();
  }

  /** When an expectation was answered. */
  enum Moment {
    /** While the content was held back. */
    IN_TIME,
    /** After the wait had elapsed, without having seen the whole content. */
    LATE,
    /** By a refusal after the content: it may as well be of the content. */
    AFTER_CONTENT
  }

  /** An action on the connection. */
  sealed interface OnWire extends ClientAction {
    /** Has {@code wire} do it. */
    void performOn(Wire wire);

    @Override
    default void performOn(Wire wire, Caller caller) {
      performOn(wire);
    }
  }

  /** Something whoever made the request must be told. */
  sealed interface ToCaller extends ClientAction {
    /** Tells {@code caller}. */
    void performOn(Caller caller);

    @Override
    default void performOn(Wire wire, Caller caller) {
      performOn(caller);
    }
  }

  /** Start the wait for an answer to the expectation. */
  record ArmWait() implements OnWire {
    @Override
    public void performOn(Wire wire) {
      wire.armWait();
    }
  }

  /** The wait no longer matters. */
  record CancelWait() implements OnWire {
    @Override
    public void performOn(Wire wire) {
      wire.cancelWait();
    }
  }

  /** Let the content flow to the server. */
  record StartContent() implements OnWire {
    @Override
    public void performOn(Wire wire) {
      wire.startContent();
    }
  }

  /** Send no more content: on HTTP/1.1 this costs the connection. */
  record AbandonContent() implements OnWire {
    @Override
    public void performOn(Wire wire) {
      wire.abandonContent();
    }
  }

  /** The exchange is over for this connection. */
  record Settle(Settlement settlement) implements OnWire {
    @Override
    public void performOn(Wire wire) {
      wire.settle(settlement);
    }
  }

  /** Pass an interim response on. */
  record DeliverInterim(int status) implements ToCaller {
    @Override
    public void performOn(Caller caller) {
      caller.deliverInterim(status);
    }
  }

  /** The server answered the expectation, in time or late: what it took is worth to know. */
  record NoteAnswer(int status, Moment moment) implements ToCaller {
    @Override
    public void performOn(Caller caller) {
      caller.noteAnswer(status, moment);
    }
  }

  /** Pass the head of the final response on; its content follows. */
  record DeliverFinal(int status) implements ToCaller {
    @Override
    public void performOn(Caller caller) {
      caller.deliverFinal(status);
    }
  }

  /** Pass the head of a final response on that does not end the sending of the content. */
  record DeliverFinalAmidContent(int status) implements ToCaller {
    @Override
    public void performOn(Caller caller) {
      caller.deliverFinalAmidContent(status);
    }
  }

  /** Pass the 101 on: the connection carries the other protocol from its end on. */
  record DeliverSwitch() implements ToCaller {
    @Override
    public void performOn(Caller caller) {
      caller.deliverSwitch();
    }
  }

  /** The final response that was passed on will never be whole. */
  record CutFinal() implements ToCaller {
    @Override
    public void performOn(Caller caller) {
      caller.cutFinal();
    }
  }

  /** Send the request again without Expect, on another connection (RFC 9110 10.1.1). */
  record RepeatWithoutExpectation() implements ToCaller {
    @Override
    public void performOn(Caller caller) {
      caller.repeatWithoutExpectation();
    }
  }

  /** No final response will come; {@code replay} says what was spent. */
  record Fail(Replay replay) implements ToCaller {
    @Override
    public void performOn(Caller caller) {
      caller.fail(replay);
    }
  }

  /** No final response came in time; the server may act on the request all the same. */
  record TimeOut() implements ToCaller {
    @Override
    public void performOn(Caller caller) {
      caller.timeOut();
    }
  }
}
