// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.netty.Call;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Content of a file, which the kernel sends by itself unless it is small. */
final class FileFeed implements Feed {
  /** One connection does not keep the event loop for longer; nginx sends up to 2 MiB. */
  private static final int PART = 256 << 10;

  /** So little is sent together with the head. */
  private static final int SMALL = 16 << 10;

  private final Path path;
  private final FileChannel file;
  private final long size;
  private final Teller teller;
  private long at;
  private boolean over;
  private boolean inFlight;
  private boolean stopped;

  private FileFeed(Path path, FileChannel file, long size, Teller teller) {
    this.path = path;
    this.file = file;
    this.size = size;
    this.teller = teller;
  }

  static FileFeed open(Path path, long size, Teller teller) throws IOException {
    return new FileFeed(path, FileChannel.open(path, StandardOpenOption.READ), size, teller);
  }

  @Override
  public void pump(Call call) {
    if (over || !call.writable()) {
      closeIfDone();
      return;
    }
    try {
      if (at == 0 && size <= SMALL) {
        sendSmall(call);
      } else if (at < size) {
        sendPart(call);
      } else {
        over = true;
        call.writeLast();
        teller.whole();
        call.flush();
      }
    } catch (IOException unreadable) {
      fail(unreadable);
    }
    closeIfDone();
  }

  private void sendSmall(Call call) throws IOException {
    ByteBuffer all = ByteBuffer.allocate((int) size);
    while (all.hasRemaining()) {
      if (file.read(all, all.position()) < 0) {
        throw shorter();
      }
    }
    over = true;
    at = size;
    call.writeLast(all.flip());
    teller.handed(at);
    teller.whole();
    call.flush();
  }

  private void sendPart(Call call) {
    long from = at;
    int count = (int) Math.min(PART, size - at);
    at += count;
    inFlight = true;
    call.write(file, from, count, this::gone);
    call.flush();
  }

  private void gone(@Nullable Throwable cause) {
    inFlight = false;
    try {
      if (stopped) {
        return;
      }
      if (cause == null) {
        teller.handed(at);
      } else if (file.size() < size) {
        fail(shorter());
      }
    } catch (IOException unreadable) {
      fail(unreadable);
    } finally {
      closeIfDone();
    }
  }

  private EOFException shorter() {
    return new EOFException("content: " + path + " became shorter (expected: " + size + " bytes)");
  }

  private void fail(IOException cause) {
    over = true;
    teller.failed(cause);
  }

  @Override
  public void stop() {
    over = true;
    stopped = true;
    closeIfDone();
  }

  private void closeIfDone() {
    if (over && !inFlight) {
      try {
        file.close();
      } catch (IOException read) {
        // Nothing was written to it.
      }
    }
  }
}
