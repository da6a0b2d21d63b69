// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ResponseDecoderTest {
  private final ResponseDecoder decoder = new ResponseDecoder(MessageLimits.DEFAULTS);
  private final EmbeddedChannel channel = new EmbeddedChannel(decoder);

  @AfterEach
  void finish() {
    channel.finishAndReleaseAll();
  }

  /** What the bytes are read as: statuses, {@code unreadable}, content, and {@code end}. */
  private List<String> read(String bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
    List<String> read = new ArrayList<>();
    for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
      if (message instanceof HttpResponse response) {
        read.add(
            response.decoderResult().isFailure()
                ? "unreadable"
                : String.valueOf(response.status().code()));
      } else if (message instanceof HttpContent content) {
        if (content.content().isReadable()) {
          read.add(content.content().toString(StandardCharsets.ISO_8859_1));
        }
        if (content instanceof LastHttpContent) {
          read.add(content.decoderResult().isSuccess() ? "end" : "broken");
        }
      }
      ReferenceCountUtil.release(message);
    }
    return read;
  }

  @Test
  void interimResponsesComeBeforeTheFinalOne() {
    decoder.answering(HttpMethod.PUT);
    String interims =
        "HTTP/1.1 100 Continue\r\nContent-Length: 3\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n";
    String last = "HTTP/1.1 201 Created\r\nContent-Length: 3\r\n\r\nabc";
    assertThat(read(interims + last))
        .containsExactly("100", "end", "103", "end", "201", "abc", "end");
  }

  @Test
  void aHeadIsDecodedOnceItIsWhole() {
    decoder.answering(HttpMethod.GET);
    assertThat(read("HTTP/1.1 204 No Content\r\nA: b\r\n\r")).isEmpty();
    assertThat(read("\n")).containsExactly("204", "end");
  }

  @Test
  void moreThan200FieldLinesAreUnreadableBeforeTheHeadEnds() {
    decoder.answering(HttpMethod.GET);
    String lines = "a:\r\n".repeat(200);
    assertThat(read("HTTP/1.1 204 No Content\r\n" + lines)).isEmpty();
    assertThat(read("a:\r\n")).containsExactly("unreadable");
  }

  @Test
  void aResponseToHeadHasNoContent() {
    decoder.answering(HttpMethod.HEAD);
    assertThat(read("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n")).containsExactly("200", "end");
    decoder.answering(HttpMethod.GET);
    assertThat(read("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"))
        .containsExactly("200", "abc", "end");
  }

  @Test
  void bytesThatNoRequestAskedForAreUnreadable() {
    assertThat(read("H")).containsExactly("unreadable");
  }

  @Test
  void bytesAfterTheFinalResponseAreUnreadable() {
    decoder.answering(HttpMethod.GET);
    assertThat(read("HTTP/1.1 204 No Content\r\n\r\nH"))
        .containsExactly("204", "end", "unreadable");
  }

  @Test
  void aStartLineWithoutAStatusOfThreeDigitsOrOfAnotherMajorVersionIsUnreadable() {
    for (String start :
        List.of("HTTP/1.1 099 x", "HTTP/1.1 99 x", "HTTP/1.1 1000 x", "HTTP/2.0 200 x")) {
      ResponseDecoder fresh = new ResponseDecoder(MessageLimits.DEFAULTS);
      EmbeddedChannel own = new EmbeddedChannel(fresh);
      fresh.answering(HttpMethod.GET);
      own.writeInbound(
          Unpooled.copiedBuffer(
              start + "\r\nContent-Length: 0\r\n\r\n", StandardCharsets.ISO_8859_1));
      HttpResponse response = own.readInbound();
      assertThat(response.decoderResult().isFailure()).as(start).isTrue();
      own.finishAndReleaseAll();
    }
  }

  @Test
  void aTransferCodingBesideChunkedIsUnreadable() {
    for (String coding :
        List.of("xchunked", "gzip, chunked", "chunked, gzip", "identity", "", ",")) {
      ResponseDecoder fresh = new ResponseDecoder(MessageLimits.DEFAULTS);
      EmbeddedChannel own = new EmbeddedChannel(fresh);
      fresh.answering(HttpMethod.GET);
      own.writeInbound(
          Unpooled.copiedBuffer(
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: " + coding + "\r\n\r\n",
              StandardCharsets.ISO_8859_1));
      HttpResponse response = own.readInbound();
      assertThat(response.decoderResult().isFailure()).as(coding).isTrue();
      own.finishAndReleaseAll();
    }
  }

  /** RFC 9112 4: {@code status-code = 3DIGIT}. */
  @ParameterizedTest
  @ValueSource(strings = {"0", "99", "099", "1000"})
  void aStatusThatHasNotThreeDigitsOrNoClassIsUnreadable(String status) {
    decoder.answering(HttpMethod.GET);
    assertThat(read("HTTP/1.1 " + status + " X\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("unreadable");
  }

  private static List<String> readAtOnce(HttpMethod method, String... pieces) {
    ResponseDecoderTest own = new ResponseDecoderTest();
    own.decoder.answering(method);
    List<String> read = new ArrayList<>();
    for (String piece : pieces) {
      read.addAll(own.read(piece));
    }
    own.finish();
    return read;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\n\r\n",
        "HTTP/1.1 200 OK\r\n\n",
        "HTTP/1.1 200 OK\r\nA: b\n\r\n",
        "HTTP/1.1 200 OK\rA: b\r\n\r\n",
        "\r\nHTTP/1.1 200 OK\r\n\r\n",
        " HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1  200 OK\r\n\r\n",
        "HTTP/1.1\t200 OK\r\n\r\n",
        "HTTP/1.1 200\tOK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 200OK\r\n\r\n",
        "HTTP/1.1 +20 OK\r\n\r\n",
        "HTTP/1.1\r\n\r\n",
        "http/1.1 200 OK\r\n\r\n",
        "HTTP/1.10 200 OK\r\n\r\n",
        "ICY 200 OK\r\n\r\n",
        "HTTP/1.1 200 O\0K\r\n\r\n",
        "HTTP/1.1 200 O\u001bK\r\n\r\n",
        "HTTP/1.1 200 OK\u007f\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n",
        "HTTP/1.1 200 OK\r\n A: b\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: b\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA(b: c\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: \0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: \u0001\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: \u007f\r\n\r\n"
      })
  void aHeadThatIsNotInTheGrammarIsUnreadableOnceWhereverItIsSplit(String head) {
    String next = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    for (int cut = 0; cut <= head.length(); cut++) {
      assertThat(readAtOnce(HttpMethod.GET, head.substring(0, cut), head.substring(cut), next))
          .as("split at %d", cut)
          .containsExactly("unreadable");
    }
    assertThat(readAtOnce(HttpMethod.PUT, "HTTP/1.1 100 Continue\r\n\r\n" + head))
        .containsExactly("100", "end", "unreadable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 \r\n",
        "HTTP/1.1 200\r\n",
        "HTTP/1.0 299 \tO\u00e9 \u00ff\r\nA:\t\u00e9 \u00ff\t\r\nB:\r\n",
        "HTTP/1.9 200 OK\r\nM!#$%&'*+-.^_`|~9: 1\r\n"
      })
  void aHeadInTheGrammarIsReadWhereverItIsSplit(String head) {
    String whole = head + "Content-Length: 3\r\n\r\nabc";
    for (int cut = 0; cut <= head.length(); cut++) {
      assertThat(readAtOnce(HttpMethod.GET, whole.substring(0, cut), whole.substring(cut)))
          .as("split at %d", cut)
          .containsExactly(head.substring(9, 12), "abc", "end");
    }
  }

  @Test
  void bytesBeyondAsciiStayAsTheyAre() {
    decoder.answering(HttpMethod.GET);
    channel.writeInbound(
        Unpooled.copiedBuffer(
            "HTTP/1.1 200 \u00e9\u00ff\r\nA: \u00e9\u00ff\r\nContent-Length: 0\r\n\r\n",
            StandardCharsets.ISO_8859_1));
    HttpResponse response = channel.readInbound();
    assertThat(response.status().reasonPhrase()).isEqualTo("\u00e9\u00ff");
    assertThat(response.headers().get("A")).isEqualTo("\u00e9\u00ff");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK|Content-Length: 3|Content-Length: 4|Transfer-Encoding: chunked",
        "HTTP/1.1 200 OK|Content-Length: x|Transfer-Encoding: chunked",
        "HTTP/1.1 200 OK|Content-Length: 3|Transfer-Encoding: gzip, chunked",
        "HTTP/1.0 200 OK|Content-Length: 3|Transfer-Encoding: chunked",
        "HTTP/1.0 200 OK|Transfer-Encoding: chunked",
        "HTTP/1.1 200 OK|Content-Length: 3|Content-Length: 4",
        "HTTP/1.1 200 OK|Content-Length: 3|Content-Length: 03",
        "HTTP/1.1 200 OK|Content-Length: 3|Content-Length: 3|Content-Length: 2",
        "HTTP/1.0 200 OK|Content-Length: 3|Content-Length: 4",
        "HTTP/1.1 200 OK|Content-Length: 3, 4",
        "HTTP/1.1 200 OK|Content-Length: 3,",
        "HTTP/1.1 200 OK|Content-Length: , 3",
        "HTTP/1.1 200 OK|Content-Length: 3,, 3",
        "HTTP/1.1 200 OK|Content-Length: 3, 3|Content-Length: 4",
        "HTTP/1.0 200 OK|Content-Length: 3, 4",
        "HTTP/1.1 200 OK|Content-Length: +3",
        "HTTP/1.1 200 OK|Content-Length: -3",
        "HTTP/1.1 200 OK|Content-Length: 0x3",
        "HTTP/1.1 200 OK|Content-Length:",
        "HTTP/1.1 200 OK|Content-Length: 3 3",
        "HTTP/1.1 200 OK|Content-Length: 18446744073709551619",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked|Transfer-Encoding: gzip",
        "HTTP/1.1 100 Continue|Content-Length: 3|Content-Length: 4",
        "HTTP/1.0 100 Continue|Content-Length: 3|Content-Length: 4"
      })
  void aDoubtfulEndIsUnreadable(String head) {
    String bytes = head.replace("|", "\r\n") + "\r\n\r\n";
    assertThat(readAtOnce(HttpMethod.GET, bytes, "abc")).startsWith("unreadable");
  }

  /** Reads one response, and says what the head is read as, whether it was mended, and the rest. */
  private static String mended(HttpMethod method, String head, String content) {
    ResponseDecoderTest own = new ResponseDecoderTest();
    own.decoder.answering(method);
    own.channel.writeInbound(
        Unpooled.copiedBuffer(
            head.replace("|", "\r\n") + "\r\n\r\n" + content, StandardCharsets.ISO_8859_1));
    HttpResponse response = own.channel.readInbound();
    String read =
        response.decoderResult() instanceof FramingFields.Mended
            ? response.headers().entries().toString()
            : "not mended: " + response.decoderResult();
    return read + " " + response.status().code() + "|" + String.join("|", own.read(""));
  }

  /** RFC 9112 6.3: an item of its list says what the one lawful reading is. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          GET ; 204|Content-Length: 3                             ; []
          GET ; 204|Content-Length: 3|Content-Length: 4           ; []
          GET ; 204|Content-Length: x                             ; []
          GET ; 204|Transfer-Encoding: chunked                    ; []
          GET ; 204|Transfer-Encoding: gzip, chunked              ; []
          GET ; 204|Content-Length: 3|Transfer-Encoding: chunked  ; []
          GET ; 304|Content-Length: 3|Content-Length: 4           ; []
          GET ; 304|Content-Length: 3|Content-Length: 3           ; [Content-Length=3]
          GET ; 304|Content-Length: 3|Transfer-Encoding: chunked  ; []
          GET ; 304|Transfer-Encoding: gzip                       ; []
          HEAD; 200|Content-Length: 3|Content-Length: 4           ; []
          HEAD; 200|Content-Length: 3, 3                          ; [Content-Length=3]
          HEAD; 200|Content-Length: 3|Transfer-Encoding: chunked  ; []
          HEAD; 200|Transfer-Encoding: gzip                       ; []
          """)
  void aResponseThatNeverHasContentEndsWithItsHeadWhateverItsFields(
      String method, String head, String fields) {
    String bytes = "HTTP/1.1 " + head.replaceFirst("\\|", " Any|");
    assertThat(mended(HttpMethod.valueOf(method), bytes, ""))
        .isEqualTo(fields + " " + head.substring(0, 3) + "|end");
  }

  @Test
  void whatFollowsA204AnswersNothing() {
    assertThat(
            readAtOnce(
                HttpMethod.GET, "HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\n", "abc"))
        .containsExactly("204", "end", "unreadable");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          HTTP/1.1 200 OK|Content-Length: 3|Content-Length: 3       ; [Content-Length=3]
          HTTP/1.1 200 OK|Content-Length: 3|A: b|Content-Length: 3  ; [A=b, Content-Length=3]
          HTTP/1.1 200 OK|Content-Length: 3, 3                      ; [Content-Length=3]
          HTTP/1.1 200 OK|Content-Length: 3 ,3|content-length: 3    ; [Content-Length=3]
          HTTP/1.0 200 OK|Content-Length: 3|Content-Length: 3       ; [Content-Length=3]
          """)
  void theSameLengthTwiceIsOne(String head, String fields) {
    assertThat(mended(HttpMethod.GET, head, "abc").toLowerCase(Locale.ROOT))
        .isEqualTo((fields + " 200|abc|end").toLowerCase(Locale.ROOT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK|Content-Length: 3|Transfer-Encoding: chunked",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked|Content-Length: 0",
        "HTTP/1.1 200 OK|Content-Length: 3|Content-Length: 3|Transfer-Encoding: chunked",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked|Transfer-Encoding: chunked",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked, Chunked",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked|Transfer-Encoding: chunked|Content-Length: 9"
      })
  void chunksAreChunksWhateverElseTheHeadSaysOfThem(String head) {
    assertThat(mended(HttpMethod.GET, head, "3\r\nabc\r\n0\r\n\r\n").toLowerCase(Locale.ROOT))
        .isEqualTo("[transfer-encoding=chunked] 200|abc|end");
  }

  @ParameterizedTest
  @CsvSource({
    "Transfer-Encoding: ChUnKeD, Transfer-Encoding=chunked",
    "'Transfer-Encoding: , chunked,', Transfer-Encoding=chunked",
    "Content-Length: 0000000000000000000000005, Content-Length=5",
    "Content-Length:\t5 , Content-Length=5"
  })
  void framingIsPassedOnAsEverybodySpellsIt(String field, String canonical) {
    decoder.answering(HttpMethod.GET);
    channel.writeInbound(
        Unpooled.copiedBuffer(
            "HTTP/1.1 200 OK\r\n" + field + "\r\n\r\n5\r\n", StandardCharsets.ISO_8859_1));
    HttpResponse response = channel.readInbound();
    assertThat(response.decoderResult().isSuccess()).isTrue();
    assertThat(response.decoderResult()).isNotInstanceOf(FramingFields.Mended.class);
    assertThat(response.headers().entries()).hasToString("[" + canonical + "]");
    ReferenceCountUtil.release(channel.readInbound());
  }

  @Test
  void itSaysWhatIsWrongAndWhere() {
    for (Map.Entry<String, String> each :
        Map.of(
                "HTTP/1.1 200 OK|A: b|C : d||",
                "no space is allowed between a field name and its colon (line 3 of the head)",
                "HTTP/1.1 200 OK|A: b\n|",
                "a line must end with CR LF (line 2 of the head)",
                "HTTP/1.1 200 OK|Content-Length: 3, 4||",
                "Content-Length is one number",
                "HTTP/1.1 200 OK|Transfer-Encoding: gzip||",
                "chunked is the only transfer coding",
                "HTTP/1.0 200 OK|Transfer-Encoding: chunked||",
                "HTTP/1.0 has no transfer codings",
                "HTTP/2.0 200 OK||",
                "a response starts with HTTP/1 and a status from 100 on",
                "HTTP/1.1 200 " + "x".repeat(MessageLimits.DEFAULTS.startLine()) + "||",
                "the status line is longer than is read here",
                "HTTP/1.1 200 OK|A: " + "x".repeat(MessageLimits.DEFAULTS.fields()) + "||",
                "the field lines are longer than is read here")
            .entrySet()) {
      ResponseDecoder fresh = new ResponseDecoder(MessageLimits.DEFAULTS);
      EmbeddedChannel own = new EmbeddedChannel(fresh);
      fresh.answering(HttpMethod.GET);
      own.writeInbound(
          Unpooled.copiedBuffer(each.getKey().replace("|", "\r\n"), StandardCharsets.ISO_8859_1));
      HttpResponse response = own.readInbound();
      assertThat(SyntaxException.reason(response)).isEqualTo(each.getValue());
      own.finishAndReleaseAll();
    }
  }

  @Test
  void itSaysWhatIsWrongWithChunks() {
    for (Map.Entry<String, String> each :
        Map.of(
                "x\r\n",
                "a chunk is not in its grammar",
                "0\r\nA : b\r\n\r\n",
                "no space is allowed between a field name and its colon (line 1 of the trailers)")
            .entrySet()) {
      ResponseDecoder fresh = new ResponseDecoder(MessageLimits.DEFAULTS);
      EmbeddedChannel own = new EmbeddedChannel(fresh);
      fresh.answering(HttpMethod.GET);
      own.writeInbound(
          Unpooled.copiedBuffer(
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + each.getKey(),
              StandardCharsets.ISO_8859_1));
      own.readInbound();
      LastHttpContent last = own.readInbound();
      assertThat(SyntaxException.reason(last)).isEqualTo(each.getValue());
      own.finishAndReleaseAll();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 204 No Content|Content-Length: 0",
        "HTTP/1.1 304 Not Modified|Content-Length: 3",
        "HTTP/1.1 304 Not Modified|Transfer-Encoding: chunked"
      })
  void aResponseWithoutContentEndsWithItsHead(String head) {
    assertThat(readAtOnce(HttpMethod.GET, head.replace("|", "\r\n") + "\r\n\r\n"))
        .containsExactly(head.substring(9, 12), "end");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X: y\r\n folded\r\n\r\n",
        " X: y\r\n\r\n",
        "X: y\n\r\n",
        "X : y\r\n\r\n",
        "X: \0\r\n\r\n"
      })
  void malformedTrailersAreABrokenEndWhereverTheyAreSplit(String trailers) {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    String content = "3\r\nabc\r\n0\r\n" + trailers;
    for (int cut = 0; cut <= content.length(); cut++) {
      assertThat(
              String.join(
                  "",
                  readAtOnce(
                      HttpMethod.GET, head + content.substring(0, cut), content.substring(cut))))
          .as("split at %d", cut)
          .isEqualTo("200abcbroken");
    }
  }
}
