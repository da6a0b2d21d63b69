// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // Netty has no other type for it
class ReadBuffersTest {
  private final EventLoopGroup loops = Transport.best().eventLoops("parley-test", 2);
  private final RecvByteBufAllocator.Handle reads = ReadBuffers.INSTANCE.newHandle();

  @AfterEach
  void end() throws InterruptedException {
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).sync();
  }

  private ByteBuf readOn(EventLoop loop) throws Exception {
    return loop.submit(() -> reads.allocate(Transport.BUFFERS)).get(10, TimeUnit.SECONDS);
  }

  @Test
  void whatIsUsedUpServesAgain() throws Exception {
    EventLoop loop = loops.next();
    ByteBuf first = readOn(loop).writeByte('a');
    first.release();
    ByteBuf second = readOn(loop);
    assertThat(second).isSameAs(first);
    assertThat(second.isReadable()).isFalse();
    second.release();
  }

  @Test
  void whatSomebodyKeepsStaysAsItIs() throws Exception {
    EventLoop loop = loops.next();
    ByteBuf kept = readOn(loop).writeByte('a');
    ByteBuf second = readOn(loop).writeByte('b');
    assertThat(second).isNotSameAs(kept);
    assertThat(kept.readByte()).isEqualTo((byte) 'a');
    second.release();
    assertThat(second.refCnt()).isZero();
    kept.release();
    assertThat(readOn(loop)).isSameAs(kept);
    kept.release();
  }

  @Test
  void eventLoopsShareNothingAndLeaveNothing() throws Exception {
    ByteBuf one = readOn(loops.next());
    ByteBuf other = readOn(loops.next());
    assertThat(one).isNotSameAs(other);
    one.release();
    other.release();
    end();
    assertThat(one.refCnt()).isZero();
    assertThat(other.refCnt()).isZero();
  }

  @Test
  void largeReadsAreThePools() throws Exception {
    EventLoop loop = loops.next();
    loop.submit(
            () -> {
              reads.reset(null);
              reads.attemptedBytesRead(1 << 20);
              reads.lastBytesRead(1 << 20);
              reads.readComplete();
              return null;
            })
        .get(10, TimeUnit.SECONDS);
    ByteBuf one = readOn(loop);
    ByteBuf other = readOn(loop);
    assertThat(one.capacity()).isGreaterThan(2048);
    one.release();
    assertThat(one.refCnt()).isZero();
    other.release();
  }
}
