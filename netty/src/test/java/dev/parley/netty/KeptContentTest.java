// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeptContentTest {
  private final KeptContent kept = new KeptContent();

  private static HttpContent piece(int bytes) {
    return new DefaultHttpContent(Unpooled.buffer(bytes).writeZero(bytes));
  }

  @Test
  void whatIsHandedOverIsWhatWasSent() {
    HttpContent piece = piece(3);
    kept.add(piece);
    piece.content().skipBytes(3);
    piece.release();
    assertThat(kept.held()).isEqualTo(3);
    List<HttpContent> taken = new ArrayList<>(kept.take());
    assertThat(taken).hasSize(1);
    assertThat(taken.get(0).content().readableBytes()).isEqualTo(3);
    assertThat(taken.get(0).release()).isTrue();
    assertThat(kept.held()).isZero();
  }

  @Test
  void whatIsTooMuchIsLetGo() {
    HttpContent first = piece(KeptContent.LIMIT);
    kept.add(first);
    assertThat(kept.whole()).isTrue();
    HttpContent second = piece(1);
    kept.add(second);
    assertThat(kept.whole()).isFalse();
    assertThat(kept.held()).isZero();
    assertThat(first.refCnt()).isEqualTo(1);
    assertThat(second.refCnt()).isEqualTo(1);
  }

  @Test
  void aSmallPieceOfALargeBufferCountsAsTheBuffer() {
    ByteBuf large = Unpooled.buffer(1000).writeZero(1000);
    HttpContent slice = new DefaultHttpContent(large.readRetainedSlice(10));
    kept.add(slice);
    assertThat(kept.held()).isEqualTo(1000);
    kept.drop();
    assertThat(kept.held()).isZero();
    slice.release();
    assertThat(large.refCnt()).isEqualTo(1);
  }

  @Test
  void inAllIsKeptSoMuchAndNoMore() {
    List<KeptContent> many = new ArrayList<>();
    HttpContent piece =
        new DefaultHttpContent(Unpooled.buffer(1 << 20).writeZero(1 << 20).slice(0, 1));
    while (many.stream().allMatch(KeptContent::whole)) {
      KeptContent next = new KeptContent();
      next.add(piece);
      many.add(next);
    }
    assertThat(many).hasSizeBetween(2, 17);
    many.forEach(KeptContent::drop);
    kept.add(piece);
    assertThat(kept.whole()).isTrue();
    kept.drop();
    assertThat(piece.refCnt()).isEqualTo(1);
  }
}
