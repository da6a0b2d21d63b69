// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.ClientInput;
import dev.parley.core.Offer;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class UpstreamTest {
  private static final Duration VERDICT = Duration.ofSeconds(1);
  private static final Duration RESPONSE = UpstreamPolicy.DEFAULTS.response();

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Told told = new Told();
  private final ResponseDecoder decoder = new ResponseDecoder(MessageLimits.DEFAULTS);
  private final Upstream upstream =
      new Upstream(channel, UpstreamPolicy.DEFAULTS, decoder, new UpstreamPool.Shelf(1));

  @BeforeEach
  void ask() {
    channel.freezeTime();
    channel.pipeline().addLast(decoder, upstream);
    upstream.begin();
    upstream.send(
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.PUT, "/u"),
        Offer.CONTENT_ON_REQUEST,
        VERDICT,
        told);
  }

  @AfterEach
  void finish() {
    channel.finishAndReleaseAll();
  }

  @Test
  void contentThatWasNeverStartedDoesNotFail() {
    channel.pipeline().fireUserEventTriggered(ChannelOutputShutdownEvent.INSTANCE);

    assertThat(upstream.writable()).isFalse();
    assertThat(told.inputs).isEmpty();
  }

  @Test
  void contentThatWasStartedFailsWithTheWritingSide() {
    upstream.startContent();

    channel.pipeline().fireUserEventTriggered(ChannelOutputShutdownEvent.INSTANCE);

    assertThat(told.inputs).containsExactly(new ClientInput.ContentFailed());
  }

  private void pass(Duration time) {
    channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
  }

  @Test
  void silenceOnAnExpectationElapsesAfterItsWait() {
    upstream.armWait();
    pass(VERDICT.minusNanos(1));
    assertThat(told.inputs).isEmpty();
    pass(Duration.ofNanos(1));
    assertThat(told.inputs).containsExactly(new ClientInput.WaitElapsed());
  }

  @Test
  void aWaitThatThisProcessSleptThroughIsSaidToBe() {
    upstream.armWait();
    pass(VERDICT.multipliedBy(2).plusSeconds(1));
    assertThat(told.inputs).containsExactly(new ClientInput.WaitOverslept());
  }

  @Test
  void silenceInsteadOfAResponseIsOverdue() {
    upstream.armWait();
    upstream.cancelWait();
    pass(RESPONSE.minusNanos(1));
    assertThat(told.inputs).isEmpty();
    pass(Duration.ofNanos(1));
    assertThat(told.inputs).containsExactly(new ClientInput.Overdue());
  }

  @Test
  void silenceAfterTheWaitIsOverdueToo() {
    upstream.armWait();
    pass(VERDICT);
    pass(RESPONSE);
    assertThat(told.inputs)
        .containsExactly(new ClientInput.WaitElapsed(), new ClientInput.Overdue());
  }

  @Test
  void theTimeThatTheClientTakesForItsContentIsNotTheOrigins() {
    upstream.startContent();
    pass(RESPONSE.multipliedBy(10));
    assertThat(told.inputs).isEmpty();
  }

  private void write() {
    upstream.write(new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[100])));
  }

  @Test
  void anOriginThatTakesNoContentIsOverdue() {
    upstream.startContent();
    write();
    pass(RESPONSE);
    assertThat(told.inputs).as("it may have been written just now").isEmpty();
    write();
    pass(RESPONSE);
    assertThat(told.inputs).containsExactly(new ClientInput.Overdue());
  }

  @Test
  void anOriginThatTakesContentSteadilyIsNotOverdue() {
    upstream.startContent();
    for (int i = 0; i < 10; i++) {
      write();
      pass(RESPONSE);
      upstream.flush();
    }
    assertThat(told.inputs).isEmpty();
  }

  @Test
  void everyReadIsProgress() {
    for (int i = 0; i < 10; i++) {
      pass(RESPONSE.dividedBy(2));
      channel.pipeline().fireChannelReadComplete();
    }
    assertThat(told.inputs).isEmpty();
    pass(RESPONSE);
    assertThat(told.inputs).containsExactly(new ClientInput.Overdue());
  }

  private void receive(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }

  @Test
  void aHeadThatDripsIsOverdue() {
    receive("HTTP/1.1 102 Processing\r\n\r\n");
    pass(RESPONSE.minusSeconds(1));
    receive("H");
    for (int i = 0; i < 5; i++) {
      pass(RESPONSE.dividedBy(6));
      receive(i == 0 ? "TTP/1.1 201 Created\r\nX: " : "a");
    }
    assertThat(told.inputs).isEmpty();
    pass(RESPONSE.dividedBy(6));
    assertThat(told.inputs).containsExactly(new ClientInput.Overdue());
  }

  @Test
  void anInterimResponseIsProgress() {
    for (int i = 0; i < 10; i++) {
      pass(RESPONSE.dividedBy(2));
      receive("HTTP/1.1 102 Processing\r\n\r\n");
    }
    assertThat(told.inputs).isEmpty();
  }

  /** What the exchange was told. */
  private static final class Told implements OriginLeg.Exchange {
    final List<ClientInput> inputs = new ArrayList<>();

    @Override
    public boolean repeats() {
      return false;
    }

    @Override
    public void malformed(String wrong) {}

    @Override
    public void on(ClientInput input) {
      inputs.add(input);
    }

    @Override
    public void interim(HttpResponse response) {}

    @Override
    public void finalHead(HttpResponse response, boolean persistent) {}

    @Override
    public void responseContent(HttpContent content) {
      content.release();
    }

    @Override
    public void responseBatchEnded() {}

    @Override
    public void legWritable() {}

    @Override
    public void legSwitched(Channel origin) {
      throw new AssertionError("nobody asked for another protocol");
    }
  }
}
