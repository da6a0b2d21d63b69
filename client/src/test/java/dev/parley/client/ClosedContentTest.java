// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.ScriptedOrigin;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What content comes from is let go of, whenever the server has enough of it. */
class ClosedContentTest {
  private static final int SIZE = 200_000;

  @TempDir private Path folder = Path.of("");

  private static final class Watched extends FilterInputStream {
    private final AtomicInteger closed = new AtomicInteger();
    private final CountDownLatch reading = new CountDownLatch(2);
    private final CountDownLatch further = new CountDownLatch(1);
    private int reads;

    Watched() {
      super(PatternSource.stream(SIZE));
    }

    /** The second time only when it may go on. */
    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
      reads++;
      reading.countDown();
      try {
        if (reads == 2 && !further.await(10, TimeUnit.SECONDS)) {
          throw new IOException("nobody let it go on");
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return super.read(bytes, from, count);
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  @Test
  void aFileWhosePartIsTakenAfterTheFinalResponseIsClosed() throws Exception {
    Path file = folder.resolve("large");
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength(64 << 20);
    }
    CountDownLatch refused = new CountDownLatch(1);
    ExchangeListener listener =
        new ExchangeListener() {
          @Override
          public void responseStarted(int status) {
            refused.countDown();
          }
        };
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.readRequestHead();
                  peer.readExactly(64 << 10);
                  peer.send("HTTP/1.1 413 No\r\nContent-Length: 3\r\n\r\n");
                  assertThat(refused.await(10, TimeUnit.SECONDS)).isTrue();
                  peer.discardToEof();
                });
        ParleyClient client = ParleyClient.create()) {
      CompletableFuture<?> response =
          client.sendAsync(
              Request.put(origin.uri(), RequestContent.of(file)).withAsk(AskPolicy.NEVER),
              BodyHandlers.ofString(),
              listener);
      assertThat(refused.await(10, TimeUnit.SECONDS)).isTrue();
      await().untilAsserted(() -> assertThat(OpenFiles.count(file)).isZero());
      assertThat(response).isNotDone();
      response.cancel(true);
    }
  }

  @Test
  void aStreamThatIsNeverReadIsClosed() throws Exception {
    Watched refused = new Watched();
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.refuseAtOnce(413, true));
        ParleyClient client = ParleyClient.create()) {
      Request request =
          Request.put(origin.uri(), RequestContent.of(refused, SIZE)).withAsk(AskPolicy.ALWAYS);
      assertThat(client.send(request, BodyHandlers.discarding()).status()).isEqualTo(413);
      await().untilAsserted(() -> assertThat(refused.closed).hasValue(1));
      assertThat(refused.reads).isZero();
    }
  }

  @Test
  void aStreamOfARequestThatIsNeverMadeIsClosed() {
    Watched unused = new Watched();
    ParleyClient client = ParleyClient.create();
    client.close();
    assertThat(
            client.sendAsync(
                Request.put(URI.create("http://127.0.0.1:1/"), RequestContent.of(unused)),
                BodyHandlers.discarding()))
        .failsWithin(Duration.ofSeconds(10));
    await().untilAsserted(() -> assertThat(unused.closed).hasValue(1));
  }

  @Test
  void aStreamThatWaitsForASecondAttemptIsNotClosedAfterTheFirst() throws Exception {
    Watched stream = new Watched();
    stream.further.countDown();
    try (ScriptedOrigin origin =
            ScriptedOrigin.inOrder(
                OriginScripts.refuseAtOnce(417, true), OriginScripts.continueThen(201));
        ParleyClient client = ParleyClient.create()) {
      Request request =
          Request.put(origin.uri(), RequestContent.of(stream, SIZE)).withAsk(AskPolicy.ALWAYS);
      assertThat(client.send(request, BodyHandlers.discarding()).status()).isEqualTo(201);
      await().untilAsserted(() -> assertThat(stream.closed).hasValue(1));
    }
  }

  @Test
  void aStreamThatIsStoppedBetweenTwoPiecesIsClosed() throws Exception {
    Watched stream = new Watched();
    ExecutorService one = Executors.newSingleThreadExecutor();
    ExchangeListener listener =
        new ExchangeListener() {
          @Override
          public void interim(int status, HttpHeaders fields) {
            // The piece is read and on its way here, behind the response to which it is too much.
            stream.further.countDown();
            try {
              one.submit(() -> {}).get(10, TimeUnit.SECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.readRequestHead();
                  peer.readExactly(1000);
                  assertThat(stream.reading.await(10, TimeUnit.SECONDS)).isTrue();
                  peer.send(OriginScripts.interim(102) + OriginScripts.closing(413));
                  peer.shutdownOutput().discardToEof();
                });
        ParleyClient client =
            ParleyClient.create(ClientPolicy.DEFAULTS, new OriginMemories(), one)) {
      Request request =
          Request.put(origin.uri(), RequestContent.of(stream, SIZE)).withAsk(AskPolicy.NEVER);
      assertThat(
              client
                  .sendAsync(request, BodyHandlers.discarding(), listener)
                  .get(20, TimeUnit.SECONDS)
                  .status())
          .isEqualTo(413);
      await().untilAsserted(() -> assertThat(stream.closed).hasValue(1));
      assertThat(stream.reads).isEqualTo(2);
    } finally {
      one.shutdown();
    }
  }

  @Test
  void aStreamThatIsBeingReadWhenItIsStoppedIsClosedAfterwards() throws Exception {
    Watched stream = new Watched();
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.readRequestHead();
                  peer.readExactly(1000);
                  assertThat(stream.reading.await(10, TimeUnit.SECONDS)).isTrue();
                  peer.send(OriginScripts.closing(413)).shutdownOutput().discardToEof();
                });
        ParleyClient client = ParleyClient.create()) {
      Request request =
          Request.put(origin.uri(), RequestContent.of(stream, SIZE)).withAsk(AskPolicy.NEVER);
      assertThat(client.send(request, BodyHandlers.discarding()).status()).isEqualTo(413);
      assertThat(stream.closed).hasValue(0);
      stream.further.countDown();
      await().untilAsserted(() -> assertThat(stream.closed).hasValue(1));
    }
  }
}
