// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedOrigin;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of content arrives whole, or the request does not look whole. */
class RequestContentTest {
  private static final int SIZE = 3_000_000;

  @TempDir private Path folder = Path.of("");
  private final ParleyClient client = ParleyClient.create();

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void whatIsNoFileIsRefusedByName() {
    assertThatThrownBy(
            () ->
                client.send(
                    Request.put(URI.create("http://127.0.0.1:1/"), RequestContent.of(folder)),
                    BodyHandlers.discarding()))
        .isInstanceOf(ExchangeException.class)
        .hasMessageEndingWith(folder + ": not a regular file (expected: one, or a stream)");
  }

  private void arrives(RequestContent content) throws Exception {
    arrives(content, SIZE);
  }

  private void arrives(RequestContent content, int size) throws Exception {
    for (AskPolicy ask : new AskPolicy[] {AskPolicy.NEVER, AskPolicy.ALWAYS}) {
      try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201))) {
        Response<Void> response =
            client.send(
                Request.put(origin.uri().resolve("/u"), content).withAsk(ask),
                BodyHandlers.discarding());
        assertThat(response.status()).isEqualTo(201);
        assertThat(origin.connection(0).discarded())
            .singleElement()
            .satisfies(
                arrived -> {
                  assertThat(arrived.length()).isEqualTo(size);
                  assertThat(arrived.isPattern()).isTrue();
                });
        assertThat(response.outcome().contentSent()).isEqualTo(size);
        if (!content.replayable()) {
          return;
        }
      }
    }
  }

  private void fails(RequestContent content, String message) throws Exception {
    Script script = OriginScripts.continueThen(201);
    try (ScriptedOrigin origin = ScriptedOrigin.serving(script)) {
      assertThatThrownBy(
              () ->
                  client.send(
                      Request.put(origin.uri().resolve("/u"), content), BodyHandlers.discarding()))
          .isInstanceOfSatisfying(
              ExchangeException.class,
              failure -> assertThat(failure.source()).isEqualTo(ExchangeException.Source.LOCAL))
          .hasMessageContaining(message);
    }
  }

  @Test
  void contentThatTheCallerRetriesIsSentOnceAndNotAskedForWhereItIsSmall() throws Exception {
    byte[] small = PatternSource.bytes(3);
    RequestContent content =
        RequestContent.retried(BodyPublishers.ofByteArray(small), OptionalLong.of(small.length));
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(OriginScripts.silentUntilContentThen(417))) {
      Response<Void> response =
          client.send(Request.put(origin.uri(), content), BodyHandlers.discarding());
      assertThat(response.status()).isEqualTo(417);
      assertThat(origin.connection(0).heads().get(0).has("Expect")).isFalse();

      response =
          client.send(
              Request.put(origin.uri(), content).withAsk(AskPolicy.ALWAYS),
              BodyHandlers.discarding());
      assertThat(response.status()).isEqualTo(417);
      assertThat(origin.connection(1).heads().get(0).has("Expect")).isTrue();
      assertThat(origin.connectionCount()).isEqualTo(2);
    }
  }

  @Test
  void bytesArrive() throws Exception {
    arrives(RequestContent.of(PatternSource.bytes(SIZE)));
  }

  @Test
  void aFileArrives() throws Exception {
    arrives(RequestContent.of(Files.write(folder.resolve("f"), PatternSource.bytes(SIZE))));
  }

  @Test
  void aSmallFileArrives() throws Exception {
    arrives(RequestContent.of(Files.write(folder.resolve("f"), PatternSource.bytes(5))), 5);
  }

  @Test
  void aStreamArrivesOnce() throws Exception {
    arrives(RequestContent.of(PatternSource.stream(SIZE)));
  }

  @Test
  void aStreamOfKnownLengthArrivesAndIsReadNoFurther() throws Exception {
    InputStream longer = PatternSource.stream(SIZE + 10);
    arrives(RequestContent.of(longer, SIZE));
    assertThat(longer.read()).isNotNegative();
  }

  @Test
  void aNewStreamArrivesEachTime() throws Exception {
    arrives(RequestContent.of(() -> PatternSource.stream(SIZE)));
    arrives(RequestContent.of(() -> PatternSource.stream(SIZE), SIZE));
  }

  @Test
  void whatAPublisherPublishesArrives() throws Exception {
    BodyPublisher bytes = BodyPublishers.ofByteArray(PatternSource.bytes(SIZE));
    arrives(RequestContent.of(bytes, OptionalLong.of(SIZE), true));
    arrives(RequestContent.of(bytes, OptionalLong.empty(), true));
  }

  @Test
  void aStreamIsClosed() throws Exception {
    AtomicBoolean closed = new AtomicBoolean();
    InputStream stream =
        new ByteArrayInputStream(PatternSource.bytes(SIZE)) {
          @Override
          public void close() {
            closed.set(true);
          }
        };
    arrives(RequestContent.of(stream));
    assertThat(closed).isTrue();
  }

  @Test
  void aStreamThatEndsEarlyIsNoWholeRequest() throws Exception {
    fails(
        RequestContent.of(PatternSource.stream(SIZE), SIZE + 1),
        "content: ended after 3000000 bytes (expected: 3000001)");
  }

  @Test
  void aStreamThatFailsIsNoWholeRequest() throws Exception {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the disk is on fire");
          }

          @Override
          public int read(byte[] block, int from, int count) throws IOException {
            throw new IOException("the disk is on fire");
          }
        };
    fails(RequestContent.of(broken), "the disk is on fire");
  }

  @Test
  void aPublisherOfMoreOrLessThanAnnouncedIsNoWholeRequest() throws Exception {
    BodyPublisher bytes = BodyPublishers.ofByteArray(PatternSource.bytes(SIZE));
    fails(RequestContent.of(bytes, OptionalLong.of(SIZE - 1), true), "content: longer");
    fails(RequestContent.of(bytes, OptionalLong.of(SIZE + 1), true), "content: ended after");
  }

  @Test
  void aPublisherThatFailsIsNoWholeRequest() throws Exception {
    Flow.Publisher<ByteBuffer> broken =
        subscriber ->
            subscriber.onSubscribe(
                new Flow.Subscription() {
                  @Override
                  public void request(long count) {
                    subscriber.onError(new IOException("out of paper"));
                  }

                  @Override
                  public void cancel() {}
                });
    fails(RequestContent.of(broken, OptionalLong.empty(), false), "out of paper");
  }

  @Test
  void aFileThatIsNotThereIsNamed() throws Exception {
    fails(RequestContent.of(folder.resolve("missing")), "missing");
  }

  @Test
  void aFileThatBecomesShorterIsNoWholeRequest() throws Exception {
    Path file = Files.write(folder.resolve("f"), PatternSource.bytes(SIZE));
    Script script =
        peer -> {
          peer.readRequestHead();
          try {
            Files.write(file, PatternSource.bytes(SIZE / 2));
          } catch (IOException e) {
            throw new AssertionError(e);
          }
          peer.send(OriginScripts.interim(100)).discardToEof();
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(script)) {
      assertThatThrownBy(
              () ->
                  client.send(
                      Request.put(origin.uri().resolve("/u"), RequestContent.of(file))
                          .withAsk(AskPolicy.ALWAYS),
                      BodyHandlers.discarding()))
          .isInstanceOf(ExchangeException.class)
          .hasMessageContaining("became shorter (expected: 3000000 bytes)");
    }
  }

  /** Whatever says how the content ended comes behind the last byte of it. */
  private void neverLooksWhole(RequestContent content) throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201))) {
      assertThatThrownBy(
              () ->
                  client.send(
                      Request.put(origin.uri().resolve("/u"), content), BodyHandlers.discarding()))
          .isInstanceOf(ExchangeException.class)
          .hasMessageContaining("out of paper");
      origin.verify();
      assertThat(origin.connection(0).discarded())
          .singleElement()
          .satisfies(arrived -> assertThat(arrived.length()).isLessThan(SIZE));
    }
  }

  @Test
  void contentThatFailsAtItsEndNeverLooksWhole() throws Exception {
    Flow.Publisher<ByteBuffer> broken =
        subscriber ->
            subscriber.onSubscribe(
                new Flow.Subscription() {
                  @Override
                  public void request(long count) {
                    subscriber.onNext(ByteBuffer.wrap(PatternSource.bytes(SIZE)));
                    subscriber.onError(new IOException("out of paper"));
                  }

                  @Override
                  public void cancel() {}
                });
    neverLooksWhole(RequestContent.of(broken, OptionalLong.of(SIZE), false));
    neverLooksWhole(
        RequestContent.written(
            to -> {
              to.write(PatternSource.bytes(SIZE));
              to.flush();
              throw new IOException("out of paper");
            },
            OptionalLong.of(SIZE),
            false));
  }
}
