// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.netty.guard.NothingIsLeft;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.ScriptedOrigin;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(NothingIsLeft.class)
final class TransportTest {
  @ParameterizedTest
  @EnumSource
  void aConnectionJoinsItsLoopAfterWhatIsBeingHandled(Transport transport) throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers())) {
      EventLoopGroup loops = transport.eventLoops("parley-test", 1);
      Bootstrap bootstrap =
          new Bootstrap()
              .group(loops)
              .channel(transport.channel())
              .handler(new ChannelInboundHandlerAdapter());
      AtomicReference<ChannelFuture> connecting = new AtomicReference<>();
      AtomicBoolean atOnce = new AtomicBoolean(true);
      loops
          .next()
          .submit(
              () -> {
                ChannelFuture connect = bootstrap.connect(origin.address());
                connecting.set(connect);
                atOnce.set(connect.channel().isRegistered());
              })
          .sync();
      assertThat(atOnce).isFalse();
      assertThat(Objects.requireNonNull(connecting.get()).sync().channel().isActive()).isTrue();
      loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).sync();
    }
  }

  @ParameterizedTest
  @EnumSource
  void loopsThatAreToldToEndWithinATaskCloseTheirConnections(Transport transport) throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers())) {
      EventLoopGroup loops = transport.eventLoops("parley-test", 1);
      Channel channel =
          new Bootstrap()
              .group(loops)
              .channel(transport.channel())
              .handler(new ChannelInboundHandlerAdapter())
              .connect(origin.address())
              .sync()
              .channel();
      channel.eventLoop().execute(() -> loops.shutdownGracefully(0, 2, TimeUnit.SECONDS));
      assertThat(loops.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
      assertThat(channel.isOpen()).isFalse();
    }
  }

  @Test
  void theKernelKeepsLittleOfWhatItCannotSend() {
    assumeTrue(Transport.best() == Transport.EPOLL, "epoll is not available");
    EpollSocketChannel channel = new EpollSocketChannel();
    try {
      Transport.EPOLL.limitUnsent(channel);
      assertThat(channel.config().getOption(EpollChannelOption.TCP_NOTSENT_LOWAT))
          .isEqualTo(64 * 1024L);
    } finally {
      channel.unsafe().closeForcibly();
    }
  }
}
