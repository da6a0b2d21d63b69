// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.netty.guard.NothingIsLeft;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Peer;
import dev.parley.testkit.ScriptedOrigin;
import io.netty.channel.Channel;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A connection is made within one time, whatever of it takes that time. */
@ExtendWith(NothingIsLeft.class)
final class ConnectingTest {
  private static final UpstreamPolicy USUAL = UpstreamPolicy.DEFAULTS;
  private static final Duration SHORT = Duration.ofSeconds(2);

  private final Transport transport = Transport.best();
  private final EventLoopGroup loops = transport.eventLoops("parley-test", 1);
  private final EventLoop loop = loops.next();

  @AfterEach
  void end() throws InterruptedException {
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).sync();
  }

  private static UpstreamPolicy connecting(Duration within) {
    return new UpstreamPolicy(
        USUAL.limits(),
        within,
        USUAL.expect(),
        USUAL.response(),
        USUAL.idle(),
        USUAL.idleConnections(),
        USUAL.interims(),
        USUAL.interimFields());
  }

  private static Destination encrypted(ScriptedOrigin origin) throws NoSuchAlgorithmException {
    return new Destination(
        "127.0.0.1", origin.port(), Optional.of(SSLContext.getDefault()), Optional.empty());
  }

  private UpstreamPool pool(Destination destination, HostAddress address, Duration usual) {
    return new UpstreamPool(
        transport, connecting(usual), destination, address, () -> {}, new Surplus(() -> {}));
  }

  private CompletableFuture<Upstream> open(UpstreamPool pool, Duration within) {
    CompletableFuture<Upstream> opened = new CompletableFuture<>();
    loop.execute(() -> pool.open(loop, within, opened::complete, opened::completeExceptionally));
    return opened;
  }

  private static void assertTakesTooLong(CompletableFuture<Upstream> opened, String doing) {
    assertThatThrownBy(() -> opened.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(ConnectTimeoutException.class)
        .hasMessageContaining("no connection within PT2S: still " + doing);
  }

  @Test
  void aHostThatIsLookedUpForTooLongFailsAndIsLookedUpOnce() throws Exception {
    CountDownLatch found = new CountDownLatch(1);
    AtomicInteger lookups = new AtomicInteger();
    HostAddress.Names names =
        host -> {
          lookups.incrementAndGet();
          try {
            found.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return InetAddress.getLoopbackAddress();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(Peer::discardToEof)) {
      Destination slow = Destination.plain("slow.example", origin.port());
      HostAddress address = new HostAddress("slow.example", origin.port(), names);
      UpstreamPool pool = pool(slow, address, SHORT);
      CompletableFuture<Upstream> one = open(pool, SHORT);
      CompletableFuture<Upstream> patient = open(pool, Duration.ofDays(1));
      assertTakesTooLong(one, "looking up the host");
      found.countDown();
      assertThat(patient.get(10, TimeUnit.SECONDS).alive()).isTrue();
      assertThat(lookups).hasValue(1);
    }
  }

  @Test
  void theTimeForTlsIsWhatTheLookUpLeft() throws Exception {
    CountDownLatch found = new CountDownLatch(1);
    HostAddress.Names names =
        host -> {
          try {
            found.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return InetAddress.getLoopbackAddress();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(Peer::discardToEof)) {
      HostAddress address = new HostAddress("late.example", origin.port(), names);
      CompletableFuture<Upstream> opened = open(pool(encrypted(origin), address, SHORT), SHORT);
      loop.schedule(found::countDown, SHORT.toMillis() * 8 / 10, TimeUnit.MILLISECONDS);
      // On the same loop, so that it comes between one time and two.
      CompletableFuture<Boolean> inTime = new CompletableFuture<>();
      loop.schedule(
          () -> inTime.complete(opened.isDone()),
          SHORT.toMillis() * 14 / 10,
          TimeUnit.MILLISECONDS);
      assertTakesTooLong(opened, "making a tunnel or TLS");
      assertThat(inTime.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aSpareObeysTheTimeOfWhoeverClaimsIt() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(Peer::discardToEof)) {
      Destination silent = encrypted(origin);
      UpstreamPool pool = pool(silent, silent.address(), Duration.ofDays(1));
      loop.execute(() -> pool.prepare(loop, 1));
      assertTakesTooLong(open(pool, SHORT), "making a tunnel or TLS");
      origin.awaitConnections(1);
      assertThat(origin.connectionCount()).isEqualTo(1);
    }
  }

  @Test
  void aSpareThatIsClaimedLivesAsLongAsItsClaimerWaits() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(Peer::discardToEof)) {
      Destination silent = encrypted(origin);
      UpstreamPool pool = pool(silent, silent.address(), Duration.ofMillis(100));
      CompletableFuture<Upstream> opened = new CompletableFuture<>();
      loop.execute(
          () -> {
            pool.prepare(loop, 1);
            pool.open(loop, SHORT, opened::complete, opened::completeExceptionally);
          });
      assertTakesTooLong(opened, "making a tunnel or TLS");
    }
  }

  @Test
  void aDestinationIsForgottenWithItsLastConnection() throws Exception {
    try (Calls calls = new Calls(USUAL, 1);
        ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.closesAtOnce())) {
      CompletableFuture<Call> opened = new CompletableFuture<>();
      calls.open(
          Destination.plain("127.0.0.1", origin.port()),
          true,
          Duration.ofSeconds(10),
          new Settlements(),
          call -> {
            assertThat(calls.destinations()).isEqualTo(1);
            call.giveBack();
            opened.complete(call);
          },
          opened::completeExceptionally);
      opened.get(10, TimeUnit.SECONDS);
      await().untilAsserted(() -> assertThat(calls.destinations()).isZero());
    }
  }

  @Test
  void aDestinationThatCannotBeReachedIsForgotten() throws Exception {
    try (Calls calls = new Calls(USUAL, 1)) {
      int port;
      try (ScriptedOrigin gone = ScriptedOrigin.serving(OriginScripts.closesAtOnce())) {
        port = gone.port();
      }
      CompletableFuture<Call> opened = new CompletableFuture<>();
      calls.open(
          Destination.plain("127.0.0.1", port),
          true,
          Duration.ofSeconds(10),
          new Settlements(),
          opened::complete,
          opened::completeExceptionally);
      assertThatThrownBy(() -> opened.get(10, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class);
      await().untilAsserted(() -> assertThat(calls.destinations()).isZero());
    }
  }

  @Test
  void whoWaitsIsToldAlsoBeforeTheSocketHasJoinedItsEventLoop() throws Exception {
    Channel socket = transport.channel().getDeclaredConstructor().newInstance();
    IOException cause = new IOException("too late");
    CompletableFuture<Throwable> told = new CompletableFuture<>();
    Connecting connecting =
        loop.submit(() -> new Connecting(loop, SHORT, made -> {}, told::complete)).get();
    loop.submit(
            () -> {
              connecting.connecting(socket);
              connecting.fail(cause);
            })
        .get();
    assertThat(told).isCompletedWithValue(cause);

    // It joins all the same, when nobody wants it any more.
    loop.register(socket).sync();
    loop.submit(() -> connecting.joined(socket)).get();
    assertThat(socket.closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
  }
}
