// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

/** Something that happened to the server side of an exchange. */
public sealed interface ServerInput {
  /** Hands this input to {@code state}. */
  ServerStep applyTo(ServerState state);

  /** The head of a request was read. */
  record HeadReceived(Request request) implements ServerInput {
    @Override
    public ServerStep applyTo(ServerState state) {
      return state.onHead(request);
    }
  }

  /** The content is wanted. */
  record Admitted() implements ServerInput {
    @Override
    public ServerStep applyTo(ServerState state) {
      return state.onAdmitted();
    }
  }

  /**
   * The request is answered by this side, with a status of its own; where an offered final response
   * has begun, that one is cut, and where this side has answered before, nothing changes.
   */
  record Refused(int status) implements ServerInput {
    @Override
    public ServerStep applyTo(ServerState state) {
      return state.onRefused(status);
    }
  }

  /** Some content arrived, but not its end. */
  record ContentReceived() implements ServerInput {
    @Override
    public ServerStep applyTo(ServerState state) {
      return state.onContent();
    }
  }

  /** The announced content arrived whole. */
  record ContentEnded() implements ServerInput {
    @Override
    public ServerStep applyTo(ServerState state) {
      return state.onContentEnd();
    }
  }

  /** An interim response is there to be passed on. */
  record InterimOffered(int status) implements ServerInput {
    @Override
    public ServerStep applyTo(ServerState state) {
      return state.onInterim(status);
    }
  }

  /** A 101 is there to be passed on, to a client that asked for what it names. */
  record SwitchOffered() implements ServerInput {
    @Override
    public ServerStep applyTo(ServerState state) {
      return state.onSwitch();
    }
  }

  /** The head of a final response is there to be passed on. */
  record FinalOffered() implements ServerInput {
    @Override
    public ServerStep applyTo(ServerState state) {
      return state.onFinal();
    }
  }

  /** The same, from somebody who takes the rest of the content all the while. */
  record FinalOfferedAmidContent() implements ServerInput {
    @Override
    public ServerStep applyTo(ServerState state) {
      return state.onFinalAmidContent();
    }
  }

  /** Nobody takes content any more. */
  record ContentUnwanted() implements ServerInput {
    @Override
    public ServerStep applyTo(ServerState state) {
      return state.onContentUnwanted();
    }
  }

  /** The last byte of the final response was handed to the transport. */
  record FinalEnded() implements ServerInput {
    @Override
    public ServerStep applyTo(ServerState state) {
      return state.onFinalEnd();
    }
  }

  /** The client will send nothing more, but may still read (a half-close). */
  record InputClosed() implements ServerInput {
    @Override
    public ServerStep applyTo(ServerState state) {
      return state.onInputClosed();
    }
  }

  /** The connection is lost in both directions. */
  record PeerGone() implements ServerInput {
    @Override
    public ServerStep applyTo(ServerState state) {
      return state.onPeerGone();
    }
  }

  /** A deadline passed; for {@link Deadline#DRAIN} also that its bytes are used up. */
  record DeadlineElapsed(Deadline deadline) implements ServerInput {
    @Override
    public ServerStep applyTo(ServerState state) {
      return state.onDeadline(deadline);
    }
  }
}
