// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RequestDecoderTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n";
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";

  private final RequestDecoder decoder = new RequestDecoder(MessageLimits.DEFAULTS);
  private final EmbeddedChannel channel = new EmbeddedChannel(decoder);

  @AfterEach
  void finish() {
    channel.finishAndReleaseAll();
  }

  /** What comes out: {@code head}, {@code end}, or why it is unreadable. */
  private List<String> read(String bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
    return out();
  }

  private List<String> out() {
    List<String> read = new ArrayList<>();
    for (HttpObject next = channel.readInbound(); next != null; next = channel.readInbound()) {
      if (next.decoderResult().isFailure()) {
        read.add(next.decoderResult().cause().getClass().getSimpleName());
      } else if (next instanceof HttpRequest) {
        read.add("head");
      } else if (next instanceof LastHttpContent) {
        read.add("end");
      }
      ReferenceCountUtil.release(next);
    }
    return read;
  }

  private static String fieldLines(int count) {
    return "a:\r\n".repeat(count);
  }

  @Test
  void aHeadIsDecodedOnceItIsWhole() {
    assertThat(read(GET + "A: b\r\n\r")).isEmpty();
    assertThat(read("\n")).containsExactly("head", "end");
  }

  @Test
  void aHeadHasUpTo200FieldLines() {
    assertThat(read(GET + fieldLines(199) + "\r\n")).containsExactly("head", "end");
  }

  @Test
  void moreFieldLinesAreRefusedBeforeTheHeadEnds() {
    assertThat(read(GET + fieldLines(200)))
        .containsExactly(TooLongHttpHeaderException.class.getSimpleName());
  }

  @Test
  void aFieldLineIsRefusedBeforeItEnds() {
    assertThat(read(GET + "A: " + "b".repeat(32 * 1024 - "Host: hA: ".length()))).isEmpty();
    assertThat(read("b")).containsExactly(TooLongHttpHeaderException.class.getSimpleName());
  }

  @Test
  void trailersAreDecodedOnceTheyAreWholeAndAreLimitedAlike() {
    assertThat(read(GET + CHUNKED + "\r\n0\r\n" + fieldLines(200))).containsExactly("head");
    assertThat(read("\r\n")).containsExactly("end");
    decoder.letGo();
    assertThat(read(GET + CHUNKED + "\r\n0\r\n" + fieldLines(201)))
        .containsExactly("head", TooLongHttpHeaderException.class.getSimpleName());
  }

  @Test
  void oneRequestIsDecodedAtATime() {
    assertThat(read((GET + "\r\n").repeat(10_000))).containsExactly("head", "end");
    assertThat(decoder.holdsBytes()).isTrue();
    decoder.letGo();
    assertThat(read("")).containsExactly("head", "end");
  }

  @Test
  void whatAConnectionEndsIsNoRequest() {
    assertThat(read(GET)).isEmpty();
    channel.finish();
    assertThat(out()).containsExactly(SyntaxException.class.getSimpleName());
  }
}
