// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.aws;

import static dev.parley.client.aws.S3Client.OBJECT;
import static dev.parley.client.aws.S3Client.pattern;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.client.OriginMemories;
import dev.parley.testkit.OriginScripts;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What servers answer to the expectation of an upload, and what the SDK makes of it. */
class S3NegotiationTest {
  private static final int SIZE = 3_000_000;

  private static AsyncRequestBody content() {
    return AsyncRequestBody.fromBytes(pattern(SIZE));
  }

  @Test
  void theSdkRetriesAfterSlowDownAndTheContentIsWhole() throws Exception {
    try (S3Endpoint endpoint = new S3Endpoint(S3Endpoint.refuse(503, "SlowDown"));
        S3Client s3 = S3Client.of(endpoint)) {
      s3.put(content());
      assertThat(endpoint.object(OBJECT)).isEqualTo(pattern(SIZE));
      assertThat(endpoint.asked()).containsExactly(true, true);
      assertThat(endpoint.contentReceived()).isLessThan(SIZE + SIZE / 2);
    }
  }

  @Test
  void aStreamThatCanBeHadOnceSurvivesARefusalThatCameFirst() throws Exception {
    InputStream once =
        new FilterInputStream(new ByteArrayInputStream(pattern(SIZE))) {
          @Override
          public boolean markSupported() {
            return false;
          }
        };
    ExecutorService threads = Executors.newCachedThreadPool();
    try (S3Endpoint endpoint = new S3Endpoint(S3Endpoint.refuse(503, "SlowDown"));
        S3Client s3 = S3Client.of(endpoint)) {
      s3.put(AsyncRequestBody.fromInputStream(once, (long) SIZE, threads));
      assertThat(endpoint.object(OBJECT)).isEqualTo(pattern(SIZE));
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aRedirectIsTheSdksAndCostsNoContent() throws Exception {
    String elsewhere = "Location: http://127.0.0.1:1/elsewhere\r\n";
    try (S3Endpoint endpoint =
            new S3Endpoint(
                S3Endpoint.answer(
                    307, elsewhere, "<Error><Code>TemporaryRedirect</Code></Error>"));
        S3Client s3 = S3Client.of(endpoint)) {
      assertThatThrownBy(() -> s3.put(content()))
          .isInstanceOfSatisfying(
              S3Exception.class,
              refusal -> {
                assertThat(refusal.statusCode()).isEqualTo(307);
                assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("TemporaryRedirect");
              });
      assertThat(endpoint.contentReceived()).isZero();
    }
  }

  @Test
  void accessDeniedIsReadAndCostsNoContent() throws Exception {
    try (S3Endpoint endpoint = new S3Endpoint(S3Endpoint.refuse(403, "AccessDenied"));
        S3Client s3 = S3Client.of(endpoint)) {
      assertThatThrownBy(() -> s3.put(content()))
          .isInstanceOfSatisfying(
              S3Exception.class,
              refusal -> {
                assertThat(refusal.statusCode()).isEqualTo(403);
                assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
              });
      assertThat(endpoint.contentReceived()).isZero();
      assertThat(endpoint.heads()).hasSize(1);
    }
  }

  @Test
  void aFailedExpectationIsRepeatedWithoutItAndNotMadeAgain() throws Exception {
    try (S3Endpoint endpoint = new S3Endpoint(S3Endpoint.refuse(417, "No"));
        S3Client s3 = S3Client.of(endpoint, S3Client.hurried(), settings -> {})) {
      s3.put(content());
      assertThat(endpoint.object(OBJECT)).isEqualTo(pattern(SIZE));
      s3.put(content());
      assertThat(endpoint.asked()).containsExactly(true, false, false);
    }
  }

  private static S3Endpoint.Serving failsAfterTheContent() {
    return (peer, head) -> {
      peer.discardContent(head);
      peer.send(OriginScripts.response(417));
    };
  }

  @Test
  void aFailedExpectationAfterTheContentIsTheAnswerAndTheSdkMayRetryIt() throws Exception {
    try (S3Endpoint endpoint = new S3Endpoint(failsAfterTheContent());
        S3Client s3 = S3Client.of(endpoint, S3Client.hurried(), settings -> {})) {
      assertThatThrownBy(() -> s3.put(content()))
          .isInstanceOfSatisfying(
              S3Exception.class, refusal -> assertThat(refusal.statusCode()).isEqualTo(417));
    }
    try (S3Endpoint endpoint = new S3Endpoint(failsAfterTheContent());
        S3Client s3 =
            S3Client.of(
                endpoint,
                S3Client.hurried(),
                settings ->
                    settings.overrideConfiguration(
                        all ->
                            all.retryStrategy(
                                retry ->
                                    retry.retryOnException(
                                        failed ->
                                            failed instanceof SdkServiceException answer
                                                && answer.statusCode() == 417))))) {
      s3.put(content());
      assertThat(endpoint.object(OBJECT)).isEqualTo(pattern(SIZE));
      assertThat(endpoint.asked()).containsExactly(true, false);
    }
  }

  @Test
  void contentThatIsSaidToBeReplayableIsRepeatedWhole() throws Exception {
    try (S3Endpoint endpoint = new S3Endpoint(failsAfterTheContent());
        S3Client s3 =
            S3Client.of(endpoint, S3Client.hurried().replayable(any -> true), settings -> {})) {
      s3.put(content());
      assertThat(endpoint.object(OBJECT)).isEqualTo(pattern(SIZE));
      assertThat(endpoint.asked()).containsExactly(true, false);
    }
  }

  @Test
  void aSilentEndpointIsWaitedForOnceByAllClientsWithOneMemory() throws Exception {
    OriginMemories memories = new OriginMemories();
    try (S3Endpoint endpoint = new S3Endpoint()) {
      for (int i = 0; i < 2; i++) {
        try (S3Client s3 =
            S3Client.of(endpoint, S3Client.hurried().memories(memories), settings -> {})) {
          endpoint.next(endpoint.silent());
          s3.put(content());
        }
      }
      assertThat(endpoint.asked()).containsExactly(true, false);
    }
  }

  @Test
  void anEndpointOfHttp10IsAskedOnce() throws Exception {
    S3Endpoint.Serving old =
        (peer, head) -> {
          peer.discardContent(head);
          peer.send("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n").shutdownOutput().discardToEof();
        };
    try (S3Endpoint endpoint = new S3Endpoint(old, old);
        S3Client s3 = S3Client.of(endpoint, S3Client.hurried(), settings -> {})) {
      s3.put(content());
      s3.put(content());
      assertThat(endpoint.asked()).containsExactly(true, false);
    }
  }

  @Test
  void aLostConnectionIsRetriedByTheSdk() throws Exception {
    S3Endpoint.Serving leaves = (peer, head) -> peer.shutdownOutput().discardToEof();
    try (S3Endpoint endpoint = new S3Endpoint(leaves);
        S3Client s3 = S3Client.of(endpoint)) {
      s3.put(content());
      assertThat(endpoint.object(OBJECT)).isEqualTo(pattern(SIZE));
      assertThat(endpoint.heads()).hasSize(2);
    }
  }

  @Test
  void contentThatEndsTooEarlyIsNotRetried() throws Exception {
    try (S3Endpoint endpoint = new S3Endpoint((peer, head) -> peer.discardToEof());
        S3Client s3 =
            S3Client.of(
                endpoint,
                S3Client.patient(),
                settings ->
                    settings.requestChecksumCalculation(
                        RequestChecksumCalculation.WHEN_REQUIRED))) {
      assertThatThrownBy(
              () ->
                  S3Client.result(
                      s3.sdk()
                          .putObject(
                              put -> put.bucket("bucket").key("a key").contentLength(1000L),
                              AsyncRequestBody.fromPublisher(
                                  new PublishedBytes(pattern(3), false)))))
          .isInstanceOf(SdkClientException.class)
          .hasMessageContaining("content: ended after 3 bytes (expected: 1000)");
      assertThat(endpoint.heads()).hasSize(1);
    }
  }

  @Test
  void theTimeoutsOfTheSdkEndAnUpload() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    try (S3Endpoint endpoint =
            new S3Endpoint(
                (peer, head) -> {
                  peer.discardToEof();
                  left.countDown();
                });
        S3Client s3 =
            S3Client.of(
                endpoint,
                S3Client.patient(),
                settings ->
                    settings.overrideConfiguration(
                        all -> all.apiCallTimeout(Duration.ofMillis(500))))) {
      assertThatThrownBy(() -> s3.put(content())).isInstanceOf(ApiCallTimeoutException.class);
      assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aCancelledUploadLeavesItsConnection() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    try (S3Endpoint endpoint =
            new S3Endpoint(
                (peer, head) -> {
                  arrived.countDown();
                  peer.discardToEof();
                  left.countDown();
                });
        S3Client s3 = S3Client.of(endpoint)) {
      CompletableFuture<PutObjectResponse> upload = s3.start(content());
      assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
      upload.cancel(true);
      assertThatThrownBy(upload::get).isInstanceOf(CancellationException.class);
      assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
