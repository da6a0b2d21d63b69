// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * What sockets are read into. Reads grow to a whole piece while content fills them, and shrink
 * again after it, as Netty has them do. Small ones share a buffer for each event loop, which serves
 * again unless somebody keeps what was read: most heads are used up at once.
 */
final class ReadBuffers extends AdaptiveRecvByteBufAllocator {
  static final ReadBuffers INSTANCE = new ReadBuffers();

  private static final int SMALLEST = 64;
  private static final int SMALL = 2048;

  private static final FastThreadLocal<ByteBuf> SHARED =
      new FastThreadLocal<>() {
        @Override
        protected ByteBuf initialValue() {
          return Transport.BUFFERS.directBuffer(SMALL, SMALL);
        }

        @Override
        protected void onRemoval(ByteBuf shared) {
          shared.release();
        }
      };

  private ReadBuffers() {
    super(SMALLEST, SMALL, MessageLimits.CONTENT_PIECE);
  }

  @Override
  @SuppressWarnings("deprecation") // Netty has no other type for it here
  public Handle newHandle() {
    return new Reads((ExtendedHandle) super.newHandle());
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
      ByteBuf shared = SHARED.get();
      return guess() > SMALL || shared.refCnt() > 1
          ? sizes.allocate(allocator)
          : shared.clear().retain();
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier mayBeMore) {
      return sizes.continueReading(mayBeMore);
    }
  }
}
