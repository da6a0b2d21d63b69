// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import dev.parley.core.ClientAction;
import dev.parley.core.ClientInput;
import dev.parley.core.ClientState;
import dev.parley.core.Offer;
import dev.parley.core.RelayAction;
import dev.parley.core.RelayState;
import dev.parley.core.RelayStep;
import dev.parley.core.Rule;
import dev.parley.core.ServerAction;
import dev.parley.core.ServerInput;
import dev.parley.core.Settlement;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One exchange between a client and the origins asked on its behalf.
 *
 * <p>Runs the core's relay machine: inputs of both connections are taken one after another, also
 * those that the performing of an action causes, and every action is performed before the next
 * input is looked at.
 */
public final class Relay implements RelayAction.Shell, DownstreamExchange, OriginLeg.Exchange {
  /** What answers requests by itself. */
  public interface Answerer {
    /** A head was read: choose an origin, where there are any, or refuse. */
    void begin(Relay relay, HttpRequest head);

    /** A final response of our own. */
    FullHttpResponse refusal(int status);

    /** Memory is short: refuse. */
    void shed(Relay relay);

    /** The exchange is over for the client's connection. */
    void settled(Relay relay, Settlement settlement);
  }

  /** What decides everything that the machine leaves open. */
  public interface Owner extends Answerer {
    /** The origin is gone: choose another, or refuse. */
    void askAgain(Relay relay, RelayAction.Again again);

    /** A response, interim or final, as the client shall see it. */
    HttpResponse edit(HttpResponse fromOrigin);

    /** Trailer fields, of a request or a response, as the other side shall see them. */
    void editTrailers(HttpHeaders trailers);

    /** Whether the request may be sent twice, by its method (RFC 9110 9.2.2). */
    boolean mayRepeat();

    /** The response of the origin breaks the syntax; it may be passed on all the same. */
    void malformed(String wrong);

    /** An interim response came, before anything is done with it. */
    void interim(int status);

    /**
     * The origin did not answer the expectation in time; content will flow.
     *
     * @param silent whether the wait had its time, so that this says something of the origin
     */
    void unanswered(boolean silent);

    /**
     * The head of a final response came, before anything is done with it. The owner may refuse the
     * exchange instead.
     *
     * @param declinable whether nothing was spent yet
     * @return whether another origin shall be asked, where that is still possible
     */
    boolean declines(Relay relay, HttpResponse response, boolean declinable);

    /** Whether a 101 names a protocol that the request as it was forwarded asks for. */
    boolean switches(HttpResponse response);

    /** How long a connection that left HTTP may carry nothing, either way. */
    Duration tunnelIdle();

    /** Both connections that left HTTP are closed. */
    void tunnelEnded();

    /** A 100 was written to the client. */
    void continued();

    /** The origin broke rules. */
    void broken(List<Rule> rules);

    /** The exchange is over for the connection to an origin. */
    void upSettled(Settlement settlement);
  }

  /** Content up to this size can be sent again where a connection turns out dead. */
  public static final int KEPT = KeptContent.LIMIT;

  private final Downstream down;
  private final Answerer answerer;
  private final @Nullable Owner owner;
  private final ArrayDeque<Function<RelayState, RelayStep>> inputs = new ArrayDeque<>();
  private RelayState state = RelayState.initial();
  private final Wire wire = new Wire();
  private OriginLeg leg = OriginLeg.NONE;
  private @Nullable HttpRequest request;
  private @Nullable HttpResponse interim;
  private @Nullable HttpResponse finalHead;
  private @Nullable ContentPump requestPump;
  private @Nullable ContentPump responsePump;
  private @Nullable KeptContent kept;
  private boolean sendsAgain;
  private @Nullable Channel switchedLeg;
  private UnaryOperator<ContentSink> metering = UnaryOperator.identity();
  private boolean running;

  /** An exchange that may ask origins. */
  public Relay(Downstream down, Owner owner) {
    this(down, owner, owner);
  }

  private Relay(Downstream down, Answerer answerer, @Nullable Owner owner) {
    this.down = down;
    this.answerer = answerer;
    this.owner = owner;
  }

  /** An exchange that {@link #ask asks} no origin: whatever the answer, it is a refusal here. */
  public static Relay withoutOrigins(Downstream down, Answerer answerer) {
    return new Relay(down, answerer, null);
  }

