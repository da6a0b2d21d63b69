// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class HeadSyntaxTest {
  private static final String GOOD =
      "PUT /u?v=1 HTTP/1.1\r\nHost: h\r\nA:b\r\nC: \t d \u00e9 \r\n\r\n";

  static List<String> wellFormed() {
    return List.of(
        GOOD,
        "\r\n" + GOOD,
        "\r\n\r\n\r\n" + GOOD,
        "GET / HTTP/1.0\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 0 \t\r\nContent-Lengths: x\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "M!#$%&'*+-.^_`|~9 * HTTP/1.1\r\nHost:\r\n\r\n",
        "GET http://h/%00?\"<>\\^`{|} HTTP/1.1\r\nHost: h\r\n\r\n");
  }

  static List<String> malformed() {
    return List.of(
        // Lines.
        "GET / HTTP/1.1\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\n\n",
        "\nGET / HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\rA: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\r\n\r\n",
        "\rGET / HTTP/1.1\r\nHost: h\r\n\r\n",
        // Request lines.
        "GET  / HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /  HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: h\r\n\r\n",
        " GET / HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET\t/ HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /\tHTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /\r\nHost: h\r\n\r\n",
        "GET\r\nHost: h\r\n\r\n",
        "GET / http/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.10\r\nHost: h\r\n\r\n",
        "GET / HTTP/11\r\nHost: h\r\n\r\n",
        "GET / HTTP/1,1\r\nHost: h\r\n\r\n",
        "GET / HTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/\u00b9.1\r\nHost: h\r\n\r\n",
        "G@T / HTTP/1.1\r\nHost: h\r\n\r\n",
        "G\u00c9T / HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /\0 HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /\u007f HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /\u00e9 HTTP/1.1\r\nHost: h\r\n\r\n",
        // Fields.
        "GET / HTTP/1.1\r\n Host: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\n folded\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\n\tfolded\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\n \r\n\r\n",
        "GET / HTTP/1.1\r\nHost : h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost\t: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost\r\n\r\n",
        "GET / HTTP/1.1\r\n: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHo\0st: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHo st: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHo(st: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost\u00a0: h\r\n\r\n",
        "PUT / HTTP/1.0\r\nContent-Length: 0\r\nCONTENT-LENGTH: 0\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 0, 0\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: +0\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: \r\n\r\n",
        "GET / HTTP/1.1\r\nHost: \0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: \u0001\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: \u000b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: \u001f\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: \u007f\r\n\r\n");
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }

  /** Feeds a head in these pieces to a whole decoder, and returns the requests that came out. */
  private static List<HttpRequest> decoded(String... pieces) {
    RequestDecoder decoder = new RequestDecoder(MessageLimits.DEFAULTS);
    EmbeddedChannel channel = new EmbeddedChannel(decoder);
    for (String piece : pieces) {
      channel.writeInbound(bytes(piece));
      while (decoder.holds()) {
        decoder.letGo();
        channel.writeInbound(Unpooled.EMPTY_BUFFER);
      }
    }
    List<HttpRequest> requests = new ArrayList<>();
    for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
      if (message instanceof HttpRequest request) {
        requests.add(request);
      }
      ReferenceCountUtil.release(message);
    }
    channel.finishAndReleaseAll();
    return requests;
  }

  @ParameterizedTest
  @MethodSource("wellFormed")
  void aWellFormedHeadPassesWhereverItIsSplit(String head) {
    for (int cut = 0; cut <= head.length(); cut++) {
      assertThat(decoded(head.substring(0, cut), head.substring(cut)))
          .as("split at %d", cut)
          .singleElement()
          .satisfies(request -> assertThat(request.decoderResult().isSuccess()).isTrue());
    }
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void aMalformedHeadIsRefusedOnceWhereverItIsSplit(String head) {
    for (int cut = 0; cut <= head.length(); cut++) {
      assertThat(decoded(head.substring(0, cut), head.substring(cut), GOOD))
          .as("split at %d", cut)
          .singleElement()
          .satisfies(request -> assertThat(request.decoderResult().isFailure()).isTrue());
    }
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void aMalformedHeadIsRefusedByteByByte(String head) {
    assertThat(decoded((head + GOOD).split("")))
        .singleElement()
        .satisfies(request -> assertThat(request.decoderResult().isFailure()).isTrue());
  }

  @Test
  void theCheckReadsNothing() {
    ByteBuf head = bytes(GOOD);
    assertThat(HeadSyntax.ofRequests(MessageLimits.DEFAULTS).check(head)).isNull();
    assertThat(head.readableBytes()).isEqualTo(GOOD.length());
    head.release();
  }

  @Test
  void theCheckEndsWithTheHead() {
    ByteBuf head = bytes(GOOD + "\n\0 content is not looked at");
    assertThat(HeadSyntax.ofRequests(MessageLimits.DEFAULTS).check(head)).isNull();
    head.release();
  }

  @ParameterizedTest
  @CsvSource({"8192, 414", "32768, 431"})
  void aHeadBeyondItsLimitIsUnreadable(int length, int status) {
    String longest = "a".repeat(length);
    String head =
        status == 414
            ? "GET /" + longest + " HTTP/1.1\r\nHost: h\r\n\r\n"
            : "GET / HTTP/1.1\r\nHost: h\r\nA: " + longest + "\r\n\r\n";
    assertThat(decoded(head, GOOD))
        .singleElement()
        .satisfies(request -> assertThat(request.decoderResult().isFailure()).isTrue());
  }

  static List<String> malformedTrailers() {
    return List.of(
        "X: y\r\n folded\r\n\r\n",
        " X: y\r\n\r\n",
        "X: y\n\r\n",
        "X : y\r\n\r\n",
        "X: \0\r\n\r\n",
        "X\r\n\r\n",
        "X: y\r\n\n");
  }

  @ParameterizedTest
  @MethodSource("malformedTrailers")
  void malformedTrailersEndTheReadingWhereverTheyAreSplit(String trailers) {
    String head = "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    String message = head + "00A;x=y\r\n0\r\n :\n0\r\nX\r\n000;a\r\n" + trailers;
    for (int cut = head.length(); cut <= message.length(); cut++) {
      EmbeddedChannel channel = new EmbeddedChannel(new RequestDecoder(MessageLimits.DEFAULTS));
      channel.writeInbound(bytes(message.substring(0, cut)));
      channel.writeInbound(bytes(message.substring(cut)));
      channel.writeInbound(bytes(GOOD));
      List<String> read = new ArrayList<>();
      for (HttpObject next = channel.readInbound(); next != null; next = channel.readInbound()) {
        if (next instanceof HttpRequest || next instanceof LastHttpContent) {
          read.add(next.decoderResult().isSuccess() ? "head" : "broken end");
        }
        ReferenceCountUtil.release(next);
      }
      channel.finishAndReleaseAll();
      assertThat(read).as("split at %d", cut).containsExactly("head", "broken end");
    }
  }

  @Test
  void contentIsNotCheckedAsAHead() {
    String content = "\n\0 x\r\n :\r\n\r\n";
    assertThat(
            decoded(
                "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n"
                        .formatted(content.length())
                    + content
                    + GOOD))
        .hasSize(2)
        .allSatisfy(request -> assertThat(request.decoderResult().isSuccess()).isTrue());
  }

  @Test
  void bytesBeyondAsciiInAValueStayAsTheyAre() {
    assertThat(decoded("GET / HTTP/1.1\r\nA: \u00e9\u00ff\r\n\r\n").get(0).headers().get("A"))
        .isEqualTo("\u00e9\u00ff");
  }
}
