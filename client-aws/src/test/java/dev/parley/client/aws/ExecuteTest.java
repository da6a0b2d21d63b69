// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.aws;

import static dev.parley.client.aws.S3Client.pattern;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;
import software.amazon.awssdk.utils.AttributeMap;

/** The contract between the SDK and its HTTP clients, one attempt at a time. */
class ExecuteTest {
  private static final int SIZE = 3_000_000;
  private static final String SIGNED =
      "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=expect;host, Signature=c";

  private final ParleyAsyncHttpClient client = S3Client.patient().build();

  @AfterEach
  void close() {
    client.close();
  }

  private static Attempt put(URI uri) {
    return Attempt.of(SdkHttpMethod.PUT, uri.resolve("/u"));
  }

  private static Head onlyHead(ScriptedOrigin origin) {
    assertThat(origin.connections()).hasSize(1);
    assertThat(origin.connection(0).heads()).hasSize(1);
    return origin.connection(0).heads().get(0);
  }

  @Test
  void aResponseIsToldInOrder() throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            peer -> {
              peer.discardContent(peer.readRequestHead());
              peer.send("HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 3\r\n\r\nabc");
            })) {
      KeptResponse response = put(origin.uri()).execute(client);
      assertThat(response.told()).containsExactly("head", "stream", "content", "end");
      assertThat(response.head().matchingHeaders("X-A")).containsExactly("1", "2");
      assertThat(response.content()).isEqualTo("abc");
    }
  }

  @Test
  void fieldsArriveAsTheyWereGivenButForThoseOfTheConnection() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(200))) {
      put(origin.uri())
          .with("X-Amz-Meta-A", "1")
          .with("X-Amz-Meta-A", "2")
          .with("Connection", "x-hop")
          .with("X-Hop", "gone")
          .with("Keep-Alive", "timeout=1")
          .with("Content-Length", "0")
          .execute(client);
      Head head = onlyHead(origin);
      assertThat(head.all("X-Amz-Meta-A")).containsExactly("1", "2");
      assertThat(head.has("X-Hop")).isFalse();
      assertThat(head.has("Keep-Alive")).isFalse();
      assertThat(head.all("Content-Length")).containsExactly("0");
    }
  }

  @Test
  void theLengthOfTheFieldCounts() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(200))) {
      put(origin.uri())
          .with("Content-Length", "" + SIZE)
          .with(new PublishedBytes(pattern(SIZE), false))
          .execute(client);
      assertThat(onlyHead(origin).first("Content-Length")).contains("" + SIZE);
      assertThat(origin.connection(0).discarded().get(0).isPattern()).isTrue();
    }
  }

  @Test
  void anExpectationOfTheCallerIsLeftToTheClient() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(200))) {
      put(origin.uri())
          .with("Expect", "100-continue")
          .with(new PublishedBytes(pattern(3), true))
          .execute(client);
      assertThat(onlyHead(origin).has("Expect")).isFalse();
    }
  }

  @Test
  void anExpectationThatIsSignedIsSentAlthoughTheContentIsSmall() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(200))) {
      put(origin.uri())
          .with("Expect", "100-continue")
          .with("Authorization", SIGNED)
          .with(new PublishedBytes(pattern(3), true))
          .execute(client);
      assertThat(onlyHead(origin).all("Expect")).containsExactly("100-continue");
    }
  }

  @Test
  void anExpectationThatIsSignedIsNotTakenOffAfterA417() throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.refuseAtOnce(417, false)))) {
      URI signed = origin.uri().resolve("/u?X-Amz-SignedHeaders=expect%3Bhost&X-Amz-Signature=c");
      PublishedBytes content = new PublishedBytes(pattern(3), true);
      KeptResponse response =
          Attempt.of(SdkHttpMethod.PUT, signed)
              .with("Expect", "100-continue")
              .with(content)
              .execute(client);
      assertThat(response.status()).isEqualTo(417);
      assertThat(response.told()).containsExactly("head", "stream", "end");
      assertThat(origin.connections())
          .allSatisfy(each -> assertThat(each.heads()).allMatch(Head::expectsContinue));
      assertThat(content.subscriptions()).isZero();
    }
  }

  @Test
  void whatCannotBeSentAsItIsFailsInsteadOfBeingChanged() {
    Attempt put = put(URI.create("http://127.0.0.1:1/"));
    assertThatThrownBy(() -> put.with("Host", "other").execute(client))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Host: other (expected: 127.0.0.1:1, where the request goes)");
    assertThatThrownBy(
            () -> put.with("Expect", "100-Continue").with("Authorization", SIGNED).execute(client))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("100-Continue");
    assertThatThrownBy(() -> put.inFullDuplex().execute(client))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(
            () ->
                ParleyAsyncHttpClient.builder()
                    .buildWithDefaults(
                        AttributeMap.builder()
                            .put(SdkHttpConfigurationOption.PROTOCOL, Protocol.HTTP2)
                            .build()))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void contentIsSubscribedToOnceAndNotBeforeItIsWanted() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.refuseAtOnce(403, true))) {
      PublishedBytes content = new PublishedBytes(pattern(SIZE), true);
      assertThat(put(origin.uri()).with(content).execute(client).status()).isEqualTo(403);
      assertThat(content.subscriptions()).isZero();
    }
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.silentUntilContentThen(417));
        ParleyAsyncHttpClient hurried = S3Client.hurried().build()) {
      PublishedBytes content = new PublishedBytes(pattern(SIZE), true);
      assertThat(put(origin.uri()).with(content).execute(hurried).status()).isEqualTo(417);
      assertThat(content.subscriptions()).isEqualTo(1);
    }
  }

  @Test
  void aRefusedConnectionIsAnIoExceptionThatTheHandlerHears() throws Exception {
    int nobody;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = closed.getLocalPort();
    }
    KeptResponse response = new KeptResponse();
    CompletableFuture<Void> attempt =
        put(URI.create("http://127.0.0.1:" + nobody)).start(client, response);
    assertThatThrownBy(() -> Attempt.finish(attempt)).isInstanceOf(IOException.class);
    assertThat(response.told()).containsExactly("error");
    assertThat(response.failure()).isInstanceOf(IOException.class);
  }

  @Test
  void whatThePublisherFailedWithIsHandedOn() throws Exception {
    IllegalStateException own = new IllegalStateException("no more");
    SdkHttpContentPublisher failing =
        new SdkHttpContentPublisher() {
          @Override
          public Optional<Long> contentLength() {
            return Optional.of(3L);
          }

          @Override
          public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
            subscriber.onSubscribe(
                new Subscription() {
                  @Override
                  public void request(long count) {
                    subscriber.onError(own);
                  }

                  @Override
                  public void cancel() {}
                });
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers())) {
      assertThatThrownBy(() -> put(origin.uri()).with(failing).execute(client)).isSameAs(own);
    }
  }

  @Test
  void whatASubscriptionThrowsIsHandedOn() {
    IllegalStateException own = new IllegalStateException("closed");
    SdkHttpContentPublisher broken =
        new SdkHttpContentPublisher() {
          @Override
          public Optional<Long> contentLength() {
            return Optional.of(3L);
          }

          @Override
          public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
            throw own;
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers())) {
      assertThatThrownBy(() -> put(origin.uri()).with(broken).execute(client)).isSameAs(own);
    }
  }

  @Test
  void contentThatIsNotAsAnnouncedIsNoTroubleWithTheConnection() {
    wrongLength(4, "content: ended after 3 bytes (expected: 4)");
    wrongLength(2, "content: longer (expected: 2 bytes)");
  }

  private void wrongLength(int announced, String message) {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers())) {
      assertThatThrownBy(
              () ->
                  put(origin.uri())
                      .with("Content-Length", "" + announced)
                      .with(new PublishedBytes(pattern(3), false))
                      .execute(client))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(message)
          .hasNoCause();
    }
  }

  @Test
  void aResponseThatIsCutShortIsToldToHandlerAndSubscriber() throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            peer -> {
              peer.readRequestHead();
              peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc").shutdownOutput();
              peer.discardToEof();
            })) {
      KeptResponse response = new KeptResponse();
      CompletableFuture<Void> attempt = put(origin.uri()).start(client, response);
      assertThatThrownBy(() -> Attempt.finish(attempt)).isInstanceOf(IOException.class);
      assertThat(response.told()).startsWith("head", "stream").endsWith("error");
    }
  }

  @Test
  void aSubscriberThatAsksForNothingMoreIsSentNothingMore() throws Exception {
    int size = 64 << 20;
    CountDownLatch ended = new CountDownLatch(1);
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            peer -> {
              peer.discardContent(peer.readRequestHead());
              peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
              peer.sendContent(size);
              ended.countDown();
            })) {
      KeptResponse response = new KeptResponse(1);
      CompletableFuture<Void> attempt = put(origin.uri()).start(client, response);
      response.awaitContent();
      response.subscription().cancel();
      assertThatThrownBy(() -> Attempt.finish(attempt)).isInstanceOf(CancellationException.class);
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
      // What both kernels hold of a connection is far from all of it.
      assertThat(origin.connection(0).bytesSent()).isLessThan(size);
      assertThat(response.told()).containsExactly("head", "stream", "content");
    }
  }

  @Test
  void anAttemptThatIsGivenUpEndsEverything() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            peer -> {
              peer.readRequestHead();
              arrived.countDown();
              peer.discardToEof();
            })) {
      KeptResponse response = new KeptResponse();
      CompletableFuture<Void> attempt =
          put(origin.uri()).with(new PublishedBytes(pattern(SIZE), true)).start(client, response);
      assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
      IllegalStateException reason = new IllegalStateException("too late");
      attempt.completeExceptionally(reason);
      origin.verify();
      assertThat(response.failure()).isSameAs(reason);
    }
  }
}
