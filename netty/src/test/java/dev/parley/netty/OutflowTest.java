// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OutflowTest {
  private static final int PIECE = 100;

  private final NarrowChannel channel = new NarrowChannel();
  private final Outflow outflow = new Outflow(channel);

  OutflowTest() {
    channel.pipeline().addLast(outflow);
  }

  @AfterEach
  void finish() {
    take(Integer.MAX_VALUE);
    channel.finishAndReleaseAll();
  }

  private void write() {
    channel.write(Unpooled.wrappedBuffer(new byte[PIECE]));
  }

  private void take(int bytes) {
    channel.room = bytes;
    channel.flush();
  }

  @Test
  void whereNothingWaitsNothingStalls() {
    assertThat(outflow.stalled()).isFalse();
    assertThat(outflow.stalled()).isFalse();
    write();
    take(PIECE);
    assertThat(outflow.stalled()).isFalse();
  }

  @Test
  void whatIsNotTakenFromOneLookToTheNextStalls() {
    write();
    take(PIECE / 2);
    assertThat(outflow.stalled()).as("nobody looked before").isFalse();
    assertThat(outflow.stalled()).isTrue();
  }

  @Test
  void aPieceInThePlaceOfOneLikeItIsProgress() {
    write();
    assertThat(outflow.stalled()).isFalse();
    for (int i = 0; i < 3; i++) {
      take(PIECE);
      write();
      assertThat(outflow.stalled()).isFalse();
    }
    assertThat(outflow.stalled()).isTrue();
  }

  @Test
  void aPartOfAPieceIsProgress() {
    write();
    assertThat(outflow.stalled()).isFalse();
    take(1);
    assertThat(outflow.stalled()).isFalse();
    take(1);
    assertThat(outflow.stalled()).isFalse();
    assertThat(outflow.stalled()).isTrue();
  }

  @Test
  void moreToSendIsNoProgress() {
    write();
    assertThat(outflow.stalled()).isFalse();
    write();
    assertThat(outflow.stalled()).isTrue();
  }

  @Test
  void afterANewBeginningNobodyLookedBefore() {
    write();
    assertThat(outflow.stalled()).isFalse();
    outflow.restart();
    assertThat(outflow.stalled()).isFalse();
    assertThat(outflow.stalled()).isTrue();
  }

  @Test
  void aClosedConnectionDoesNotStall() {
    write();
    assertThat(outflow.stalled()).isFalse();
    channel.close();
    assertThat(outflow.stalled()).isFalse();
  }

  /** A connection whose peer takes a number of bytes at a time. */
  private static final class NarrowChannel extends EmbeddedChannel {
    private int room;

    @Override
    protected void doWrite(ChannelOutboundBuffer in) {
      int taken = (int) Math.min(room, in.totalPendingWriteBytes());
      room = 0;
      for (Object piece = in.current(); piece != null && taken > 0; piece = in.current()) {
        int now = Math.min(taken, ((ByteBuf) piece).readableBytes());
        in.removeBytes(now);
        taken -= now;
      }
    }
  }
}
