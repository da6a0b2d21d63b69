// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One end of a connection that does exactly what its script says: it sends these bytes, and reads
 * when told. It never answers, skips or buffers on its own account.
 *
 * <p>Every call that waits fails with a {@link ScriptError} at its deadline, when the other end
 * leaves first, when something else arrives, or when the test closes this end meanwhile. A write
 * that fails is not an error: it is recorded in {@link #writeFailure}, and further sends do
 * nothing, so that a script can go on to read what the other end said before it left.
 *
 * <p>Used by one thread at a time; {@link #close} and {@link #transcript} are safe from any.
 */
public sealed class Peer implements AutoCloseable permits ScriptedClient {
  private static final int BLOCK = 16 * 1024;
  private static final int HEAD_LIMIT = 1 << 20;

  private final Wire wire;
  private final PeerOptions options;
  private long contentSent;

  Peer(SocketChannel channel, PeerOptions options) throws IOException {
    this.wire = new Wire(channel);
    this.options = options;
  }

  /** Sends the text as ISO-8859-1, nothing added: line ends are the script's business. */
  public Peer send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends the bytes. */
  public Peer send(byte[] bytes) {
    Call call = call("to send %d bytes".formatted(bytes.length));
    boolean all = wire.write(ByteBuffer.wrap(bytes), false, call);
    assert all || wire.writeFailure() != null;
    return this;
  }

  /** Sends the first {@code length} bytes of {@link PatternContent}. */
  public Peer sendContent(long length) {
    return sendContent(0, length);
  }

  /** Sends {@code length} bytes of {@link PatternContent} from a position on. */
  public Peer sendContent(long position, long length) {
    pump(position, length, false);
    return this;
  }

  /**
   * Sends the first {@code length} bytes of {@link PatternContent}, but stops as soon as something
   * arrives or the other end leaves; {@link #contentSent} tells how far it came.
   */
  public Peer sendContentUntilAnswered(long length) {
    pump(0, length, true);
    return this;
  }

  private void pump(long position, long length, boolean untilArrival) {
    byte[] block = new byte[BLOCK];
    boolean going = true;
    for (long done = 0; going && done < length; ) {
      int size = (int) Math.min(block.length, length - done);
      PatternContent.fill(block, size, position + done);
      ByteBuffer bytes = ByteBuffer.wrap(block, 0, size);
      going = wire.write(bytes, untilArrival, call("to send content, byte %d on".formatted(done)));
      contentSent += bytes.position();
      done += size;
    }
  }

  /** How many bytes of pattern content the kernel took, over all calls. */
  public long contentSent() {
    return contentSent;
  }

  /** Every byte the kernel took. */
  public long bytesSent() {
    return wire.transcript().bytesSent();
  }

  /** Every byte that came off the socket. */
  public long bytesReceived() {
    return wire.transcript().bytesReceived();
  }

  /** Why writing stopped, if it did. */
  public Optional<IOException> writeFailure() {
    return Optional.ofNullable(wire.writeFailure());
  }

  /** What this peer received so far. */
  public Transcript transcript() {
    return wire.transcript();
  }

  /** Reads one head of any kind, up to its empty line. */
  public Head readHead() {
    return readHead("a head");
  }

  /** Reads one head, which has to be a request. */
  public Head readRequestHead() {
    String expected = "a request head";
    Head head = readHead(expected);
    return checked(!head.isResponse(), expected, head);
  }

  /** Reads one head, which has to be an interim response. */
  public Head readInterim() {
    String expected = "the head of an interim response";
    Head head = readHead(expected);
    return checked(head.isInterim(), expected, head);
  }

  /** Reads one head, which has to be an interim response with this status. */
  public Head readInterim(int status) {
    return readStatus("the head of an interim response " + status, status);
  }

  /** Reads one head, which has to be a final response; an interim one is an error. */
  public Head readFinal() {
    String expected = "the head of a final response";
    Head head = readHead(expected);
    return checked(head.isFinal(), expected, head);
  }

  /** Reads one head, which has to be a final response with this status. */
  public Head readFinal(int status) {
    return readStatus("the head of a final response " + status, status);
  }

  private Head readStatus(String expected, int status) {
    Head head = readHead(expected);
    return checked(head.isResponse() && head.status() == status, expected, head);
  }

  private Head readHead(String expected) {
    Call call = call(expected);
    int emptyLine = wire.find("\r\n\r\n");
    while (emptyLine < 0) {
      if (wire.unread() > HEAD_LIMIT) {
        throw wire.error(ScriptError.Reason.UNEXPECTED, "no end within its first MiB", call);
      }
      more(call);
      emptyLine = wire.find("\r\n\r\n");
    }
    byte[] raw = wire.take(emptyLine + 4, true, call);
    try {
      Head head = Head.parse(new String(raw, StandardCharsets.ISO_8859_1));
      wire.transcript().add(head);
      return head;
    } catch (IllegalArgumentException e) {
      throw wire.error(ScriptError.Reason.UNEXPECTED, String.valueOf(e.getMessage()), call);
    }
  }

  private Head checked(boolean asExpected, String expected, Head head) {
    if (!asExpected) {
      throw new ScriptError(
          ScriptError.Reason.UNEXPECTED,
          "expected %s; arrived: %s".formatted(expected, Escapes.quote(head.raw())),
          null);
    }
    return head;
  }

  /** Reads exactly this many bytes, as ISO-8859-1. */
  public String readExactly(int count) {
    Call call = call("exactly %d bytes".formatted(count));
    while (wire.unread() < count) {
      more(call);
    }
    return new String(wire.take(count, true, call), StandardCharsets.ISO_8859_1);
  }

  /**
   * Reads the content that belongs to a head, without its framing: chunked, of a known length, or
   * for a response without either up to EOF. Trailers are read with it. Not for a response to HEAD,
   * which only the script knows to have none.
   */
  public String readContent(Head head) {
    StringBuilder content = new StringBuilder();
    new ContentReader(wire, "the content of " + head.startLine(), options.deadline(), true)
        .read(
            head,
            (bytes, from, count) ->
                content.append(new String(bytes, from, count, StandardCharsets.ISO_8859_1)));
    return content.toString();
  }

  /**
   * Reads the content that belongs to a head like {@link #readContent}, but only counts it. The
   * deadline is for each block, so that long content may take its time.
   */
  public Discarded discardContent(Head head) {
    Tally tally = new Tally();
    try {
      new ContentReader(wire, "the content of " + head.startLine(), options.deadline(), false)
          .read(head, tally::add);
    } catch (ScriptError e) {
      // The transcript tells how far the content came.
      wire.transcript().add(tally.discarded());
      throw e;
    }
    return discarded(tally);
  }

  /** Reads everything up to the end of the connection, and tells how it ended. */
  public Remainder readToEof() {
    Call call = call("the end of the connection");
    StringBuilder all = new StringBuilder();
    do {
      all.append(new String(wire.take(wire.unread(), true, call), StandardCharsets.ISO_8859_1));
    } while (wire.fill(call));
    return new Remainder(all.toString(), ending());
  }

  /**
   * Reads everything up to the end of the connection, however it ends, and only counts it. The
   * deadline is for each block.
   */
  public Discarded discardToEof() {
    Tally tally = new Tally();
    Call call;
    do {
      call = call("the end of the connection");
      int count = wire.unread();
      tally.add(wire.take(count, false, call), 0, count);
    } while (wire.fill(call));
    return discarded(tally);
  }

  /** Waits until something arrives, which stays unread, or either end left: then false. */
  public boolean awaitsMore() {
    Call call = call("another byte or the end of the connection");
    return wire.unread() > 0 || (wire.channel().isOpen() && wire.fill(call));
  }

  /** Sends FIN; reading goes on. */
  public Peer shutdownOutput() {
    try {
      wire.channel().shutdownOutput();
    } catch (IOException e) {
      // The other end was faster: there is nothing left to shut down.
    }
    return this;
  }

  /** Closes with RST: whatever the other end has not read yet may be lost. */
  public void reset() {
    try {
      if (wire.channel().isOpen()) {
        wire.channel().setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    close();
  }

  /** Closes; a second time does nothing. The kernel turns it into RST when bytes are unread. */
  @Override
  public void close() {
    try {
      wire.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Ending ending() {
    Ending ending = wire.ending();
    if (ending == null) {
      throw new IllegalStateException("the connection has not ended");
    }
    return ending;
  }

  private Discarded discarded(Tally tally) {
    Discarded discarded = tally.discarded();
    wire.transcript().add(discarded);
    return discarded;
  }

  private void more(Call call) {
    if (!wire.fill(call)) {
      throw wire.error(ScriptError.Reason.PEER_LEFT, "the connection ended with " + ending(), call);
    }
  }

  private Call call(String expected) {
    return new Call(expected, options.deadline());
  }
}
