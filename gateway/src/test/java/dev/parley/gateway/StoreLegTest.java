// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.ClientInput;
import dev.parley.core.Offer;
import dev.parley.gateway.store.Store;
import dev.parley.gateway.store.StorePolicy;
import dev.parley.netty.OriginLeg;
import io.netty.channel.Channel;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreLegTest {
  private static final Duration WAIT = Duration.ofSeconds(1);

  /** What the leg tells, in its order. */
  private static final class Told implements OriginLeg.Exchange {
    private final BlockingQueue<ClientInput> inputs = new LinkedBlockingQueue<>();

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
    public void finalHead(HttpResponse response, boolean persistent) {}

    @Override
    public void responseContent(HttpContent content) {
      content.release();
    }

    @Override
    public void responseBatchEnded() {}

    @Override
    public void legWritable() {}

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
  @Test
  void aFailureInTheStoreEndsItsExchangeAndNotTheThreadOfTheDisk(@TempDir Path folder)
      throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    EventLoop loop = new DefaultEventLoop();
    Disk disk = new Disk();
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
      new StoreLeg(store, loop, disk).send(put(), Offer.CONTENT_ON_REQUEST, WAIT, first);
      assertThat(first.inputs.poll(10, TimeUnit.SECONDS)).isEqualTo(new ClientInput.PeerGone());

      Told second = new Told();
      new StoreLeg(store, loop, disk).send(put(), Offer.CONTENT_ON_REQUEST, WAIT, second);
      assertThat(second.inputs.poll(10, TimeUnit.SECONDS))
          .isEqualTo(new ClientInput.InterimReceived(100));
    } finally {
      disk.close();
      loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
    }
  }
}
