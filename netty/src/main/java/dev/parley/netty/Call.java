// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import dev.parley.core.ClientAction;
import dev.parley.core.ClientInput;
import dev.parley.core.ClientState;
import dev.parley.core.ClientStep;
import dev.parley.core.Offer;
import dev.parley.core.Replay;
import dev.parley.core.Rule;
import dev.parley.core.Settlement;
import dev.parley.core.Version;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.EventLoop;
import io.netty.channel.FileRegion;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request of this process on one connection, and the response to it.
 *
 * <p>Runs the core's client machine: inputs are taken one after another, also those that the
 * performing of an action causes. All but {@link #execute} belongs on the connection's event loop,
 * and so does whatever the owner is told.
 */
public final class Call {
  /** Whoever made the request. */
  public interface Owner {
    /** An interim response came that does not answer the expectation. */
    void interim(int status, java.net.http.HttpHeaders fields);

    /** The server asked for the content that was held back. */
    void continued();

    /** The server answered the expectation with this status, in time or late. */
    void expectationAnswered(int status, ClientAction.Moment moment);

    /**
     * The server did not answer the expectation in time; content flows.
     *
     * @param silent whether the wait had its time, so that this says something of the server
     */
    void unanswered(boolean silent);

    /** Content can be written: for the first time, or again. */
    void contentWanted();

    /** No more content is of use. */
    void contentUnwanted();

    /** The head of the final response came. */
    void answered(Version version, int status, java.net.http.HttpHeaders fields);

    /** Content of the final response, to keep. */
    void content(ByteBuffer piece);

    /** What was read together has been handed over; more comes when it is demanded. */
    void contentBatchEnded();

    /** Whether the request can be sent again, as if nothing had come of it. */
    boolean repeats();

    /** The response breaks the syntax; it may be handed over all the same. */
    void malformed(String wrong);

    /** The final response is whole. */
    void ended();

    /** The final response will never be whole. */
    void cut();

    /** The server failed the expectation, and not a byte of the content was sent. */
    void expectationFailed(java.net.http.HttpHeaders fields);

    /** No final response will come. */
    void failed(Replay replay, Settlement why);

    /** The server broke these rules. */
    void broken(List<Rule> rules);

    /** The connection is free, or closed; always the last. */
    void settled(Settlement settlement);

    /** Something on this side is broken; nothing more will come. */
    void defective(Throwable bug);
  }

  private static final long UNSETTLED = -1;

  /** An action seldom causes more than one input. */
  private static final int USUAL_INPUTS = 2;

  private final EventLoop loop;
  private final Upstream upstream;
  private final Owner owner;
  private final boolean rested;
  private final boolean reused;
  private final ArrayDeque<ClientInput> inputs = new ArrayDeque<>(USUAL_INPUTS);
  private final Shell shell = new Shell();
  private ClientState state = new ClientState.Idle();
  private @Nullable HttpResponse head;
  private @Nullable FileRegion part;
  private long taken;
  private long sent = UNSETTLED;
  private boolean running;
  private boolean whole;

  Call(EventLoop loop, Upstream upstream, boolean rested, Owner owner) {
    this.loop = loop;
    this.upstream = upstream;
    this.rested = rested || upstream.isAhead();
    this.reused = upstream.used();
    this.owner = owner;
  }

  // About the connection

  /** Whether the connection served another request before. */
  public boolean reused() {
    return reused;
  }

  /** Whether the connection was there before, so that the server may have closed it meanwhile. */
  public boolean rested() {
    return rested;
  }

  /** Whether it was not used for so long that the server may have closed it meanwhile. */
  public boolean mayBeStale() {
    return rested && !upstream.fresh();
  }

  /** How long the connection took to be made, without TLS and tunnels. */
  public Duration connectTime() {
    return upstream.connectTime();
  }

  /** Whether a part of a file can be written: TLS has to see the bytes. */
  public boolean sendsFiles() {
    return upstream.sendsFiles();
  }

  /** Runs a task where this call lives; drops it where the client was closed meanwhile. */
  public void execute(Runnable task) {
    // The end of the loop has ended this call as well.
    execute(task, dropped -> {});
  }

  /** Runs a task where this call lives; elsewhere where the client was closed meanwhile. */
  public void execute(Runnable task, Executor elsewhere) {
    OnLoop.run(loop, task, elsewhere);
  }

  /** Runs a task there when all that waits for the event loop has had its turn. */
  public void defer(Runnable task) {
    loop.execute(task);
  }

  // The request

  /**
   * Sends the head, and with {@link Offer#CONTENT} asks the owner for content at once.
   *
   * @param target the request target, as it goes on the wire
   * @param wait how long an expectation may stay unanswered
   * @param response how long the server may take nothing of the content, or send nothing of the
   *     response; as the policy says where it is empty
   */
  public void send(
      String method,
      String target,
      List<Map.Entry<String, String>> fields,
      Offer offer,
      Duration wait,
      Optional<Duration> response) {
    response.ifPresent(upstream::answersWithin);
    HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
    fields.forEach(field -> headers.add(field.getKey(), field.getValue()));
    upstream.send(
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), target, headers),
        offer,
        wait,
        shell);
    if (offer == Offer.CONTENT_ON_REQUEST) {
      // The wait begins when the head has left.
      upstream.flush();
    }
    on(new ClientInput.HeadSent(offer));
    upstream.flush();
  }

  /** Gives the connection back unused. */
  public void giveBack() {
    upstream.giveBack();
  }

  /** Whether content can be written now; the owner is told when it can again. */
  public boolean writable() {
    return sending() && upstream.writable() && part == null;
  }

  /** The connection may serve another call by now. */
  private boolean sending() {
    return state.sendsContent();
  }

  /** Writes a piece of the content, which nobody may change any more. */
  public void write(ByteBuffer piece) {
    if (sending()) {
      write(new DefaultHttpContent(Unpooled.wrappedBuffer(piece)));
    }
  }

  /** Writes the last piece of the content. */
  public void writeLast(ByteBuffer piece) {
    if (sending()) {
      write(new DefaultLastHttpContent(Unpooled.wrappedBuffer(piece)));
    }
  }

  /** What waits is lost with the connection, so that only what was taken counts. */
  private void write(HttpContent content) {
    int size = content.content().readableBytes();
    upstream.write(content, () -> taken += size);
  }

  /**
   * Writes a part of a file, which stays open until the part is gone.
   *
   * @param gone is told when it is, before more content is wanted: null where it was taken whole,
   *     otherwise why not; the file may have become shorter
   */
  public void write(
      FileChannel file, long position, int count, Consumer<@Nullable Throwable> gone) {
    if (!sending()) {
      gone.accept(new ClosedChannelException());
      return;
    }
    FileRegion region = new Part(file, position, count);
    part = region;
    upstream.write(
        region,
        written -> {
          taken += region.transferred();
          part = null;
          gone.accept(written.cause());
          if (written.isSuccess() && sending()) {
            owner.contentWanted();
          }
        });
  }

  /** Says that the content is whole. */
  public void writeLast() {
    if (sending()) {
      upstream.write(LastHttpContent.EMPTY_LAST_CONTENT);
    }
  }

  /** Sends on what was written. */
  public void flush() {
    upstream.flush();
  }

  /** How many bytes of content the kernel took. */
  public long contentSent() {
    return sent < 0 ? sentSoFar() : sent;
  }

  private long sentSoFar() {
    FileRegion current = part;
    return taken + (current == null ? 0 : current.transferred());
  }

  // The response

  /** Asks for more of the final response. */
  public void demand() {
    if (state.readsFinal()) {
      upstream.demand();
    }
  }

  /** Gives the request up, wherever it stands. */
  public void cancel() {
    on(new ClientInput.Cancelled());
  }

  private void on(ClientInput input) {
    inputs.add(input);
    if (running) {
      return;
    }
    running = true;
    try {
      for (ClientInput next = inputs.poll(); next != null; next = inputs.poll()) {
        ClientStep step = next.applyTo(state);
        state = step.next();
        if (!step.broken().isEmpty()) {
          owner.broken(step.broken());
        }
        List<ClientAction> actions = step.actions();
        for (int i = 0; i < actions.size(); i++) {
          actions.get(i).performOn(shell, shell);
        }
      }
    } catch (RuntimeException | Error bug) {
      // Whoever called may be a timer, which would swallow it and leave everybody waiting.
      inputs.clear();
      upstream.drop();
      owner.defective(bug);
    } finally {
      running = false;
    }
  }

  private Settlement settlement() {
    return state instanceof ClientState.Settled settled
        ? settled.settlement()
        : Settlement.CANCELLED;
  }

  private java.net.http.HttpHeaders fields() {
    Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Map.Entry<String, String> field : Objects.requireNonNull(head).headers()) {
      fields.computeIfAbsent(field.getKey(), name -> new ArrayList<>(1)).add(field.getValue());
    }
    return java.net.http.HttpHeaders.of(fields, (name, value) -> true);
  }

  /** A part of a file that does not close it. */
  private static final class Part extends DefaultFileRegion {
    Part(FileChannel file, long position, int count) {
      super(file, position, count);
    }

    @Override
    protected void deallocate() {}
  }

  /** What the connection tells the machine, and the machine the connection and the owner. */
  private final class Shell implements OriginLeg.Exchange, ClientAction.Wire, ClientAction.Caller {
    // OriginLeg.Exchange

    @Override
    public void on(ClientInput input) {
      boolean silent = input instanceof ClientInput.WaitElapsed;
      if ((silent || input instanceof ClientInput.WaitOverslept) && state.mayDecline()) {
        owner.unanswered(silent);
      }
      whole |= input instanceof ClientInput.FinalEnded;
      // Whoever made the request has its content, and judges by what is spent.
      Call.this.on(
          input instanceof ClientInput.ConnectionStale ? new ClientInput.PeerGone() : input);
    }

    @Override
    public void interim(HttpResponse response) {
      head = response;
      int status = response.status().code();
      if (status == ClientState.CONTINUE && state.mayDecline()) {
        owner.continued();
      }
      on(new ClientInput.InterimReceived(status));
    }

    @Override
    public boolean repeats() {
      return owner.repeats();
    }

    @Override
    public void malformed(String wrong) {
      owner.malformed(wrong);
    }

    @Override
    public void finalHead(HttpResponse response, boolean persistent) {
      head = response;
      on(new ClientInput.FinalReceived(response.status().code(), persistent));
    }

    @Override
    public void responseContent(HttpContent content) {
      ByteBuf bytes = content.content();
      if (bytes.isReadable()) {
        ByteBuffer piece = ByteBuffer.allocate(bytes.readableBytes());
        bytes.readBytes(piece);
        owner.content(piece.flip());
      }
      content.release();
    }

    @Override
    public void responseBatchEnded() {
      owner.contentBatchEnded();
    }

    @Override
    public void legWritable() {
      owner.contentWanted();
    }

    @Override
    public void legSwitched(Channel origin) {
      throw new IllegalStateException("upgrade: accepted (expected: none was asked for)");
    }

    // ClientAction.Wire

    @Override
    public void armWait() {
      upstream.armWait();
    }

    @Override
    public void cancelWait() {
      upstream.cancelWait();
    }

    @Override
    public void startContent() {
      upstream.startContent();
    }

    @Override
    public void abandonContent() {
      upstream.abandonContent();
      owner.contentUnwanted();
    }

    @Override
    public void settle(Settlement settlement) {
      sent = sentSoFar();
      upstream.settle(settlement);
      if (whole) {
        owner.ended();
      }
      owner.settled(settlement);
    }

    // ClientAction.Caller

    @Override
    public void deliverInterim(int status) {
      owner.interim(status, fields());
    }

    @Override
    public void noteAnswer(int status, ClientAction.Moment moment) {
      owner.expectationAnswered(status, moment);
    }

    @Override
    public void deliverFinal(int status) {
      boolean old = HttpVersion.HTTP_1_0.equals(Objects.requireNonNull(head).protocolVersion());
      owner.answered(old ? Version.HTTP_1_0 : Version.HTTP_1_1, status, fields());
    }

    @Override
    public void deliverFinalAmidContent(int status) {
      deliverFinal(status);
    }

    @Override
    public void deliverSwitch() {
      throw new IllegalStateException("upgrade: accepted (expected: none was asked for)");
    }

    @Override
    public void cutFinal() {
      owner.cut();
    }

    @Override
    public void repeatWithoutExpectation() {
      owner.expectationFailed(fields());
    }

    @Override
    public void fail(Replay replay) {
      owner.failed(replay, settlement());
    }

    @Override
    public void timeOut() {
      owner.failed(Replay.NEVER, settlement());
    }
  }
}
