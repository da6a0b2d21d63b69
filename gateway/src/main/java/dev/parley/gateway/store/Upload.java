// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An upload on its way into the store; nothing of it is visible before {@link #commit}.
 *
 * <p>Exactly one of commit and abort ends it. The methods are for one caller at a time; closing the
 * store ends an upload from outside, which the caller then learns as an answer.
 */
public final class Upload {

  private enum State {
    OPEN,
    REFUSED,
    ENDED
  }

  private final StoreRequest request;
  private final OptionalLong announced;
  private final AnnouncedDigests digests;
  private final Arrival arrival;
  private final Space.Claim claim;
  private final Shelf.Slot slot;
  private final Shelf shelf;
  private final Consumer<Upload> onEnd;
  private final ReentrantLock turn = new ReentrantLock();
  private State state = State.OPEN;
  private @Nullable Problem refusal;
  private volatile boolean closing;
  private volatile long received;

  Upload(
      StoreRequest request,
      AnnouncedDigests digests,
      Arrival arrival,
      Space.Claim claim,
      Shelf.Slot slot,
      Shelf shelf,
      Consumer<Upload> onEnd) {
    this.request = request;
    this.announced = request.announced();
    this.digests = digests;
    this.arrival = arrival;
    this.claim = claim;
    this.slot = slot;
    this.shelf = shelf;
    this.onEnd = onEnd;
  }

  /** The bytes received so far. */
  public long received() {
    return received;
  }

  /**
   * Takes the next piece of content, all of it.
   *
   * @return empty to go on; otherwise the final response, after which further content is dropped,
   *     commit repeats the response and abort does nothing
   */
  public Optional<StoreResponse> write(ByteBuffer content) {
    turn.lock();
    try {
      return take(content);
    } finally {
      turn.unlock();
      closeInTurn();
    }
  }

  private Optional<StoreResponse> take(ByteBuffer content) {
    int length = content.remaining();
    if (state == State.ENDED) {
      throw new IllegalStateException("upload: write after its end (expected: before)");
    }
    if (refusal != null) {
      content.position(content.limit());
      return Optional.of(refusal.response(request));
    }
    if (announced.isPresent() && length > announced.getAsLong() - received) {
      return Optional.of(refuse(Problem.of(400, "the content is longer than announced")));
    }
    try {
      if (!claim.cover(length)) {
        return Optional.of(refuse(Problem.NO_SPACE));
      }
      arrival.write(content);
      claim.spent(length);
      long now = received + length;
      received = now;
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(refuse(shelf.problem(e)));
    }
  }

  /** Verifies what arrived and puts it in its place, or answers why not and stores nothing. */
  public StoreResponse commit() {
    turn.lock();
    try {
      return storeOrSay();
    } finally {
      turn.unlock();
    }
  }

  private StoreResponse storeOrSay() {
    if (state == State.ENDED) {
      throw new IllegalStateException("upload: commit after its end (expected: before)");
    }
    try {
      return refusal != null ? refusal.response(request) : store();
    } catch (RefusedException e) {
      return e.problem().response(request);
    } catch (IOException e) {
      return shelf.problem(e).response(request);
    } finally {
      end();
      state = State.ENDED;
    }
  }

  private StoreResponse store() throws IOException, RefusedException {
    if (announced.isPresent() && announced.getAsLong() != received) {
      throw new RefusedException(Problem.of(400, "the content is shorter than announced"));
    }
    Map<Hash, byte[]> computed = arrival.seal(shelf.durable());
    // Choice: RFC 9530 names no status for this. 400, as for a wrong length: the message is not
    // what its sender announced. 422 would say that intact content is unacceptable.
    if (!digests.hold(computed)) {
      throw new RefusedException(
          Problem.of(400, "the content does not have the digest that was announced"));
    }
    byte[] sha256 = computed.getOrDefault(Hash.SHA_256, new byte[0]);
    return shelf.place(arrival.file(), slot, Checksum.of(sha256));
  }

  /** Drops the upload and everything it holds; does nothing after the end. */
  public void abort() {
    turn.lock();
    try {
      if (state != State.ENDED) {
        end();
        state = State.ENDED;
      }
    } finally {
      turn.unlock();
    }
  }

  /** Ends the upload from outside, after what its caller is doing; does not wait for that. */
  void refuse() {
    closing = true;
    closeInTurn();
  }

  private void closeInTurn() {
    if (closing && turn.tryLock()) {
      try {
        if (state == State.OPEN) {
          StoreResponse unheard = refuse(Problem.CLOSED);
          unheard.content().close();
        }
      } finally {
        turn.unlock();
      }
    }
  }

  private StoreResponse refuse(Problem problem) {
    end();
    state = State.REFUSED;
    refusal = problem;
    return problem.response(request);
  }

  private void end() {
    if (state == State.OPEN) {
      arrival.discard();
      claim.release();
      onEnd.accept(this);
    }
  }
}
