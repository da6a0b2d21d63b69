// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import dev.parley.core.Deadline;
import dev.parley.core.ServerAction;
import dev.parley.core.ServerInput;
import dev.parley.core.Settlement;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a client: one exchange at a time, in the order of the requests.
 *
 * <p>Messages wait in an inbox until the exchange wants them, and the socket is read only while the
 * inbox is empty, so a parked exchange holds at most one read's worth of content, and none of a
 * client that waits for its 100. A read is always outstanding otherwise, so that a client that
 * leaves is noticed at once.
 */
public final class Downstream extends ChannelInboundHandlerAdapter
    implements ServerAction.Shell, ContentSink, ContentSource, LoopMemory.Holder {
  private static final System.Logger LOG = System.getLogger(Downstream.class.getName());
  private static final int BAD_REQUEST = 400;

  /** What becomes of what arrives. */
  private enum Flow {
    /** Content waits for a verdict, requests for their turn. */
    HELD,
    /** Content goes to the exchange. */
    PASSING,
    /** Content is not wanted; a request is, once there is no exchange. */
    DROPPED,
    /** Our side is closed: all is read for the client's sake only. */
    LEAVING
  }

  /** What the timer is for. */
  private enum Due {
    /** The first byte of the next head. */
    IDLE,
    /** The rest of a head. */
    HEAD,
    /** The deadline that the exchange armed. */
    DEADLINE,
    /** Progress of a response. */
    SEND
  }

  private final Channel channel;
  private final DownstreamPolicy policy;
  private final ResponseWriter responses;
  private final Function<Downstream, DownstreamExchange> exchanges;
  private final DeadlineTimer timer;
  private final Outflow outflow;
  private final RequestDecoder decoder;
  private final Pace pace;
  private final HeldMemory memory;
  private final LoopMemory.Entry entry;
  private final Inbox inbox = new Inbox();
  private @Nullable DownstreamExchange exchange;
  private @Nullable Deadline armed;
  private Due due = Due.IDLE;
  private Flow flow = Flow.DROPPED;
  private Inbox.Waiting told = Inbox.Waiting.NOTHING;
  private boolean pulling;
  private boolean reading;
  private boolean demanded;
  private boolean readOutstanding;
  private boolean readingHeld;
  private long dropped;
  private long headBegan;
  private long headTook;
  private long received;
  private boolean receivedWhole;
  private boolean responding;
  private boolean resetsIfCut;
  private @Nullable Settlement gaveUp;

  Downstream(
      Channel channel,
      DownstreamPolicy policy,
      HeldMemory memory,
      RequestDecoder decoder,
      ResponseWriter responses,
      Function<Downstream, DownstreamExchange> exchanges) {
    this.channel = channel;
    this.policy = policy;
    this.decoder = decoder;
    this.pace = new Pace(policy.nextContent(), policy.contentRate());
    this.responses = responses;
    this.exchanges = exchanges;
    this.timer = new DeadlineTimer(channel.eventLoop(), this::timeElapsed);
    this.outflow = new Outflow(channel);
    this.memory = memory;
    this.entry = memory.on(channel.eventLoop()).add(this);
  }

  /** The event loop that this connection, and whatever it causes, lives on. */
  EventLoop eventLoop() {
    return channel.eventLoop();
  }

  /** Where the client is; this machine where its connection has no address. */
  InetAddress clientAddress() {
    return channel.remoteAddress() instanceof InetSocketAddress client
        ? client.getAddress()
        : InetAddress.getLoopbackAddress();
  }

  /** Whether the client is connected to an address that only this machine has. */
  boolean overLoopback() {
    return channel.localAddress() instanceof InetSocketAddress here
        && here.getAddress().isLoopbackAddress();
  }

  /** How many bytes of content came in this exchange, those that were dropped included. */
  long contentReceived() {
    return received;
  }

  /** From the first bytes of the head to its end, in nanoseconds; 0 where they came together. */
  long headTook() {
    return headTook;
  }

  /** Whether a batch of messages is being handed over right now, so that a flush will follow. */
  boolean inBatch() {
    return reading;
  }

  // From the socket

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    ctx.pipeline().addFirst(outflow);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    arm(Due.IDLE, policy.idle());
    readOn();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    reading = true;
    boolean small = Inbox.small(message);
    if (inbox.isEmpty()
        && flow == Flow.PASSING
        && !small
        && message instanceof HttpContent content) {
      pass(content);
      return;
    }
    inbox.add(message);
    if (flow == Flow.HELD) {
      tellArrival();
    }
    if (!small) {
      pull();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    pull();
    if (flow == Flow.HELD) {
      inbox.compact();
    }
    reading = false;
    readOutstanding = false;
    expectRestOfHead();
    endBatch();
  }

  private void expectRestOfHead() {
    if (exchange == null && due == Due.IDLE && decoder.insideHead()) {
      headBegan = now();
      arm(Due.HEAD, policy.head());
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (exchange != null && channel.isWritable()) {
      exchange.downWritable();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      tellEnd();
    }
  }

  /** The client sends nothing more; the requests that still wait come first. */
  private void tellEnd() {
    if (exchange == null) {
      channel.close();
    } else if (!decoder.holdsBytes()) {
      exchange.on(new ServerInput.InputClosed());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    timer.close();
    entry.remove();
    DownstreamExchange left = exchange;
    if (left != null) {
      left.on(new ServerInput.PeerGone());
    }
    exchange = null;
    flow = Flow.DROPPED;
    inbox.clear();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof OutOfMemoryError) {
      memory.ranOut(cause);
    } else if (!(cause instanceof IOException)) {
      LOG.log(Level.ERROR, "an exchange with a client failed on our side", cause);
    }
    ctx.close();
  }

  /** Gives the connection, and with it the exchange, up for a bug on our side. */
  void failed(RuntimeException bug) {
    channel.pipeline().fireExceptionCaught(bug);
  }

  // Between the socket and the exchange

  /** Hands over what waits in the inbox, as far as the exchange wants it. */
  private void pull() {
    if (pulling) {
      return;
    }
    pulling = true;
    try {
      for (Object next = inbox.peek(); next != null && wanted(next); next = inbox.peek()) {
        inbox.remove();
        if (next instanceof HttpRequest head && flow != Flow.LEAVING) {
          begin(head);
        } else if (next instanceof HttpContent content) {
          if (flow == Flow.PASSING) {
            pass(content);
          } else {
            drop(content);
          }
        }
      }
    } finally {
      pulling = false;
    }
  }

  /** Hands over what waits; within a read, the end of that read ends the batch. */
  private void handOver() {
    if (pulling) {
      return;
    }
    pull();
    if (!reading) {
      endBatch();
    }
  }

  private void endBatch() {
    if (exchange != null) {
      exchange.batchEnded();
    }
    readOn();
  }

  private boolean wanted(Object message) {
    if (flow == Flow.LEAVING) {
      return true;
    }
    return message instanceof HttpRequest ? exchange == null : flow != Flow.HELD;
  }

  private void begin(HttpRequest head) {
    headTook = due == Due.HEAD ? now() - headBegan : 0;
    timer.disarm();
    responses.answering(head);
    told = Inbox.Waiting.NOTHING;
    dropped = 0;
    received = 0;
    receivedWhole = false;
    responding = false;
    pace.restart();
    boolean readable = !head.decoderResult().isFailure();
    flow = readable && RequestFraming.content(head).announced() ? Flow.HELD : Flow.DROPPED;
    DownstreamExchange begun = exchanges.apply(this);
    exchange = begun;
    begun.begin(head);
    if (exchange == begun && flow == Flow.HELD) {
      tellArrival();
    }
    if (exchange == begun && inputEnded() && !reading) {
      // The last of the requests that a client sent before it closed its side.
      tellEnd();
    }
    if (head instanceof LastHttpContent) {
      ReferenceCountUtil.release(head);
    }
  }

  /** Tells the machine how much of the held content is here. */
  private void tellArrival() {
    Inbox.Waiting waiting = inbox.content();
    if (told == waiting || told == Inbox.Waiting.WHOLE) {
      return;
    }
    told = waiting;
    switch (waiting) {
      case SOME -> tell(new ServerInput.ContentReceived());
      case WHOLE -> tell(new ServerInput.ContentEnded());
      case UNUSABLE -> tell(new ServerInput.Refused(BAD_REQUEST));
      case NOTHING -> {}
    }
  }

  private void pass(HttpContent content) {
    DownstreamExchange current = current();
    if (Inbox.unusable(content)) {
      content.release();
      tell(new ServerInput.Refused(BAD_REQUEST));
      return;
    }
    count(content);
    boolean last = content instanceof LastHttpContent;
    boolean toldBefore = told == Inbox.Waiting.WHOLE;
    pace.arrived(content.content().readableBytes(), now());
    current.content(content);
    if (last) {
      flow = Flow.DROPPED;
    }
    if (!toldBefore) {
      tell(last ? new ServerInput.ContentEnded() : new ServerInput.ContentReceived());
    }
    if (!last && armed == Deadline.NEXT_CONTENT && pace.tooSlow()) {
      tell(new ServerInput.DeadlineElapsed(Deadline.NEXT_CONTENT));
    }
  }

  private void drop(HttpContent content) {
    dropped += content.content().readableBytes();
    count(content);
    content.release();
    if (armed == Deadline.DRAIN && drainSpent()) {
      tell(new ServerInput.DeadlineElapsed(Deadline.DRAIN));
    }
  }

  /** What follows the content belongs to requests that are never read. */
  private void count(HttpContent content) {
    if (!receivedWhole) {
      received += content.content().readableBytes();
      receivedWhole = content instanceof LastHttpContent;
    }
  }

  private boolean drainSpent() {
    return dropped > policy.drainBytes().bytes();
  }

  private void readOn() {
    readHeld();
    if (readOutstanding || !inbox.isEmpty() || decoder.holdsBytes() || inputEnded()) {
      return;
    }
    boolean wanted =
        switch (flow) {
          case HELD -> true;
          case PASSING -> demanded;
          case DROPPED, LEAVING -> !drainSpent();
        };
    if (wanted) {
      demanded = false;
      readOutstanding = true;
      if (flow == Flow.PASSING) {
        pace.asked(now());
      }
      channel.read();
    }
  }

  /** Has what came behind a request decoded, once that one was answered in HTTP. */
  private void readHeld() {
    if (readingHeld) {
      return;
    }
    readingHeld = true;
    try {
      while (decoder.holds() && (exchange == null || flow == Flow.LEAVING)) {
        boolean bytes = decoder.holdsBytes();
        decoder.letGo();
        if (bytes) {
          channel.pipeline().fireChannelRead(Unpooled.EMPTY_BUFFER).fireChannelReadComplete();
        }
        if (inputEnded()) {
          tellEnd();
        }
      }
    } finally {
      readingHeld = false;
    }
  }

  private long now() {
    return channel.eventLoop().ticker().nanoTime();
  }

  /** After the end of the input, the epoll transport throws for another read. */
  private boolean inputEnded() {
    return channel instanceof DuplexChannel duplex && duplex.isInputShutdown();
  }

  private void tell(ServerInput input) {
    if (exchange != null) {
      exchange.on(input);
    }
  }

  @Override
  public void demand() {
    demanded = true;
    if (!reading) {
      readOn();
    }
  }

  // To the client

  @Override
  public boolean writable() {
    return channel.isWritable();
  }

  @Override
  public void write(HttpContent content) {
    if (content instanceof LastHttpContent) {
      finalEndsWith(responses.writeLast(content));
    } else {
      responses.write(content);
    }
  }

  @Override
  public void flush() {
    responses.flush();
  }

  private void finalEndsWith(ChannelFuture write) {
    DownstreamExchange answered = exchange;
    write.addListener(
        written -> {
          if (answered == null || answered != exchange) {
            return;
          }
          if (written.isSuccess()) {
            if (resetsIfCut) {
              resetIfCut(false);
            }
            answered.on(new ServerInput.FinalEnded());
          } else {
            channel.close();
          }
        });
  }

  // ServerAction.Shell

  @Override
  public void sendContinue() {
    responses.sendContinue();
    current().continued();
  }

  @Override
  public void sendInterim(int status) {
    responses.sendInterim(current().interim());
  }

  @Override
  public void sendSwitch() {
    responses.sendInterim(current().interim());
  }

  @Override
  public void readContent() {
    flow = Flow.PASSING;
    // More is read once there is room behind what is here.
    demanded = inbox.isEmpty();
    handOver();
  }

  @Override
  public void discardContent() {
    flow = Flow.DROPPED;
    handOver();
  }

  @Override
  public void sendFinal(boolean closes) {
    flow = Flow.DROPPED;
    armSend();
    HttpResponse head = current().finalHead();
    HttpRequest request = current().request();
    responses.sendFinal(head, request, closes);
    if (ResponseFraming.endsWithConnection(head, request.method())) {
      resetIfCut(true);
    }
  }

  /**
   * Whether the system resets the connection when it ends, be it with the process: until the
   * response is whole, an ordinary end would be the end of a whole one.
   */
  private void resetIfCut(boolean reset) {
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, reset ? 0 : -1);
      resetsIfCut = reset;
    }
  }

  @Override
  public void sendFinalAmidContent() {
    responding = true;
    responses.sendFinal(current().finalHead(), current().request(), true);
  }

  @Override
  public void refuse(int status, boolean closes) {
    flow = Flow.DROPPED;
    armSend();
    finalEndsWith(responses.sendWhole(current().refusal(status), current().request(), closes));
  }

  @Override
  public void halfClose() {
    flow = Flow.LEAVING;
    ((DuplexChannel) channel).shutdownOutput();
    handOver();
  }

  @Override
  public void close() {
    channel.close();
  }

  @Override
  public void abort() {
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.close();
    }
  }

  @Override
  public void armDeadline(Deadline deadline) {
    armed = deadline;
    if (deadline == Deadline.DRAIN && drainSpent()) {
      tell(new ServerInput.DeadlineElapsed(deadline));
    }
    arm(
        Due.DEADLINE,
        switch (deadline) {
          case FIRST_CONTENT -> policy.firstContent();
          case NEXT_CONTENT -> policy.nextContent();
          case DRAIN -> policy.drainTime();
        });
  }

  @Override
  public void cancelDeadline(Deadline deadline) {
    if (armed == deadline) {
      armed = null;
      timer.disarm();
      if (responding && channel.isActive()) {
        // No content is due any more, the reading of the response is.
        armSend();
      }
    }
  }

  private void arm(Due what, Duration time) {
    due = what;
    timer.arm(time);
  }

  private void armSend() {
    outflow.restart();
    arm(Due.SEND, policy.send());
  }

  private void timeElapsed() {
    switch (due) {
      case IDLE, HEAD -> close();
      case DEADLINE -> deadlineElapsed();
      case SEND -> {
        if (outflow.stalled()) {
          giveUp(Settlement.OVERDUE);
        } else {
          timer.arm(policy.send());
        }
      }
    }
  }

  /**
   * Ends the connection in the middle of a response, and says why: not because the client left. A
   * reset, for the end of the connection can be the end of a response.
   */
  private void giveUp(Settlement why) {
    gaveUp = why;
    abort();
  }

  private void deadlineElapsed() {
    Deadline elapsed = armed;
    if (elapsed == Deadline.NEXT_CONTENT && !readOutstanding) {
      // The origin is the slow one: nothing was asked of the client.
      armDeadline(elapsed);
    } else if (elapsed != null) {
      armed = null;
      tell(new ServerInput.DeadlineElapsed(elapsed));
    }
  }

  @Override
  public void settle(Settlement settlement) {
    DownstreamExchange over = current();
    over.settled(settlement == Settlement.PEER_GONE && gaveUp != null ? gaveUp : settlement);
    armed = null;
    exchange = null;
    flow = settlement.reusable() ? Flow.DROPPED : Flow.LEAVING;
    dropped = 0;
    timer.disarm();
    if (settlement == Settlement.SWITCHED) {
      timer.close();
      entry.remove();
      inbox.clear();
      over.downSwitched(channel, memory);
    } else if (settlement.reusable()) {
      arm(Due.IDLE, policy.idle());
      handOver();
      expectRestOfHead();
    }
  }

  // LoopMemory.Holder

  @Override
  public InetAddress client() {
    return clientAddress();
  }

  @Override
  public long held() {
    DownstreamExchange current = exchange;
    return LoopMemory.CONNECTION
        + decoder.held()
        + inbox.held()
        + outflow.held()
        + (current == null ? 0 : decoder.headWeight() + current.held());
  }

  @Override
  public long moved() {
    return decoder.bytesRead() + outflow.taken();
  }

  @Override
  public void drop() {
    if (exchange == null) {
      channel.close();
    } else if (due == Due.SEND) {
      giveUp(Settlement.CANCELLED);
    } else {
      exchange.shed();
    }
  }

  private DownstreamExchange current() {
    return Objects.requireNonNull(exchange, "no exchange on this connection");
  }
}