  private Owner owner() {
    return Objects.requireNonNull(owner, "an exchange without origins");
  }

  // For the owner

  /** The event loop that the exchange, and whatever it causes, lives on. */
  public EventLoop eventLoop() {
    return down.eventLoop();
  }

  /** Whether the client is connected to an address that only this machine has. */
  public boolean overLoopback() {
    return down.overLoopback();
  }

  /** Where the client is. */
  public InetAddress clientAddress() {
    return down.clientAddress();
  }

  /** How many bytes of content came from the client, those that were dropped included. */
  public long contentReceived() {
    return down.contentReceived();
  }

  /** A reading of the clock that the deadlines use, in nanoseconds. */
  public long now() {
    return down.eventLoop().ticker().nanoTime();
  }

  /** How long the head took from its first bytes on, in nanoseconds; 0 where they came together. */
  public long headTook() {
    return down.headTook();
  }

  /** Whether an origin is still wanted: the client may have left meanwhile. */
  public boolean wantsOrigin() {
    return state.up() instanceof ClientState.Idle;
  }

  /** Puts something between the client's content and whichever origin gets it. */
  public void meter(UnaryOperator<ContentSink> meter) {
    metering = meter;
  }

  /**
   * Sends the request to an origin.
   *
   * @param wait how long an expectation may stay unanswered
   */
  public void ask(OriginLeg chosen, HttpRequest head, Offer offer, Duration wait) {
    leg = chosen;
    requestPump = new BufferPump(down, metering.apply(chosen));
    responsePump = new BufferPump(() -> leg.demand(), down);
    if (offer == Offer.CONTENT && !sendsAgain && chosen.rested() && owner().mayRepeat()) {
      kept = new KeptContent();
    }
    chosen.send(head, offer, wait, this);
    on(new ClientInput.HeadSent(offer));
    if (!down.inBatch()) {
      chosen.flush();
    }
  }

  // DownstreamExchange

  @Override
  public void begin(HttpRequest head) {
    request = head;
    answerer.begin(this, head);
  }

  @Override
  public void on(ServerInput input) {
    inputs.add(current -> current.onDown(input));
    run();
  }

  @Override
  public void content(HttpContent content) {
    if (requestPump == null) {
      content.release();
    } else {
      editTrailers(content);
      if (kept != null) {
        kept.add(content);
      }
      requestPump.arrived(content);
    }
  }

  @Override
  public void batchEnded() {
    if (requestPump != null) {
      requestPump.batchEnded();
    }
  }

  @Override
  public void downWritable() {
    if (responsePump != null) {
      responsePump.sinkWritable();
    }
  }

  @Override
  public HttpRequest request() {
    return Objects.requireNonNull(request);
  }

  @Override
  public HttpResponse interim() {
    return owner().edit(Objects.requireNonNull(interim));
  }

  @Override
  public HttpResponse finalHead() {
    return owner().edit(Objects.requireNonNull(finalHead));
  }

  @Override
  public FullHttpResponse refusal(int status) {
    return answerer.refusal(status);
  }

  @Override
  public long held() {
    return leg.held() + (kept == null ? 0 : kept.held());
  }

  @Override
  public void shed() {
    answerer.shed(this);
  }

  @Override
  public void continued() {
    owner().continued();
  }

  @Override
  public void downSwitched(Channel client, HeldMemory memory) {
    Tunnel.between(
        client,
        Objects.requireNonNull(switchedLeg),
        memory,
        owner().tunnelIdle(),
        owner()::tunnelEnded);
  }

  @Override
  public void settled(Settlement settlement) {
    dropKept();
    if (responsePump != null) {
      responsePump.stop();
    }
    if (requestPump != null) {
      requestPump.stop();
    }
    answerer.settled(this, settlement);
  }

  // OriginLeg.Exchange

  @Override
  public void on(ClientInput input) {
    boolean silent = input instanceof ClientInput.WaitElapsed;
    if ((silent || input instanceof ClientInput.WaitOverslept) && state.up().mayDecline()) {
      owner().unanswered(silent);
    }
    boolean stale = input instanceof ClientInput.ConnectionStale;
    ClientInput known = stale && !repeats() ? new ClientInput.PeerGone() : input;
    sendsAgain |= stale && known == input && kept != null;
    inputs.add(current -> current.onUp(known));
    run();
  }

