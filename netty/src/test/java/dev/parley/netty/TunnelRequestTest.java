// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.netty.Destination.Credentials;
import dev.parley.netty.Destination.TunnelProxy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What whoever comes behind a tunnel sees of it. */
final class TunnelRequestTest {
  private final Promise<Channel> made = ImmediateEventExecutor.INSTANCE.newPromise();
  private final List<String> seen = new ArrayList<>();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel begun) {
              TunnelRequest.addTo(
                  begun.pipeline(),
                  "far.example:443",
                  new TunnelProxy("p", 1, Optional.of(new Credentials("me", "secret"))),
                  UpstreamPolicy.DEFAULTS,
                  made);
              begun.pipeline().addLast(new Behind());
            }
          });

  private final class Behind extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      seen.add("connected");
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      seen.add(bytes.toString(StandardCharsets.US_ASCII));
      bytes.release();
    }
  }

  @AfterEach
  void finish() {
    channel.finishAndReleaseAll();
  }

  private void receive(String bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.US_ASCII));
  }

  @Test
  void theRequestNamesTheServerAndWhoAsks() {
    ByteBuf request = channel.readOutbound();
    assertThat(request.toString(StandardCharsets.US_ASCII))
        .isEqualTo(
            "CONNECT far.example:443 HTTP/1.1\r\n"
                + "Host: far.example:443\r\n"
                + "Proxy-Authorization: Basic bWU6c2VjcmV0\r\n\r\n");
    request.release();
  }

  @Test
  void whatComesWithTheAnswerIsTheFirstOfTheTunnel() {
    receive("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
    receive("HTTP/1.1 def");
    assertThat(seen).containsExactly("connected", "abc", "HTTP/1.1 def");
    assertThat(made.isSuccess()).isTrue();
  }

  @Test
  void thereIsNoConnectionBeforeTheLastByteOfTheAnswer() {
    String answer = "HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 299 Fine\r\n\r\n";
    for (String octet : answer.split("", 0)) {
      assertThat(seen).isEmpty();
      assertThat(made.isDone()).isFalse();
      receive(octet);
    }
    assertThat(seen).containsExactly("connected");
    assertThat(made.isSuccess()).isTrue();
  }

  @Test
  void aProxyThatIsNeverDoneIsGivenUp() {
    String interim = "HTTP/1.1 102 Processing\r\n\r\n";
    receive(interim.repeat(UpstreamPolicy.DEFAULTS.interims()));
    assertThat(made.isDone()).isFalse();
    receive(interim);
    assertThat(made.cause()).hasMessage("the proxy p:1 sent too many interim responses to CONNECT");
  }

  @Test
  void afterARefusalNothingOpensATunnel() {
    receive("HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");
    assertThat(seen).isEmpty();
    assertThat(made.cause()).hasMessage("the proxy p:1 answered CONNECT with 407");
  }
}
