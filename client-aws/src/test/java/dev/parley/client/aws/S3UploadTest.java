// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.aws;

import static dev.parley.client.aws.S3Client.OBJECT;
import static dev.parley.client.aws.S3Client.pattern;
import static dev.parley.client.aws.S3Client.result;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.BlockingOutputStreamAsyncRequestBody;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** The SDK's own bodies reach an endpoint that checks what it gets, and come back. */
class S3UploadTest {
  private static final int SIZE = 3_000_000;

  @TempDir private Path folder = Path.of("");
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static void arrives(AsyncRequestBody body) throws Exception {
    try (S3Endpoint endpoint = new S3Endpoint();
        S3Client s3 = S3Client.of(endpoint)) {
      PutObjectResponse response = s3.put(body);
      assertThat(response.eTag()).isNotBlank();
      assertThat(endpoint.object(OBJECT)).isEqualTo(pattern(SIZE));
      assertThat(endpoint.asked()).containsExactly(true);
      assertThat(endpoint.heads().get(0).first("x-amz-content-sha256"))
          .contains("STREAMING-UNSIGNED-PAYLOAD-TRAILER");
    }
  }

  @Test
  void bytesArrive() throws Exception {
    arrives(AsyncRequestBody.fromBytes(pattern(SIZE)));
  }

  @Test
  void aFileArrives() throws Exception {
    arrives(AsyncRequestBody.fromFile(Files.write(folder.resolve("object"), pattern(SIZE))));
  }

  @Test
  void aStreamArrives() throws Exception {
    InputStream stream = new ByteArrayInputStream(pattern(SIZE));
    arrives(AsyncRequestBody.fromInputStream(stream, (long) SIZE, threads));
  }

  @Test
  void whatIsWrittenThroughOneBlockArrives() throws Exception {
    try (S3Endpoint endpoint = new S3Endpoint();
        S3Client s3 = S3Client.of(endpoint)) {
      BlockingOutputStreamAsyncRequestBody body =
          AsyncRequestBody.forBlockingOutputStream((long) SIZE);
      CompletableFuture<PutObjectResponse> upload = s3.start(body);
      try (OutputStream out = body.outputStream()) {
        byte[] all = pattern(SIZE);
        byte[] block = new byte[50_000];
        for (int at = 0; at < SIZE; at += block.length) {
          System.arraycopy(all, at, block, 0, block.length);
          out.write(block);
        }
      }
      result(upload);
      assertThat(endpoint.object(OBJECT)).isEqualTo(pattern(SIZE));
    }
  }

  @Test
  void contentOfUnknownLengthArrivesInChunks() throws Exception {
    try (S3Endpoint endpoint = new S3Endpoint();
        S3Client s3 = withoutChecksums(endpoint)) {
      s3.put(
          AsyncRequestBody.fromInputStream(
              from -> from.inputStream(new ByteArrayInputStream(pattern(SIZE))).executor(threads)));
      assertThat(endpoint.object(OBJECT)).isEqualTo(pattern(SIZE));
      assertThat(endpoint.heads().get(0).first("Transfer-Encoding")).contains("chunked");
      assertThat(endpoint.asked()).containsExactly(true);
    }
  }

  @Test
  void nothingArrivesAsNothing() throws Exception {
    try (S3Endpoint endpoint = new S3Endpoint();
        S3Client s3 = withoutChecksums(endpoint)) {
      BlockingOutputStreamAsyncRequestBody body = AsyncRequestBody.forBlockingOutputStream(0L);
      CompletableFuture<PutObjectResponse> upload = s3.start(body);
      body.outputStream().close();
      result(upload);
      assertThat(endpoint.object(OBJECT)).isEmpty();
      assertThat(endpoint.asked()).containsExactly(false);
    }
  }

  private static S3Client withoutChecksums(S3Endpoint endpoint) {
    return S3Client.of(
        endpoint,
        S3Client.patient(),
        settings -> settings.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED));
  }

  @Test
  void smallContentIsAskedForTooSinceItMayBeThereOnce() throws Exception {
    try (S3Endpoint endpoint = new S3Endpoint();
        S3Client s3 = S3Client.of(endpoint, ParleyAsyncHttpClient.builder(), settings -> {})) {
      s3.put(AsyncRequestBody.fromString("abc"));
      assertThat(endpoint.object(OBJECT)).asString().isEqualTo("abc");
      assertThat(endpoint.asked()).containsExactly(true);
    }
  }

  @Test
  void anObjectComesBackInEveryFormThatTheSdkKnows() throws Exception {
    byte[] object = pattern(SIZE);
    try (S3Endpoint endpoint = new S3Endpoint();
        S3Client s3 = S3Client.of(endpoint)) {
      s3.put(AsyncRequestBody.fromBytes(object));
      ResponseBytes<GetObjectResponse> bytes = result(get(s3, AsyncResponseTransformer.toBytes()));
      assertThat(bytes.asByteArrayUnsafe()).isEqualTo(object);

      Path file = folder.resolve("back");
      result(get(s3, AsyncResponseTransformer.toFile(file)));
      assertThat(file).hasBinaryContent(object);

      try (ResponseInputStream<GetObjectResponse> stream =
          result(get(s3, AsyncResponseTransformer.toBlockingInputStream()))) {
        assertThat(stream).hasBinaryContent(object);
      }
      assertThat(endpoint.connections()).isEqualTo(1);
    }
  }

  @Test
  void aDownloadThatIsAbortedEndsItsConnectionAndNoOther() throws Exception {
    try (S3Endpoint endpoint = new S3Endpoint();
        S3Client s3 = S3Client.of(endpoint)) {
      s3.put(AsyncRequestBody.fromBytes(pattern(8 << 20)));
      ResponseInputStream<GetObjectResponse> stream =
          result(get(s3, AsyncResponseTransformer.toBlockingInputStream()));
      assertThat(stream.readNBytes(10)).isEqualTo(pattern(10));
      stream.abort();
      assertThat(s3.put(AsyncRequestBody.fromString("abc")).eTag()).isNotBlank();
    }
  }

  private static <T> CompletableFuture<T> get(
      S3Client s3, AsyncResponseTransformer<GetObjectResponse, T> to) {
    return s3.sdk().getObject(get -> get.bucket("bucket").key("a key"), to);
  }
}
