// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.ByteSize;
import dev.parley.core.ClientInput;
import dev.parley.core.Offer;
import dev.parley.core.RelayAction;
import dev.parley.core.Request;
import dev.parley.core.Rule;
import dev.parley.core.ServerInput;
import dev.parley.core.Settlement;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DownstreamTest {
  private static final String GET = "GET /u HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final String ASKING =
      "PUT /u HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 6\r\n\r\n";
  private static final String SENDING = "PUT /u HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\n";
  private static final DownstreamPolicy POLICY =
      new DownstreamPolicy(
          MessageLimits.DEFAULTS,
          Duration.ofSeconds(75),
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          Duration.ofSeconds(50),
          new ByteSize(1),
          Duration.ofSeconds(40),
          Duration.ofSeconds(30),
          new ByteSize(100));

  private static final String UPGRADING =
      "GET /u HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  private static final Duration TUNNEL_IDLE = Duration.ofSeconds(100);

  private final List<Leg> legs = new ArrayList<>();
  private final List<Settlement> settled = new ArrayList<>();
  private int hundreds;
  private int tunnelsEnded;
  private Consumer<Relay> begin = this::ask;
  private final HeldMemory memory = new HeldMemory(MemoryPolicy.DEFAULTS);
  private final DuplexEmbeddedChannel channel =
      DuplexEmbeddedChannel.of(
          made ->
              DownstreamServer.install(
                  made, POLICY, memory, down -> new Relay(down, new TestOwner())));

  @AfterEach
  void finish() {
    channel.end();
  }

  private void ask(Relay relay) {
    Leg leg = new Leg();
    legs.add(leg);
    relay.ask(leg, relay.request(), offer(relay.request()), Duration.ofSeconds(1));
  }

  private static void refuse(Relay relay) {
    relay.on(new ServerInput.Refused(404));
  }

  private static Offer offer(HttpRequest head) {
    return request(head).offer();
  }

  private static Request request(HttpRequest head) {
    Request request =
        Request.of(
            RequestFraming.version(head),
            RequestFraming.content(head),
            head.headers().contains("Expect"),
            RequestFraming.persistent(head));
    return RequestFraming.asksUpgrade(head) ? request.upgrading() : request;
  }

  private Leg leg() {
    return legs.get(legs.size() - 1);
  }

  private void send(String bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
  }

  private String received() {
    StringBuilder received = new StringBuilder();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      received.append(out.toString(StandardCharsets.ISO_8859_1));
      out.release();
    }
    return received.toString();
  }

  private void pass(long seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
  }

  @Test
  void tenThousandRequestsInOneSegmentAreAnswered() {
    begin = DownstreamTest::refuse;
    send(GET.repeat(10_000));
    assertThat(received().split("HTTP/1\\.1 404", -1)).hasSize(10_001);
    assertThat(settled).hasSize(10_000).containsOnly(Settlement.COMPLETE);
    assertThat(channel.closed()).isFalse();
  }

  @Test
  void requestsInOneSegmentAreServedOneAtATime() {
    send(GET + GET);
    assertThat(legs).hasSize(1);
    leg().answer(200);
    assertThat(legs).hasSize(2);
    leg().answer(204);
    assertThat(received()).containsSubsequence("HTTP/1.1 200", "HTTP/1.1 204");
  }

  private static final String CHUNKED =
      "PUT /u HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n";
  private static final int MANY = 40_000;
  private static final String TINY_CHUNKS = "1\r\na\r\n".repeat(MANY);

  @Test
  void tinyChunksAreHeldAsOnePiece() {
    send(CHUNKED + "Expect: 100-continue\r\n\r\n" + TINY_CHUNKS);
    leg().interim(100);
    send("0\r\n\r\n");
    assertThat(leg().taken).hasSize(MANY);
    assertThat(leg().pieces).isEqualTo(2);
    assertThat(leg().whole).isTrue();
  }

  @Test
  void tinyChunksOfOneReadArePassedOnAsOnePiece() {
    send(CHUNKED + "\r\n");
    send(TINY_CHUNKS + "800\r\n" + "b".repeat(2048) + "\r\n" + TINY_CHUNKS + "0\r\n\r\n");
    assertThat(leg().taken).isEqualTo("a".repeat(MANY) + "b".repeat(2048) + "a".repeat(MANY));
    assertThat(leg().pieces).isEqualTo(4);
    assertThat(leg().whole).isTrue();
  }

  @Test
  void contentIsHeldUntilItIsWantedAndTheSocketIsNotReadForMore() {
    send(ASKING + "abc");
    assertThat(leg().taken).isEmpty();
    channel.reads();
    send("d");
    assertThat(channel.reads()).isZero();
    leg().interim(100);
    assertThat(leg().taken).isEqualTo("abcd");
    assertThat(received()).doesNotContain("100 Continue");
    assertThat(channel.reads()).isEqualTo(1);
  }

  @Test
  void aClientThatWaitsIsRead() {
    channel.reads();
    send(ASKING);
    assertThat(channel.reads()).isEqualTo(1);
  }

  @Test
  void aFullSinkStopsTheReading() {
    send(SENDING);
    channel.reads();
    leg().room = false;
    send("abc");
    assertThat(leg().taken).isEqualTo("abc");
    assertThat(channel.reads()).isZero();
    leg().room = true;
    leg().exchange().legWritable();
    assertThat(channel.reads()).isEqualTo(1);
  }

  @Test
  void anUploadThatSendsWithoutWaitingHoldsOnePieceWhereTheOriginTakesNone() {
    send(ASKING + "abc");
    leg().room = false;
    channel.reads();
    leg().interim(100);
    assertThat(leg().taken).isEqualTo("abc");
    assertThat(channel.reads()).isZero();
    leg().room = true;
    leg().exchange().legWritable();
    assertThat(channel.reads()).isEqualTo(1);
  }

  @Test
  void contentThatWaitsDoesNotKeepTheBufferThatItCameIn() {
    send(ASKING);
    long waiting = down().held();
    channel.writeInbound(
        Unpooled.directBuffer(1 << 18).writeBytes("abc".getBytes(StandardCharsets.US_ASCII)));
    assertThat(down().held() - waiting).isBetween(3L, 64L);
    leg().interim(100);
    assertThat(leg().taken).isEqualTo("abc");
  }

  @Test
  void whatWaitsIsCounted() {
    long idle = down().held();
    send(SENDING.substring(0, 20));
    long begun = down().held();
    assertThat(begun).isGreaterThan(idle);
    send(SENDING.substring(20));
    send(GET.repeat(100));
    assertThat(down().held()).isGreaterThan(begun + SENDING.length());
  }

  @Test
  void aConnectionIsGivenBackAndCountsNoMore() {
    LoopMemory onLoop = memory.on(channel.eventLoop());
    assertThat(onLoop.connections()).isEqualTo(1);
    channel.closeNow();
    assertThat(onLoop.connections()).isZero();
  }

  @Test
  void whoeverWaitsForAnAnswerGetsOneWhenItsMemoryIsNeeded() {
    send(ASKING);
    down().drop();
    assertThat(received()).startsWith("HTTP/1.1 503").contains("Connection: close");
    assertThat(leg().settlement).isNotNull();
  }

  @Test
  void aResponseThatIsNotReadEndsWithAResetWhenItsMemoryIsNeeded() {
    send(GET);
    leg().begin(200);
    down().drop();
    assertThat(channel.closed()).isTrue();
    assertThat(channel.config().getOption(ChannelOption.SO_LINGER)).isNull();
  }

  private Downstream down() {
    return channel.pipeline().get(Downstream.class);
  }

  @Test
  void silenceAfterThe100IsAnsweredWith408() {
    send(ASKING);
    leg().interim(100);
    pass(59);
    assertThat(received()).endsWith("100 Continue\r\n\r\n");
    pass(1);
    assertThat(received()).startsWith("HTTP/1.1 408").contains("Connection: close");
    assertThat(leg().settlement).isEqualTo(Settlement.CANCELLED);
    assertThat(channel.isOutputShutdown()).isTrue();
  }

  @Test
  void aStallInTheContentIsAnsweredWith408() {
    send(SENDING);
    send("a");
    pass(49);
    send("b");
    pass(49);
    assertThat(received()).isEmpty();
    pass(1);
    assertThat(received()).startsWith("HTTP/1.1 408");
  }

  @Test
  void timeThatTheOriginTakesIsNotTheClients() {
    send(SENDING);
    leg().room = false;
    send("a");
    pass(500);
    assertThat(received()).isEmpty();
    leg().room = true;
    leg().exchange().legWritable();
    pass(99);
    assertThat(received()).startsWith("HTTP/1.1 408");
  }

  @Test
  void anUnusedConnectionIsClosedInTime() {
    pass(74);
    assertThat(channel.closed()).isFalse();
    pass(1);
    assertThat(channel.closed()).isTrue();
  }

  @Test
  void aHeadThatComesByteByByteWinsNoTime() {
    pass(70);
    for (int i = 0; i < 19; i++) {
      send(GET.substring(i % 10, i % 10 + 1).replace(' ', 'x'));
      pass(1);
    }
    assertThat(channel.closed()).isFalse();
    pass(1);
    assertThat(channel.closed()).isTrue();
  }

  @Test
  void theNextHeadHasItsOwnTime() {
    begin = DownstreamTest::refuse;
    send(GET);
    pass(60);
    send("G");
    pass(19);
    send(GET.substring(1));
    assertThat(received().split("HTTP/1\\.1 404", -1)).hasSize(3);
    pass(74);
    assertThat(channel.closed()).isFalse();
    pass(1);
    assertThat(channel.closed()).isTrue();
  }

  @Test
  void aClientThatTakesItsResponseSteadilyKeepsIt() {
    send(GET);
    leg().begin(200);
    for (int i = 0; i < 10; i++) {
      channel.write(Unpooled.wrappedBuffer(new byte[100]));
      pass(40);
      channel.flush();
    }
    assertThat(channel.closed()).isFalse();
    channel.write(Unpooled.wrappedBuffer(new byte[100]));
    pass(40);
    assertThat(channel.closed()).isFalse();
    pass(40);
    assertThat(channel.closed()).isTrue();
  }

  @Test
  void contentThatDripsIsAnsweredWith408() {
    send(SENDING);
    pass(40);
    send("a");
    pass(11);
    assertThat(received()).isEmpty();
    send("b");
    pass(10);
    send("c");
    assertThat(received()).startsWith("HTTP/1.1 408");
    assertThat(leg().taken).isEqualTo("abc");
  }

  @Test
  void aSlowOriginDoesNotMakeTheClientDrip() {
    send(SENDING);
    leg().room = false;
    send("a");
    pass(500);
    leg().room = true;
    leg().exchange().legWritable();
    pass(10);
    send("b");
    assertThat(received()).isEmpty();
  }

  @Test
  void a100ThatIsWrittenIsTold() {
    send(ASKING);
    assertThat(hundreds).isZero();
    leg().interim(100);
    assertThat(hundreds).isEqualTo(1);
  }

  @Test
  void theDrainEndsWithItsBytes() {
    begin = DownstreamTest::refuse;
    send("PUT /u HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n");
    assertThat(received()).startsWith("HTTP/1.1 404");
    send("x".repeat(100));
    assertThat(channel.closed()).isFalse();
    send("x");
    assertThat(channel.closed()).isTrue();
  }

  @Test
  void theDrainEndsWithItsTime() {
    begin = DownstreamTest::refuse;
    send("PUT /u HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n");
    pass(29);
    assertThat(channel.closed()).isFalse();
    pass(1);
    assertThat(channel.closed()).isTrue();
  }

  @Test
  void requestsBehindARefusalAreDropped() {
    begin = DownstreamTest::refuse;
    send("PUT /u HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n");
    channel.reads();
    send("abc" + GET);
    assertThat(received().split("HTTP/1\\.1 ", -1)).hasSize(2);
    assertThat(channel.reads()).isEqualTo(1);
    channel.endInput();
    assertThat(channel.closed()).isTrue();
  }

  @Test
  void aHalfClosedClientThatSentEverythingIsAnswered() {
    send(SENDING + "abcdef");
    channel.endInput();
    assertThat(leg().settlement).isNull();
    leg().answer(201);
    assertThat(received()).startsWith("HTTP/1.1 201").contains("Connection: close");
    assertThat(channel.closed()).isTrue();
  }

  @Test
  void aHalfClosedClientThatOwesContentIsGone() {
    send(SENDING + "abc");
    channel.endInput();
    assertThat(leg().settlement).isEqualTo(Settlement.CANCELLED);
    assertThat(channel.closed()).isTrue();
  }

  @Test
  void aResponseToHeadHasNoContent() {
    begin = DownstreamTest::refuse;
    send("HEAD /u HTTP/1.1\r\nHost: h\r\n\r\n");
    assertThat(received()).contains("content-length: 2").endsWith("\r\n\r\n");
  }

  @Test
  void brokenChunksAreAnsweredWith400AndTheOriginIsLetGo() {
    send("PUT /u HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    assertThat(leg().taken).isEqualTo("abc");
    send("x\r\n");
    assertThat(received()).startsWith("HTTP/1.1 400");
    assertThat(leg().settlement).isEqualTo(Settlement.CANCELLED);
    assertThat(leg().whole).isFalse();
  }

  @Test
  void whatFollowsARequestThatAsksForAnotherProtocolIsNotReadAsHttp() {
    DuplexEmbeddedChannel origin = DuplexEmbeddedChannel.of(made -> {});
    send(UPGRADING + "\0\n no HTTP");
    assertThat(received()).isEmpty();
    leg().switchTo(origin);
    assertThat(received())
        .isEqualTo(
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n");
    assertThat(settled).containsExactly(Settlement.SWITCHED);
    send("\r\nmore");
    assertThat(taken(origin)).isEqualTo("\0\n no HTTP\r\nmore");
    origin.writeInbound(Unpooled.copiedBuffer("back", StandardCharsets.ISO_8859_1));
    assertThat(received()).isEqualTo("back");
    assertThat(tunnelsEnded).isZero();
    origin.end();
    assertThat(tunnelsEnded).isEqualTo(1);
    assertThat(channel.closed()).isTrue();
  }

  @Test
  void aClientThatSendsOnWithoutAnAnswerIsNotReadWithoutLimit() {
    send(UPGRADING);
    assertThat(channel.reads()).as("the end of the client is looked for").isPositive();
    send("some");
    assertThat(channel.reads()).isZero();
    leg().answer(200);
    assertThat(channel.reads()).isPositive();
  }

  @Test
  void whatFollowsIsHttpAfterAnyOtherAnswer() {
    send(UPGRADING + UPGRADING + GET);
    assertThat(legs).hasSize(1);
    leg().answer(200);
    assertThat(legs).hasSize(2);
    leg().answer(404);
    assertThat(legs).hasSize(3);
    leg().answer(200);
    assertThat(received()).containsSubsequence("200 OK", "404 Not Found", "200 OK");
    assertThat(settled).hasSize(3).containsOnly(Settlement.COMPLETE);
  }

  @Test
  void requestsBehindOneThatAsksForAnotherProtocolOutliveTheEndOfTheInput() {
    send(UPGRADING + GET + GET);
    channel.endInput();
    assertThat(legs).hasSize(1);
    leg().answer(200);
    leg().answer(200);
    leg().answer(200);
    assertThat(legs).hasSize(3);
    assertThat(settled)
        .containsExactly(Settlement.COMPLETE, Settlement.COMPLETE, Settlement.CLOSE_SIGNALLED);
    assertThat(channel.closed()).isTrue();
  }

  @Test
  void manyRequestsForAnotherProtocolAreAnsweredInTurn() {
    begin = DownstreamTest::refuse;
    send(UPGRADING.repeat(10_000));
    assertThat(settled).hasSize(10_000).containsOnly(Settlement.COMPLETE);
  }

  @Test
  void halfARequestBehindOneThatAsksForAnotherProtocolEndsWithTheInput() {
    send(UPGRADING + "GET /half");
    channel.endInput();
    leg().answer(200);
    assertThat(channel.closed()).isTrue();
    assertThat(settled).containsExactly(Settlement.COMPLETE);
  }

  @Test
  void aTunnelThatCarriesNothingIsClosed() {
    DuplexEmbeddedChannel origin = DuplexEmbeddedChannel.of(made -> {});
    send(UPGRADING);
    leg().switchTo(origin);
    pass(TUNNEL_IDLE.toSeconds() - 1);
    send("x");
    pass(TUNNEL_IDLE.toSeconds() - 1);
    assertThat(channel.closed()).isFalse();
    pass(1);
    assertThat(channel.closed()).isTrue();
    assertThat(origin.closed()).isTrue();
    assertThat(tunnelsEnded).isEqualTo(1);
    assertThat(taken(origin)).isEqualTo("x");
    origin.end();
  }

  @Test
  void theEndOfEachDirectionIsPassedOnByItself() {
    DuplexEmbeddedChannel origin = DuplexEmbeddedChannel.of(made -> {});
    send(UPGRADING);
    leg().switchTo(origin);
    send("last");
    channel.endInput();
    assertThat(taken(origin)).isEqualTo("last");
    assertThat(origin.isOutputShutdown()).isTrue();
    assertThat(channel.isOutputShutdown() || channel.closed() || origin.closed()).isFalse();
    origin.writeInbound(Unpooled.copiedBuffer("answer", StandardCharsets.ISO_8859_1));
    assertThat(received()).endsWith("answer");
    origin.endInput();
    assertThat(channel.closed() && origin.closed()).isTrue();
    assertThat(tunnelsEnded).isEqualTo(1);
    origin.end();
  }

  private static String taken(DuplexEmbeddedChannel origin) {
    StringBuilder taken = new StringBuilder();
    for (ByteBuf out = origin.readOutbound(); out != null; out = origin.readOutbound()) {
      taken.append(out.toString(StandardCharsets.ISO_8859_1));
      out.release();
    }
    return taken.toString();
  }

  /** An origin in memory. */
  private static final class Leg implements OriginLeg {
    private String taken = "";
    private int pieces;
    private boolean whole;
    private boolean room = true;
    private @Nullable Channel origin;
    private @Nullable Settlement settlement;
    private OriginLeg.@Nullable Exchange exchange;

    @Override
    public long held() {
      return 0;
    }

    OriginLeg.Exchange exchange() {
      return java.util.Objects.requireNonNull(exchange);
    }

    void interim(int status) {
      exchange()
          .interim(
              new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status)));
    }

    /** The head of a response, with content to come. */
    void begin(int status) {
      HttpResponse head =
          new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
      exchange().finalHead(head, true);
      exchange().responseBatchEnded();
    }

    void answer(int status) {
      OriginLeg.Exchange to = exchange();
      HttpResponse head =
          new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
      to.finalHead(head, true);
      to.responseContent(LastHttpContent.EMPTY_LAST_CONTENT);
      to.on(new ClientInput.FinalEnded());
      to.responseBatchEnded();
    }

    @Override
    public void send(HttpRequest head, Offer offer, Duration wait, OriginLeg.Exchange sender) {
      exchange = sender;
    }

    @Override
    public boolean rested() {
      return false;
    }

    @Override
    public void giveBack() {}

    @Override
    public boolean writable() {
      return room;
    }

    @Override
    public void write(HttpContent content) {
      pieces++;
      taken += content.content().toString(StandardCharsets.ISO_8859_1);
      whole |= content instanceof LastHttpContent;
      content.release();
      if (whole) {
        exchange().on(new ClientInput.ContentSent());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void demand() {}

    @Override
    public void armWait() {}

    @Override
    public void cancelWait() {}

    @Override
    public void startContent() {
      exchange().legWritable();
    }

    @Override
    public void abandonContent() {}

    @Override
    public void settle(Settlement how) {
      settlement = how;
      if (how == Settlement.SWITCHED) {
        exchange().legSwitched(java.util.Objects.requireNonNull(origin));
      }
    }

    /** Answers 101 over {@code connection}, which then carries the other protocol. */
    void switchTo(Channel connection) {
      origin = connection;
      HttpResponse head =
          new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
      head.headers().set("upgrade", "websocket").set("connection", "upgrade");
      exchange().interim(head);
    }
  }

  /** Begins exchanges as the test says. */
  private final class TestOwner implements Relay.Owner {
    @Override
    public boolean mayRepeat() {
      return true;
    }

    @Override
    public void malformed(String wrong) {}

    @Override
    public void begin(Relay relay, HttpRequest head) {
      relay.on(new ServerInput.HeadReceived(request(head)));
      begin.accept(relay);
    }

    @Override
    public void askAgain(Relay relay, RelayAction.Again again) {
      throw new AssertionError("nobody is to be asked again: " + again);
    }

    @Override
    public HttpResponse edit(HttpResponse fromOrigin) {
      return fromOrigin;
    }

    @Override
    public void editTrailers(HttpHeaders trailers) {}

    @Override
    public FullHttpResponse refusal(int status) {
      FullHttpResponse response =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              HttpResponseStatus.valueOf(status),
              Unpooled.copiedBuffer("no", StandardCharsets.US_ASCII));
      response.headers().set("content-length", 2);
      return response;
    }

    @Override
    public void shed(Relay relay) {
      relay.on(new ServerInput.Refused(503));
    }

    @Override
    public void interim(int status) {}

    @Override
    public void unanswered(boolean silent) {}

    @Override
    public boolean declines(Relay relay, HttpResponse response, boolean declinable) {
      return false;
    }

    @Override
    public boolean switches(HttpResponse response) {
      return response.headers().contains("upgrade");
    }

    @Override
    public Duration tunnelIdle() {
      return TUNNEL_IDLE;
    }

    @Override
    public void tunnelEnded() {
      tunnelsEnded++;
    }

    @Override
    public void continued() {
      hundreds++;
    }

    @Override
    public void broken(List<Rule> rules) {}

    @Override
    public void upSettled(Settlement settlement) {}

    @Override
    public void settled(Relay relay, Settlement settlement) {
      settled.add(settlement);
    }
  }
}