  @Override
  public boolean repeats() {
    if (state.up().mayDecline()) {
      return true;
    }
    boolean contentThere = kept == null ? !state.up().contentSpent() : kept.whole();
    return contentThere && owner().mayRepeat();
  }

  /** The answer has begun, or nobody waits for it any more. */
  private void dropKept() {
    if (kept != null) {
      kept.drop();
      kept = null;
    }
  }

  @Override
  public void interim(HttpResponse response) {
    dropKept();
    int status = response.status().code();
    interim = response;
    owner().interim(status);
    boolean switches =
        status == HttpResponseStatus.SWITCHING_PROTOCOLS.code()
            && state.up() instanceof ClientState.AwaitingSwitch
            && owner().switches(response);
    on(switches ? new ClientInput.SwitchReceived() : new ClientInput.InterimReceived(status));
  }

  @Override
  public void malformed(String wrong) {
    dropKept();
    owner().malformed(wrong);
  }

  @Override
  public void finalHead(HttpResponse response, boolean persistent) {
    dropKept();
    finalHead = response;
    boolean declinable = state.up().mayDecline();
    on(
        owner().declines(this, response, declinable) && declinable
            ? new ClientInput.FinalDeclined()
            : new ClientInput.FinalReceived(response.status().code(), persistent));
  }

  @Override
  public void responseContent(HttpContent content) {
    editTrailers(content);
    Objects.requireNonNull(responsePump).arrived(content);
  }

  private void editTrailers(HttpContent content) {
    if (content instanceof LastHttpContent last && !last.trailingHeaders().isEmpty()) {
      owner().editTrailers(last.trailingHeaders());
    }
  }

  @Override
  public void responseBatchEnded() {
    Objects.requireNonNull(responsePump).batchEnded();
  }

  @Override
  public void legWritable() {
    if (requestPump != null) {
      requestPump.sinkWritable();
    }
  }

  @Override
  public void legSwitched(Channel origin) {
    switchedLeg = origin;
  }

  // RelayAction.Shell

  @Override
  public ServerAction.Shell down() {
    return down;
  }

  @Override
  public ClientAction.Wire up() {
    return wire;
  }

  @Override
  public void askAgain(RelayAction.Again again) {
    owner().askAgain(this, again);
  }

  private void run() {
    if (running) {
      return;
    }
    running = true;
    try {
      for (Function<RelayState, RelayStep> next = inputs.poll();
          next != null;
          next = inputs.poll()) {
        RelayStep step = next.apply(state);
        state = step.next();
        if (!step.broken().isEmpty()) {
          owner().broken(step.broken());
        }
        for (RelayAction action : step.actions()) {
          action.performOn(this);
        }
      }
    } catch (RuntimeException bug) {
      // Whoever called may be a timer, which would swallow it and leave both sides waiting.
      inputs.clear();
      if (switchedLeg != null) {
        switchedLeg.close();
      }
      down.failed(bug);
    } finally {
      running = false;
    }
  }

  @Override
  public String toString() {
    return state.toString();
  }

  /** The leg, for as long as it serves this exchange: a settled one may serve another already. */
  private final class Wire implements ClientAction.Wire {
    @Override
    public void armWait() {
      leg.armWait();
    }

    @Override
    public void cancelWait() {
      leg.cancelWait();
    }

    @Override
    public void startContent() {
      leg.startContent();
      if (sendsAgain) {
        sendsAgain = false;
        ContentPump pump = Objects.requireNonNull(requestPump);
        Objects.requireNonNull(kept).take().forEach(pump::arrived);
        dropKept();
        pump.batchEnded();
      }
    }

    @Override
    public void abandonContent() {
      if (requestPump != null) {
        requestPump.stop();
      }
      leg.abandonContent();
    }

    @Override
    public void settle(Settlement settlement) {
      if (requestPump != null) {
        requestPump.stop();
      }
      OriginLeg settled = leg;
      leg = OriginLeg.NONE;
      if (owner != null) {
        owner.upSettled(settlement);
      }
      settled.settle(settlement);
    }
  }
}
