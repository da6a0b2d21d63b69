// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.netty.Call;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Content of a stream, read by another thread one piece ahead. */
final class StreamFeed implements Feed {
  private static final int PIECE = 64 << 10;
  private static final int AHEAD = 2;

  private final Supplier<? extends InputStream> streams;
  private final OptionalLong length;
  private final Teller teller;
  private final Executor blocking;
  private final ArrayDeque<ByteBuffer> ready = new ArrayDeque<>();
  private final Ending ending = new Ending();
  // Touched by one reading at a time, each of which happens before the next.
  private @Nullable InputStream stream;
  private long read;
  // Touched on the event loop.
  private long handed;
  private boolean reading;
  private boolean ended;
  private boolean over;

  StreamFeed(
      Supplier<? extends InputStream> streams,
      OptionalLong length,
      Teller teller,
      Executor blocking) {
    this.streams = streams;
    this.length = length;
    this.teller = teller;
    this.blocking = blocking;
  }

  static StreamFeed ofFile(Path path, long size, Teller teller, Executor blocking)
      throws IOException {
    InputStream file = Files.newInputStream(path);
    StreamFeed feed = new StreamFeed(() -> file, OptionalLong.of(size), teller, blocking);
    feed.stream = file;
    return feed;
  }

  @Override
  public void pump(Call call) {
    while (!over && call.writable() && !ready.isEmpty()) {
      ByteBuffer piece = ready.remove();
      handed += piece.remaining();
      call.write(piece);
      teller.handed(handed);
      call.flush();
    }
    if (!over && ended && ready.isEmpty() && call.writable()) {
      over = true;
      call.writeLast();
      teller.whole();
      call.flush();
    } else if (!over && !ended && !reading && ready.size() < AHEAD) {
      reading = true;
      blocking.execute(() -> read(call));
    }
  }

  private void read(Call call) {
    if (!ending.readingBegins()) {
      return;
    }
    try {
      ByteBuffer piece = next();
      boolean last = piece == null || (length.isPresent() && read == length.getAsLong());
      if (ending.readingEnds(last)) {
        close();
      }
      call.execute(() -> arrived(call, piece, last));
    } catch (Throwable wrong) {
      if (ending.readingEnds(true)) {
        close();
      }
      IOException cause =
          wrong instanceof IOException known
              ? known
              : new IOException("content: the stream failed", wrong);
      call.execute(() -> failed(cause));
    }
  }

  /** The next piece; null at the end. */
  private @Nullable ByteBuffer next() throws IOException {
    InputStream from = stream;
    if (from == null) {
      from = streams.get();
      stream = from;
    }
    long rest = length.isPresent() ? length.getAsLong() - read : PIECE;
    if (rest == 0) {
      // Not one byte further: the end of the stream may be somebody's who still waits for us.
      return null;
    }
    byte[] bytes = new byte[(int) Math.min(PIECE, rest)];
    int count = from.read(bytes);
    if (count < 0) {
      if (length.isPresent()) {
        throw new EOFException(
            "content: ended after %d bytes (expected: %d)".formatted(read, length.getAsLong()));
      }
      return null;
    }
    read += count;
    return ByteBuffer.wrap(bytes, 0, count);
  }

  /** With the last piece, or a server that has all of it could answer before we know. */
  private void arrived(Call call, @Nullable ByteBuffer piece, boolean last) {
    reading = false;
    ended = last;
    if (piece != null && piece.hasRemaining()) {
      ready.add(piece);
    }
    if (!over) {
      pump(call);
    }
  }

  private void failed(IOException cause) {
    reading = false;
    if (!over) {
      over = true;
      teller.failed(cause);
    }
  }

  @Override
  public void stop() {
    over = true;
    ready.clear();
    if (ending.stops() && stream != null) {
      close(stream, blocking);
    }
  }

  private void close() {
    InputStream from = stream;
    if (from != null) {
      close(from);
    }
  }

  private static void close(InputStream stream) {
    try {
      stream.close();
    } catch (IOException read) {
      // What was read counts.
    }
  }

  /** Closes a stream where that may block; here where nobody runs anything any more. */
  static void close(InputStream stream, Executor blocking) {
    try {
      blocking.execute(() -> close(stream));
    } catch (RejectedExecutionException closed) {
      close(stream);
    }
  }

  /** Who closes the stream: one of both sides, and once. */
  private static final class Ending {
    private boolean reading;
    private boolean over;

    /** Whether it may: it is not over yet. */
    synchronized boolean readingBegins() {
      reading = !over;
      return reading;
    }

    /** Whether the reader has to close it. */
    synchronized boolean readingEnds(boolean last) {
      reading = false;
      boolean closes = over || last;
      over |= last;
      return closes;
    }

    /** Whether that is up to whoever stops it. */
    synchronized boolean stops() {
      boolean closes = !over && !reading;
      over = true;
      return closes;
    }
  }
}
