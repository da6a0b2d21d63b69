// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.aws;

import dev.parley.client.AskPolicy;
import dev.parley.client.ClientPolicy;
import dev.parley.client.Patience;
import dev.parley.core.ByteSize;
import dev.parley.testkit.PatternContent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** The SDK's client of S3 on ours, for one endpoint. */
final class S3Client implements AutoCloseable {
  static final String OBJECT = "/bucket/a%20key";
  private static final int PATIENCE_SECONDS = 60;

  private final S3AsyncClient s3;

  private S3Client(S3AsyncClient s3) {
    this.s3 = s3;
  }

  /**
   * Asks for what is large, and is patient: what a busy machine makes of the estimates is not
   * tested here.
   */
  static ParleyAsyncHttpClient.Builder patient() {
    return waiting(Duration.ofSeconds(30));
  }

  /** The same for servers that say nothing. */
  static ParleyAsyncHttpClient.Builder hurried() {
    return waiting(Duration.ofMillis(100));
  }

  private static ParleyAsyncHttpClient.Builder waiting(Duration wait) {
    return ParleyAsyncHttpClient.builder()
        .policy(
            ClientPolicy.DEFAULTS
                .withAsk(AskPolicy.above(new ByteSize(1 << 20)))
                .withPatience(new Patience(wait, wait, Duration.ofMinutes(10))));
  }

  static S3Client of(S3Endpoint endpoint) {
    return of(endpoint, patient(), settings -> {});
  }

  static S3Client of(
      S3Endpoint endpoint,
      ParleyAsyncHttpClient.Builder http,
      Consumer<S3AsyncClientBuilder> settings) {
    S3AsyncClientBuilder builder = S3AsyncClient.builder().httpClientBuilder(http);
    settings.accept(builder);
    return of(endpoint, builder);
  }

  static S3Client of(S3Endpoint endpoint, S3AsyncClientBuilder builder) {
    return new S3Client(at(endpoint, builder).build());
  }

  /** With the settings that the endpoint needs. */
  static S3AsyncClientBuilder at(S3Endpoint endpoint, S3AsyncClientBuilder builder) {
    return builder
        .endpointOverride(endpoint.uri())
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(S3Endpoint.ACCESS_KEY, S3Endpoint.SECRET_KEY)));
  }

  S3AsyncClient sdk() {
    return s3;
  }

  CompletableFuture<PutObjectResponse> start(AsyncRequestBody body) {
    return s3.putObject(put -> put.bucket("bucket").key("a key"), body);
  }

  PutObjectResponse put(AsyncRequestBody body) throws Exception {
    return result(start(body));
  }

  /** What a future ends with; what it fails with is thrown. */
  static <T> T result(CompletableFuture<T> future) throws Exception {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw failed;
    }
  }

  static byte[] pattern(int size) {
    byte[] bytes = new byte[size];
    PatternContent.fill(bytes, size, 0);
    return bytes;
  }

  @Override
  public void close() {
    s3.close();
  }
}
