// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.netty.Call;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Content that a writer writes on another thread, which waits while two pieces are not sent. */
final class WrittenFeed implements Feed {
  private static final int PIECE = 64 << 10;
  private static final int AHEAD = 2;

  private final RequestContent.Writer writer;
  private final OptionalLong length;
  private final Teller teller;
  private final Executor blocking;
  private final Pipe pipe;
  // Touched on the event loop.
  private @Nullable Call call;
  private long handed;
  private boolean over;

  WrittenFeed(RequestContent.Writer writer, OptionalLong length, Teller teller, Executor blocking) {
    this.writer = writer;
    this.length = length;
    this.teller = teller;
    this.blocking = blocking;
    this.pipe = new Pipe();
  }

  @Override
  public void pump(Call to) {
    if (call == null) {
      call = to;
      blocking.execute(() -> write(to));
      return;
    }
    while (!over && to.writable()) {
      ByteBuffer piece = pipe.poll();
      if (piece == null) {
        break;
      }
      handed += piece.remaining();
      to.write(piece);
      teller.handed(handed);
      to.flush();
    }
    if (!over && to.writable() && pipe.drained()) {
      over = true;
      to.writeLast();
      teller.whole();
      to.flush();
    }
  }

  private void write(Call to) {
    try {
      writer.writeTo(pipe);
      pipe.end();
    } catch (Throwable wrong) {
      IOException cause =
          wrong instanceof IOException known
              ? known
              : new IOException("content: the writer failed", wrong);
      to.execute(() -> failed(cause));
    }
  }

  private void failed(IOException cause) {
    if (!over) {
      over = true;
      teller.failed(cause);
    }
  }

  @Override
  public void stop() {
    over = true;
    pipe.stop();
  }

  /** From the writer's thread to the event loop. */
  private final class Pipe extends OutputStream {
    private final ArrayDeque<ByteBuffer> ready = new ArrayDeque<>();
    private final byte[] piece = new byte[(int) Math.min(PIECE, Math.max(1, length.orElse(PIECE)))];
    private int filled;
    private long written;
    private boolean ended;
    private boolean stopped;

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      Objects.checkFromIndexSize(from, count, bytes.length);
      written += count;
      if (length.isPresent() && written > length.getAsLong()) {
        throw new IOException("content: longer (expected: %d bytes)".formatted(length.getAsLong()));
      }
      for (int done = 0; done < count; ) {
        if (filled == piece.length) {
          send(false);
        }
        int some = Math.min(count - done, piece.length - filled);
        System.arraycopy(bytes, from + done, piece, filled, some);
        filled += some;
        done += some;
      }
    }

    /** But for what makes the content whole: the writer may still fail. */
    @Override
    public void flush() throws IOException {
      if (filled > 0 && (length.isEmpty() || written < length.getAsLong())) {
        send(false);
      }
    }

    void end() throws IOException {
      if (length.isPresent() && written < length.getAsLong()) {
        throw new IOException(
            "content: ended after %d bytes (expected: %d)".formatted(written, length.getAsLong()));
      }
      send(true);
    }

    private void send(boolean last) throws IOException {
      ByteBuffer full = ByteBuffer.wrap(Arrays.copyOf(piece, filled));
      filled = 0;
      synchronized (this) {
        try {
          while (ready.size() == AHEAD && !stopped) {
            wait();
          }
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("content: the writer was interrupted");
        }
        if (stopped) {
          throw new IOException("content: no more of it is wanted");
        }
        if (full.hasRemaining()) {
          ready.add(full);
        }
        ended = last;
      }
      pumpAgain();
    }

    private void pumpAgain() {
      Call to = Objects.requireNonNull(call);
      to.execute(
          () -> {
            if (!over) {
              pump(to);
            }
          });
    }

    synchronized @Nullable ByteBuffer poll() {
      ByteBuffer next = ready.poll();
      notifyAll();
      return next;
    }

    synchronized boolean drained() {
      return ended && ready.isEmpty();
    }

    synchronized void stop() {
      stopped = true;
      ready.clear();
      notifyAll();
    }
  }
}
