// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.netty.Call;
import java.nio.ByteBuffer;

/** Content that is in memory. */
final class BytesFeed implements Feed {
  /**
   * So much goes at once: few calls of the system, and yet a response that came meanwhile is read,
   * and others get their turn.
   */
  private static final int PIECE = 256 << 10;

  private final byte[] bytes;
  private final Teller teller;
  private int at;
  private boolean over;

  BytesFeed(byte[] bytes, Teller teller) {
    this.bytes = bytes;
    this.teller = teller;
  }

  @Override
  public void pump(Call call) {
    if (over || !call.writable()) {
      return;
    }
    int count = Math.min(PIECE, bytes.length - at);
    ByteBuffer piece = ByteBuffer.wrap(bytes, at, count);
    at += count;
    over = at == bytes.length;
    if (over) {
      call.writeLast(piece);
    } else {
      call.write(piece);
    }
    teller.handed(at);
    if (over) {
      teller.whole();
    }
    // May lead back here, where there is more to write.
    call.flush();
    if (!over && call.writable()) {
      call.defer(() -> pump(call));
    }
  }

  @Override
  public void stop() {
    over = true;
  }
}
