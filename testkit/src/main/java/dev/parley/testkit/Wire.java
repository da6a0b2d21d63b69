// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection whose every wait has a deadline. Used by one thread at a time; only
 * {@link #close} may come from another.
 */
final class Wire {
  private static final int BLOCK = 16 * 1024;

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final Transcript transcript = new Transcript();
  private byte[] buffer = new byte[BLOCK];
  private int start;
  private int end;
  private @Nullable Ending ending;
  private volatile @Nullable IOException writeFailure;

  Wire(SocketChannel channel) throws IOException {
    this.channel = channel;
    channel.configureBlocking(false);
    this.selector = Selector.open();
    this.key = channel.register(selector, 0);
  }

  SocketChannel channel() {
    return channel;
  }

  Transcript transcript() {
    return transcript;
  }

  @Nullable IOException writeFailure() {
    return writeFailure;
  }

  @Nullable Ending ending() {
    return ending;
  }

  int unread() {
    return end - start;
  }

  /** Where in the unread bytes this text starts, or -1. */
  int find(String text) {
    return unreadText().indexOf(text);
  }

  String unreadText() {
    return new String(buffer, start, unread(), StandardCharsets.ISO_8859_1);
  }

  /** Waits for at least one more byte; false at the end of the connection. */
  boolean fill(Call call) {
    makeRoom();
    while (ending == null) {
      try {
        int count = channel.read(ByteBuffer.wrap(buffer, end, buffer.length - end));
        if (count > 0) {
          end += count;
          transcript.countReceived(count);
          return true;
        }
        if (count < 0) {
          ended(wasReset(writeFailure) ? Ending.RESET : Ending.FIN);
        } else {
          await(SelectionKey.OP_READ, call);
        }
      } catch (ClosedChannelException e) {
        throw closedByTest(call, e);
      } catch (IOException e) {
        ended(Ending.RESET);
      }
    }
    return false;
  }

  /** Takes unread bytes, at most this many, kept in the transcript or only counted. */
  byte[] take(int count, boolean keep, Call call) {
    byte[] taken = Arrays.copyOfRange(buffer, start, start + count);
    if (keep) {
      transcript.keep(buffer, start, count);
    }
    call.consumed(buffer, start, count);
    start += count;
    return taken;
  }

  /**
   * Writes until all is written, or writing fails, which is recorded, or, if asked, something
   * arrives.
   *
   * @return whether all was written
   */
  boolean write(ByteBuffer bytes, boolean untilArrival, Call call) {
    while (bytes.hasRemaining()) {
      if (writeFailure != null || (untilArrival && hasArrival(call))) {
        return false;
      }
      try {
        int count = channel.write(bytes);
        transcript.countSent(count);
        if (count == 0) {
          await(SelectionKey.OP_WRITE | (untilArrival ? SelectionKey.OP_READ : 0), call);
        }
      } catch (ClosedChannelException e) {
        if (!channel.isOpen()) {
          throw closedByTest(call, e);
        }
        writeFailure = e;
      } catch (IOException e) {
        writeFailure = e;
      }
    }
    return true;
  }

  /** Whether something can be read right now: bytes or the end. */
  private boolean hasArrival(Call call) {
    if (unread() > 0 || ending != null) {
      return true;
    }
    try {
      key.interestOps(SelectionKey.OP_READ);
      // Not key.isReadable() alone: a key that was not selected keeps what it was ready for before.
      boolean readable = selector.selectNow() > 0 && key.isReadable();
      selector.selectedKeys().clear();
      return readable;
    } catch (IOException | ClosedSelectorException | java.nio.channels.CancelledKeyException e) {
      throw closedByTest(call, e);
    }
  }

  private void await(int operations, Call call) throws IOException {
    long left = call.nanosLeft();
    if (left <= 0) {
      throw error(ScriptError.Reason.DEADLINE, call.overdue(), call);
    }
    try {
      key.interestOps(operations);
      selector.select(left / 1_000_000 + 1);
      selector.selectedKeys().clear();
    } catch (ClosedSelectorException | java.nio.channels.CancelledKeyException e) {
      throw closedByTest(call, e);
    }
  }

  ScriptError error(ScriptError.Reason reason, String event, Call call) {
    IOException failure = writeFailure;
    String told = failure == null ? event : event + ", after a write failed: " + failure;
    return call.error(reason, told, unreadText(), failure);
  }

  private ScriptError closedByTest(Call call, Exception cause) {
    return call.error(ScriptError.Reason.CLOSED, "closed by the test", unreadText(), cause);
  }

  private void ended(Ending how) {
    ending = how;
    transcript.endedBy(how);
  }

  private void makeRoom() {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, unread());
      end -= start;
      start = 0;
    }
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
  }

  // A write that meets a connection the other end had closed in order fails with "Broken pipe".
  private static boolean wasReset(@Nullable IOException failure) {
    String message = failure == null ? null : failure.getMessage();
    return message != null && message.toLowerCase(Locale.ROOT).contains("reset");
  }

  void close() throws IOException {
    // A registered channel would send FIN and keep its descriptor until the next selection.
    selector.close();
    channel.close();
  }
}
