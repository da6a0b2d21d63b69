// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

/** Something that happened to the client side of an exchange. */
public sealed interface ClientInput {
  /** Hands this input to {@code state}. */
  ClientStep applyTo(ClientState state);

  /** The head of the request was handed to the transport. */
  record HeadSent(Offer offer) implements ClientInput {
    @Override
    public ClientStep applyTo(ClientState state) {
      return state.onHeadSent(offer);
    }
  }

  /** A whole interim response was read; a 101 only where it is not {@link SwitchReceived}. */
  record InterimReceived(int status) implements ClientInput {
    @Override
    public ClientStep applyTo(ClientState state) {
      return state.onInterim(status);
    }
  }

  /** A whole 101 was read that names a protocol which the request asked for. */
  record SwitchReceived() implements ClientInput {
    @Override
    public ClientStep applyTo(ClientState state) {
      return state.onSwitch();
    }
  }

  /**
   * The head of the final response was read; {@code persistent} unless it ends with the connection.
   */
  record FinalReceived(int status, boolean persistent) implements ClientInput {
    @Override
    public ClientStep applyTo(ClientState state) {
      return state.onFinal(status, persistent);
    }
  }

  /**
   * The head of a final response was read, which need not be the answer: another server can still
   * be asked. Only where {@link ClientState#mayDecline} says so.
   */
  record FinalDeclined() implements ClientInput {
    @Override
    public ClientStep applyTo(ClientState state) {
      return state.onFinalDeclined();
    }
  }

  /** The final response was read whole. */
  record FinalEnded() implements ClientInput {
    @Override
    public ClientStep applyTo(ClientState state) {
      return state.onFinalEnd();
    }
  }

  /** The whole content was handed to the transport. */
  record ContentSent() implements ClientInput {
    @Override
    public ClientStep applyTo(ClientState state) {
      return state.onContentSent();
    }
  }

  /** The transport takes no more content, but may still have a response to read. */
  record ContentFailed() implements ClientInput {
    @Override
    public ClientStep applyTo(ClientState state) {
      return state.onContentFailed();
    }
  }

  /** The server was given long enough to answer the expectation. */
  record WaitElapsed() implements ClientInput {
    @Override
    public ClientStep applyTo(ClientState state) {
      return state.onWaitElapsed();
    }
  }

  /** The wait ended while this process was not running, which says nothing of the server. */
  record WaitOverslept() implements ClientInput {
    @Override
    public ClientStep applyTo(ClientState state) {
      return state.onWaitOverslept();
    }
  }

  /** The server was given long enough to take the content, or to send the final response. */
  record Overdue() implements ClientInput {
    @Override
    public ClientStep applyTo(ClientState state) {
      return state.onOverdue();
    }
  }

  /** The connection is lost, or was never made. */
  record PeerGone() implements ClientInput {
    @Override
    public ClientStep applyTo(ClientState state) {
      return state.onPeerGone();
    }
  }

  /**
   * The connection is lost, like one that its peer gave up while it was unused: it served another
   * exchange before, and not a byte of an answer came. What was sent of the content can be sent
   * again.
   */
  record ConnectionStale() implements ClientInput {
    @Override
    public ClientStep applyTo(ClientState state) {
      return state.onConnectionStale();
    }
  }

  /** What came is not HTTP. */
  record Unreadable() implements ClientInput {
    @Override
    public ClientStep applyTo(ClientState state) {
      return state.onUnreadable();
    }
  }

  /** This side wants no response any more. */
  record Cancelled() implements ClientInput {
    @Override
    public ClientStep applyTo(ClientState state) {
      return state.onCancelled();
    }
  }
}
