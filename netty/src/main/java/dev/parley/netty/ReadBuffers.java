// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * What sockets are read into. Reads grow to a whole piece while content fills them, and shrink
 * again after it, as Netty has them do. Small ones share a buffer for each event loop, which serves
 * again unless somebody keeps what was read: most heads are used up at once.
 */
final class ReadBuffers extends AdaptiveRecvByteBufAllocator {
  static final ReadBuffers INSTANCE = new ReadBuffers();

  private static final int SMALLEST = 64;
  private static final int SMALL = 2048;

  private static final FastThreadLocal<OfLoop> OF_LOOP =
      new FastThreadLocal<>() {
        @Override
        protected OfLoop initialValue() {
          return new OfLoop();
        }

        @Override
        protected void onRemoval(OfLoop mine) {
          mine.shared.release();
        }
      };

  private ReadBuffers() {
    super(SMALLEST, SMALL, MessageLimits.CONTENT_PIECE);
  }

  /** Has whatever the event loop of this thread reads into counted, and kept as small as told. */
  static void countedBy(@Nullable LoopMemory memory) {
    OF_LOOP.get().memory = memory;
  }

  @Override
  @SuppressWarnings("deprecation") // Netty has no other type for it here
  public Handle newHandle() {
    return new Reads((ExtendedHandle) super.newHandle());
  }

  /** The reads of all connections of one event loop. */
  private static final class OfLoop {
    private final ByteBuf shared = Transport.BUFFERS.directBuffer(SMALL, SMALL);
    private @Nullable LoopMemory memory;
  }

  /** The reads of one connection. */
  private static final class Reads extends RecvByteBufAllocator.DelegatingHandle
      implements RecvByteBufAllocator.ExtendedHandle {
    private final ExtendedHandle sizes;

    Reads(ExtendedHandle sizes) {
      super(sizes);
      this.sizes = sizes;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      OfLoop mine = OF_LOOP.get();
      int size = guess();
      if (size <= SMALL && mine.shared.refCnt() == 1) {
        return mine.shared.clear().retain();
      }
      LoopMemory memory = mine.memory;
      if (memory == null) {
        return sizes.allocate(allocator);
      }
      int piece = Math.min(size, memory.piece());
      memory.took(piece);
      return allocator.ioBuffer(piece);
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier mayBeMore) {
      return sizes.continueReading(mayBeMore);
    }
  }
}
