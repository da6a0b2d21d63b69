// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResponseWriterTest {
  private static final HttpRequest REQUEST =
      new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.PUT, "/a");

  private final ResponseEncoder encoder = new ResponseEncoder();
  private final EmbeddedChannel channel = new EmbeddedChannel(encoder);
  private final ResponseWriter responses = new ResponseWriter(channel, encoder);

  ResponseWriterTest() {
    responses.answering(REQUEST);
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void aFinalResponseWithoutContentIsOneBuffer() {
    responses.sendFinal(response(0), REQUEST, false);
    assertThat(responses.writeLast(LastHttpContent.EMPTY_LAST_CONTENT).isDone()).isFalse();
    responses.flush();
    assertThat(sent()).containsExactly("HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n");
  }

  @Test
  void aHeadWhoseContentIsLateIsSentByTheFlush() {
    responses.sendFinal(response(3), REQUEST, false);
    responses.flush();
    assertThat(sent()).containsExactly("HTTP/1.1 201 Created\r\ncontent-length: 3\r\n\r\n");
    responses.write(new DefaultHttpContent(Unpooled.copiedBuffer("abc", StandardCharsets.UTF_8)));
    responses.writeLast(LastHttpContent.EMPTY_LAST_CONTENT);
    responses.flush();
    assertThat(String.join("", sent())).isEqualTo("abc");
  }

  @Test
  void contentFollowsItsHead() {
    responses.sendFinal(response(3), REQUEST, false);
    responses.write(new DefaultHttpContent(Unpooled.copiedBuffer("abc", StandardCharsets.UTF_8)));
    responses.writeLast(LastHttpContent.EMPTY_LAST_CONTENT);
    responses.flush();
    assertThat(String.join("", sent()))
        .isEqualTo("HTTP/1.1 201 Created\r\ncontent-length: 3\r\n\r\nabc");
  }

  private static HttpResponse response(int length) {
    HttpResponse response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CREATED);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, length);
    return response;
  }

  /** What was sent since the last call, buffer by buffer. */
  private List<String> sent() {
    List<String> sent = new ArrayList<>();
    for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
      sent.add(bytes.toString(StandardCharsets.US_ASCII));
      bytes.release();
    }
    return sent;
  }
}
