// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.ClientInput;
import dev.parley.core.Offer;
import dev.parley.core.Settlement;
import dev.parley.gateway.store.Store;
import dev.parley.gateway.store.StorePolicy;
import dev.parley.netty.HeldMemory;
import dev.parley.netty.MemoryPolicy;
import dev.parley.netty.OriginLeg;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class StoreLegTest {
  private static final HeldMemory MEMORY = new HeldMemory(MemoryPolicy.DEFAULTS);
  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofMinutes(1);

  /** What the leg tells, in its order. */
  private static final class Told implements OriginLeg.Exchange {
    private final BlockingQueue<ClientInput> inputs = new LinkedBlockingQueue<>();
    private final AtomicInteger writable = new AtomicInteger();

    @Override
    public boolean repeats() {
      return false;
    }

    @Override
    public void malformed(String wrong) {}

    @Override
    public void on(ClientInput input) {
      inputs.add(input);
    }

    @Override
    public void interim(HttpResponse response) {
      inputs.add(new ClientInput.InterimReceived(response.status().code()));
    }

    @Override
    public void finalHead(HttpResponse response, boolean persistent) {
      inputs.add(new ClientInput.FinalReceived(response.status().code(), persistent));
    }

    @Override
    public void responseContent(HttpContent content) {
      content.release();
    }

    @Override
    public void responseBatchEnded() {}

    @Override
    public void legWritable() {
      writable.incrementAndGet();
    }

    @Override
    public void legSwitched(Channel origin) {
      throw new AssertionError("a store switches to nothing");
    }
  }

  private static HttpRequest put() {
    HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.PUT, "/a");
    head.headers().set(HttpHeaderNames.CONTENT_LENGTH, 3);
    return head;
  }

  /** The thread serves other exchanges, so it must outlive what one of them runs into. */
  private static StoreLeg leg(Store store, EventLoop loop, Disk disk) {
    return new StoreLeg(store, loop, disk, MEMORY, evidence());
  }

  private static Evidence evidence() {
    return new Evidence(RequestIds.unique(), InetAddress.getLoopbackAddress(), 0, 0);
  }

  @Test
  void aFailureInTheStoreEndsItsExchangeAndNotTheThreadOfTheDisk(@TempDir Path folder)
      throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    EventLoop loop = new DefaultEventLoop();
    Disk disk = new Disk(LONG, 1 << 20);
    try (Store store =
        Store.open(
            StorePolicy.in(folder),
            any -> {
              if (broken.getAndSet(false)) {
                throw new StackOverflowError("as a pattern may");
              }
              return Long.MAX_VALUE;
            })) {
      Told first = new Told();
      leg(store, loop, disk).send(put(), Offer.CONTENT_ON_REQUEST, WAIT, first);
      assertThat(first.inputs.poll(10, TimeUnit.SECONDS)).isEqualTo(new ClientInput.PeerGone());

      Told second = new Told();
      leg(store, loop, disk).send(put(), Offer.CONTENT_ON_REQUEST, WAIT, second);
      assertThat(second.inputs.poll(10, TimeUnit.SECONDS))
          .isEqualTo(new ClientInput.InterimReceived(100));
    } finally {
      disk.close();
      loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
    }
  }

  /** A store whose disk hangs where it is asked for its space, as every upload does first. */
  private static Store hanging(Path folder, CountDownLatch until) throws Exception {
    return Store.open(StorePolicy.in(folder), any -> hang(until));
  }

  private static long hang(CountDownLatch until) {
    try {
      until.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return Long.MAX_VALUE;
  }

  private static HttpContent piece(int size) {
    return new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[size]));
  }

  @Test
  @Timeout(60)
  void aDiskThatHangsIsA503AndHoldsNothingThatWaits(@TempDir Path folder) throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    EventLoop loop = new DefaultEventLoop();
    Disk disk = new Disk(Duration.ofMillis(100), LONG, 1 << 20, 4);
    try (Store store = hanging(folder, hangs)) {
      Told told = new Told();
      StoreLeg leg = leg(store, loop, disk);
      HttpContent piece = piece(2);
      loop.submit(
              () -> {
                leg.send(put(), Offer.CONTENT, WAIT, told);
                leg.write(piece);
              })
          .get();
      assertThat(told.inputs.poll(30, TimeUnit.SECONDS))
          .isEqualTo(new ClientInput.FinalReceived(503, true));
      assertThat(told.inputs.poll(30, TimeUnit.SECONDS)).isEqualTo(new ClientInput.FinalEnded());
      assertThat(piece.refCnt()).isZero();
      assertThat(disk.backlog().bytes()).isZero();
      loop.submit(() -> leg.settle(Settlement.CONTENT_OWED)).get();

      hangs.countDown();
      Told second = new Told();
      loop.submit(() -> leg(store, loop, disk).send(put(), Offer.CONTENT_ON_REQUEST, WAIT, second))
          .get();
      assertThat(second.inputs.poll(30, TimeUnit.SECONDS))
          .isEqualTo(new ClientInput.InterimReceived(100));
    } finally {
      hangs.countDown();
      disk.close();
      loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
    }
  }

  @Test
  @Timeout(60)
  void whileAllThreadsHangNobodyNewWaits(@TempDir Path folder) throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch reached = new CountDownLatch(1);
    EventLoop loop = new DefaultEventLoop();
    Disk disk = new Disk(LONG, Duration.ofMillis(10), 1 << 20, 1);
    try (Store store =
        Store.open(
            StorePolicy.in(folder),
            any -> {
              reached.countDown();
              return hang(hangs);
            })) {
      Told waiting = new Told();
      for (int i = 0; i < 2; i++) {
        loop.submit(
                () -> leg(store, loop, disk).send(put(), Offer.CONTENT_ON_REQUEST, WAIT, waiting))
            .get();
      }
      reached.await();
      while (!disk.hangs()) {
        Thread.onSpinWait();
      }
      Told late = new Told();
      loop.submit(() -> leg(store, loop, disk).send(put(), Offer.CONTENT, WAIT, late)).get();
      assertThat(late.inputs.poll(30, TimeUnit.SECONDS))
          .isEqualTo(new ClientInput.FinalReceived(503, true));

      hangs.countDown();
      for (int i = 0; i < 2; i++) {
        assertThat(waiting.inputs.poll(30, TimeUnit.SECONDS))
            .isEqualTo(new ClientInput.InterimReceived(100));
      }
    } finally {
      hangs.countDown();
      disk.close();
      loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
    }
  }

  @Test
  @Timeout(60)
  void aFileThatHangsHoldsOneThreadAndNoOtherExchange(@TempDir Path folder) throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    AtomicBoolean first = new AtomicBoolean(true);
    EventLoop loop = new DefaultEventLoop();
    Disk disk = new Disk(LONG, LONG, 1 << 20, 2);
    try (Store store =
        Store.open(
            StorePolicy.in(folder),
            any -> {
              return first.getAndSet(false) ? hang(hangs) : Long.MAX_VALUE;
            })) {
      Told hung = new Told();
      leg(store, loop, disk).send(put(), Offer.CONTENT_ON_REQUEST, WAIT, hung);
      while (first.get()) {
        Thread.onSpinWait();
      }
      for (int i = 0; i < 10; i++) {
        Told told = new Told();
        leg(store, loop, disk).send(put(), Offer.CONTENT_ON_REQUEST, WAIT, told);
        assertThat(told.inputs.poll(30, TimeUnit.SECONDS))
            .isEqualTo(new ClientInput.InterimReceived(100));
      }
      assertThat(hung.inputs).isEmpty();
    } finally {
      hangs.countDown();
      disk.close();
      loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
    }
  }

  @Test
  @Timeout(60)
  void whatWaitsForTheDiskIsBoundedForAllUploadsTogether(@TempDir Path folder) throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    EventLoop loop = new DefaultEventLoop();
    Disk disk = new Disk(LONG, LONG, 1 << 20, 1);
    try (Store store = hanging(folder, hangs)) {
      Told told = new Told();
      StoreLeg greedy = leg(store, loop, disk);
      StoreLeg late = leg(store, loop, disk);
      loop.submit(
              () -> {
                greedy.send(put(), Offer.CONTENT, WAIT, told);
                late.send(put(), Offer.CONTENT, WAIT, told);
                assertThat(late.writable()).isTrue();
                greedy.write(piece(1 << 20));
                assertThat(late.writable()).isFalse();
                assertThat(told.writable.get()).isZero();
                greedy.settle(Settlement.PEER_GONE);
              })
          .get();
      loop.submit(() -> assertThat(late.writable()).isTrue()).get();
      assertThat(told.writable.get()).isEqualTo(1);
    } finally {
      hangs.countDown();
      disk.close();
      loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
    }
  }

  @Test
  @Timeout(60)
  void theEndDoesNotWaitForADiskThatHangs(@TempDir Path folder) throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    EventLoop loop = new DefaultEventLoop();
    Told told = new Told();
    StoreOrigin origin = new StoreOrigin(hanging(folder, hangs), LONG, 1 << 20, MEMORY);
    try {
      origin.connect(
          loop,
          evidence(),
          leg -> leg.send(put(), Offer.CONTENT_ON_REQUEST, WAIT, told),
          failed -> {
            throw new AssertionError(failed);
          });
      origin.close();
      assertThat(told.inputs).isEmpty();
    } finally {
      hangs.countDown();
      loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
    }
  }
}
