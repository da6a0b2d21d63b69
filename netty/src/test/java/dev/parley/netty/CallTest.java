// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.Offer;
import dev.parley.core.Settlement;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequestEncoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CallTest {
  private static final int PIECE = 50_000;

  private final Socket socket = new Socket();
  private final Settlements told = new Settlements();
  private final ResponseDecoder decoder = new ResponseDecoder(MessageLimits.DEFAULTS);
  private final Upstream upstream =
      new Upstream(socket, UpstreamPolicy.DEFAULTS, decoder, new UpstreamPool.Shelf(1));

  /** A socket that takes what it is given until it is full. */
  private static final class Socket extends EmbeddedChannel {
    private boolean full;

    @Override
    protected void doWrite(ChannelOutboundBuffer in) throws Exception {
      if (!full) {
        super.doWrite(in);
      }
    }
  }

  private Call call() {
    socket.pipeline().addLast(new HttpRequestEncoder(), decoder, upstream);
    upstream.begin();
    return new Call(socket.eventLoop(), upstream, false, told);
  }

  @BeforeEach
  void freeze() {
    socket.freezeTime();
  }

  @AfterEach
  void finish() {
    socket.finishAndReleaseAll();
  }

  @Test
  void whatIsLostWithTheConnectionWasNotSent() {
    Call call = call();
    call.send(
        "PUT",
        "/u",
        List.of(Map.entry("Content-Length", "1000000")),
        Offer.CONTENT,
        Duration.ofSeconds(1),
        Optional.empty());
    call.write(ByteBuffer.allocate(PIECE));
    call.flush();
    assertThat(call.contentSent()).isEqualTo(PIECE);

    socket.full = true;
    call.write(ByteBuffer.allocate(PIECE));
    call.flush();
    assertThat(call.contentSent()).isEqualTo(PIECE);

    socket.close();
    socket.runPendingTasks();
    assertThat(told.settled).containsExactly(Settlement.PEER_GONE);
    assertThat(call.contentSent()).isEqualTo(PIECE);
  }
}
