// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import dev.parley.core.ClientInput;
import dev.parley.core.Offer;
import dev.parley.core.Settlement;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.FileRegion;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.GenericFutureListener;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an origin: one exchange after another, never two at a time.
 *
 * <p>It is read at all times, but while the client has no room for more of a final response. A
 * write that fails does not close it, because the response that explains the failure may still be
 * there to read.
 */
final class Upstream extends ChannelInboundHandlerAdapter implements OriginLeg {
  private static final System.Logger LOG = System.getLogger(Upstream.class.getName());

  /** A timer that runs later than this found the process suspended, or the machine exhausted. */
  private static final Duration LATE = Duration.ofSeconds(1);

  /**
   * For a head, from its first byte. Precedents: nginx and Parley give one of a request as long.
   */
  private static final Duration HEAD = Duration.ofSeconds(60);

  /** So long after a response nobody gives a connection up. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final UpstreamPolicy usual;
  private UpstreamPolicy policy;
  private final ResponseDecoder decoder;
  private final UpstreamPool.Shelf shelf;
  private final Channel channel;
  private final DeadlineTimer timer;
  private final Outflow outflow;
  private @Nullable Exchange exchange;
  private @Nullable ResponseReading reading;
  private Due due = Due.IDLE;
  private Duration wait = Duration.ZERO;
  private long waitEnds;
  private Duration connectTime = Duration.ZERO;
  private boolean readOutstanding;
  private boolean takesContent;
  private boolean readFailed;
  private @Nullable Exchange served;
  private boolean used;
  private boolean rested;
  private boolean unheard;
  private boolean sentContent;
  private boolean resting;
  private long restedAt;
  private Duration keeps;
  private boolean ahead;

  /** What the timer is for. */
  private enum Due {
    /** The end of an unused connection. */
    IDLE,
    /** The answer to an expectation. */
    VERDICT,
    /** An answer that is here and not read yet. */
    LAST_LOOK,
    /** Progress: content that is taken, a response that comes. */
    PROGRESS,
    /** The rest of a head that has begun. */
    HEAD
  }

  Upstream(
      Channel channel, UpstreamPolicy policy, ResponseDecoder decoder, UpstreamPool.Shelf shelf) {
    this.channel = channel;
    this.timer = new DeadlineTimer(channel.eventLoop(), this::timeElapsed);
    this.outflow = new Outflow(channel);
    this.usual = policy;
    this.policy = policy;
    this.keeps = policy.idle();
    this.decoder = decoder;
    this.shelf = shelf;
  }

  @Override
  public void send(HttpRequest head, Offer offer, Duration verdict, Exchange next) {
    exchange = next;
    used = true;
    rested = resting;
    resting = false;
    unheard = true;
    sentContent = false;
    wait = verdict;
    outflow.restart();
    arm(Due.PROGRESS, policy.response());
    decoder.answering(head.method());
    reading = new ResponseReading(head, policy, next);
    takesContent = false;
    channel.write(head, channel.voidPromise());
    if (!offer.hasContent()) {
      channel.write(LastHttpContent.EMPTY_LAST_CONTENT, channel.voidPromise());
    }
  }

  @Override
  public void giveBack() {
    shelf.put(this);
  }

  @Override
  public long held() {
    return decoder.held() + outflow.held();
  }

  /** How long the connection took to be made, without what came before the first request. */
  Duration connectTime() {
    return connectTime;
  }

  /** It was made before anybody needed it. */
  void madeAhead() {
    ahead = true;
  }

  boolean isAhead() {
    return ahead;
  }

  /** Whether a request was sent on it. */
  boolean used() {
    return used;
  }

  void connected(Duration took) {
    connectTime = took;
  }

  /** The next response has another time to come. */
  void answersWithin(Duration response) {
    policy = usual.withResponse(response);
  }

  /** Ready: what comes before a request is nobody's response. */
  void begin() {
    read();
  }

  /** On the shelf: whatever comes now but a close is nobody's response. */
  void rest() {
    exchange = null;
    reading = null;
    policy = usual;
    if (!resting) {
      resting = true;
      restedAt = now();
    }
    Duration left = keeps.minusNanos(now() - restedAt);
    arm(Due.IDLE, left.isNegative() ? Duration.ZERO : left);
    read();
  }

  @Override
  public boolean rested() {
    return rested || resting;
  }

  /** Whether it was used, or made, a moment ago. */
  boolean fresh() {
    return now() - restedAt < FRESH.toNanos();
  }

  /** Off the shelf for good. */
  void drop() {
    channel.close();
  }

  boolean alive() {
    return channel.isActive();
  }

