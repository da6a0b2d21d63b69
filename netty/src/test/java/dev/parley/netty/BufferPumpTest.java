// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BufferPumpTest {
  private final List<String> events = new ArrayList<>();
  private boolean room = true;
  private final BufferPump pump =
      new BufferPump(
          () -> events.add("demand"),
          new ContentSink() {
            @Override
            public boolean writable() {
              return room;
            }

            @Override
            public void write(HttpContent content) {
              events.add("write");
              content.release();
            }

            @Override
            public void flush() {
              events.add("flush");
            }
          });

  private static HttpContent piece() {
    return new DefaultHttpContent(Unpooled.buffer().writeByte(1));
  }

  @Test
  void flushesOncePerBatchAndAsksForTheNext() {
    pump.arrived(piece());
    pump.arrived(piece());
    pump.batchEnded();
    assertThat(events).containsExactly("write", "write", "flush", "demand");
  }

  @Test
  void asksForNothingWhileTheSinkIsFull() {
    room = false;
    pump.arrived(piece());
    pump.batchEnded();
    assertThat(events).containsExactly("write", "flush");
    pump.sinkWritable();
    assertThat(events).containsExactly("write", "flush");
  }

  @Test
  void asksOnceWhenTheSinkHasRoomAgain() {
    room = false;
    pump.batchEnded();
    room = true;
    pump.sinkWritable();
    pump.sinkWritable();
    assertThat(events).containsExactly("flush", "demand");
  }

  @Test
  void dropsWhatArrivesOnceStopped() {
    pump.stop();
    HttpContent late = piece();
    pump.arrived(late);
    pump.batchEnded();
    pump.sinkWritable();
    assertThat(events).isEmpty();
    assertThat(late.refCnt()).isZero();
  }
}
