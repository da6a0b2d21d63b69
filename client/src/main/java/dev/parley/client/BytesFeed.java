// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.netty.Call;
import java.nio.ByteBuffer;

/** Content that is in memory. */
final class BytesFeed implements Feed {
  /** As much as the connection takes before it wants to be asked again. */
  private static final int PIECE = 64 << 10;

  /**
   * So much goes at once: then a response that came meanwhile is read, and others get their turn.
   */
  private static final int TURN = 4;

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
    for (int turn = 0; !over && call.writable(); turn++) {
      if (turn == TURN) {
        call.defer(() -> pump(call));
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
    }
  }

  @Override
  public void stop() {
    over = true;
  }
}