  // From the socket

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    ctx.pipeline().addFirst(outflow);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    Exchange current = exchange;
    ResponseReading response = reading;
    if (current == null || response == null) {
      // RFC 9112 9.2: a response without a request.
      ReferenceCountUtil.release(message);
      if (resting && used && !decoder.timedOut()) {
        shelf.surplus(now());
      }
      ctx.close();
      return;
    }
    served = current;
    if (message instanceof HttpResponse head) {
      boolean first = unheard;
      unheard = false;
      keeps = KeepAlive.time(head, keeps, usual.idle());
      response.head(head, rested && first);
    }
    if (message instanceof HttpContent content) {
      if (exchange == current) {
        response.content(content, readFailed);
      } else {
        // An unreadable head is its own end, and its exchange may be on another connection already.
        content.release();
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    readOutstanding = false;
    progress();
    Exchange handedTo = served;
    served = null;
    if (handedTo != null) {
      handedTo.responseBatchEnded();
    }
    if (exchange == null || reading == null || !reading.isFinal() || reading.isWhole()) {
      read();
    }
  }

  /** Something was read: all of a message, or a part of a head, whose time runs on. */
  private void progress() {
    boolean inHead = decoder.headBegun();
    if (!inHead && (due == Due.PROGRESS || due == Due.HEAD)) {
      arm(Due.PROGRESS, policy.response());
    } else if (inHead && due == Due.PROGRESS) {
      arm(Due.HEAD, policy.response().compareTo(HEAD) > 0 ? HEAD : policy.response());
    }
  }

  private void read() {
    readOutstanding = true;
    channel.read();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (exchange != null && channel.isWritable()) {
      exchange.legWritable();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslCloseCompletionEvent end && !end.isSuccess()) {
      // RFC 9112 9.8: an end that TLS did not announce may be anybody's.
      readFailed = true;
    }
    if (event instanceof ChannelOutputShutdownEvent) {
      // It was a write that failed, and reading goes on.
      readFailed = false;
      if (takesContent && exchange != null) {
        exchange.on(new ClientInput.ContentFailed());
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    timer.close();
    shelf.remove(this);
    if (exchange != null) {
      boolean stale = rested && !decoder.heard();
      exchange.on(stale ? new ClientInput.ConnectionStale() : new ClientInput.PeerGone());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // The transport closes after a failed read by itself, and must not after a failed write.
    readFailed = cause instanceof IOException;
    if (cause instanceof NotYetConnectedException) {
      // What epoll makes of a connection that is reset while it is being made.
      ctx.close();
    } else if (cause.getCause() instanceof SSLException) {
      // The peer's doing, or a question of trust: whoever connects is told, and so is an exchange.
      ctx.close();
    } else if (!readFailed) {
      LOG.log(Level.ERROR, "an exchange with an origin failed on our side", cause);
      ctx.close();
    }
  }

  // To the origin

  @Override
  public boolean writable() {
    return takesContent && channel.isWritable();
  }

  @Override
  public void write(HttpContent content) {
    if (takesContent && !(content instanceof LastHttpContent)) {
      channel.write(content, channel.voidPromise());
    } else {
      write(content, () -> {});
    }
  }

  /** The same, and tells when the kernel took it whole. */
  void write(HttpContent content, Runnable taken) {
    if (!takesContent) {
      content.release();
      return;
    }
    boolean last = content instanceof LastHttpContent;
    Exchange sender = exchange;
    channel
        .write(content)
        .addListener(
            written -> {
              if (written.isSuccess()) {
                taken.run();
              }
              if (last && sender != null && sender == exchange) {
                lastWritten(sender, written.isSuccess());
              }
            });
  }

  private void lastWritten(Exchange sender, boolean taken) {
    takesContent = false;
    if (due != Due.HEAD) {
      timer.arm(policy.response());
    }
    sender.on(taken ? new ClientInput.ContentSent() : new ClientInput.ContentFailed());
  }

  /** Whether the kernel can send a file on this connection by itself. */
  boolean sendsFiles() {
    return channel.pipeline().get(SslHandler.class) == null;
  }

  /** Sends a part of a file, and tells when the kernel took it whole, or why not; in any case. */
  void write(FileRegion region, GenericFutureListener<ChannelFuture> taken) {
    if (!takesContent) {
      region.release();
      channel.newFailedFuture(new ClosedChannelException()).addListener(taken);
      return;
    }
    channel.write(region).addListener(taken);
  }

  @Override
  public void flush() {
    channel.flush();
  }

  @Override
  public void demand() {
    read();
  }

  // ClientAction.Wire

  @Override
  public void armWait() {
    waitEnds = now() + wait.toNanos();
    arm(Due.VERDICT, wait);
  }

  @Override
  public void cancelWait() {
    arm(Due.PROGRESS, policy.response());
  }

  @Override
  public void startContent() {
    takesContent = true;
    sentContent = true;
    if (exchange != null) {
      exchange.legWritable();
    }
  }

  @Override
  public void abandonContent() {
    takesContent = false;
  }

  @Override
  public void settle(Settlement settlement) {
    Exchange over = exchange;
    exchange = null;
    takesContent = false;
    timer.disarm();
    if (settlement == Settlement.SWITCHED && over != null) {
      timer.close();
      over.legSwitched(channel);
    } else if (settlement.reusable() && keeps.isZero()) {
      drop();
    } else if (settlement.reusable() && !(sentContent && shelf.distrusts(now()))) {
      shelf.put(this);
    } else {
      drop();
    }
  }

  private void arm(Due what, Duration time) {
    due = what;
    timer.arm(time);
  }

  private void timeElapsed() {
    Exchange current = exchange;
    if (current == null) {
      drop();
    } else if (due == Due.VERDICT) {
      // What came while this thread was busy is read before the next timer runs.
      arm(Due.LAST_LOOK, Duration.ZERO);
    } else if (due == Due.LAST_LOOK) {
      arm(Due.PROGRESS, policy.response());
      current.on(overslept() ? new ClientInput.WaitOverslept() : new ClientInput.WaitElapsed());
    } else if (due == Due.HEAD || stalled()) {
      current.on(new ClientInput.Overdue());
    } else {
      timer.arm(policy.response());
    }
  }

  /** Whether this process was not running when the wait ended, nor perhaps before. */
  private boolean overslept() {
    return now() - waitEnds > Math.max(LATE.toNanos(), wait.toNanos() / 2);
  }

  private long now() {
    return channel.eventLoop().ticker().nanoTime();
  }

  /** Whether it is the origin that nothing moves for: not the client's content, nor its reading. */
  private boolean stalled() {
    return takesContent ? outflow.stalled() : readOutstanding;
  }
}
