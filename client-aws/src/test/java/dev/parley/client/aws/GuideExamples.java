// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.aws;

import dev.parley.client.ClientPolicy;
import dev.parley.client.OriginMemories;
import java.nio.file.Path;
import java.time.Duration;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;

/** The code of this library in {@code docs/guide/client-adapters.md}. */
final class GuideExamples {
  private GuideExamples() {}

  static S3AsyncClientBuilder client(OriginMemories memories) {
    // region: aws
    S3AsyncClientBuilder s3 =
        S3AsyncClient.builder()
            .httpClientBuilder(
                ParleyAsyncHttpClient.builder()
                    .policy(ClientPolicy.DEFAULTS.withConnect(Duration.ofSeconds(3)))
                    .memories(memories));
    // end
    return s3;
  }

  static String upload(S3AsyncClientBuilder s3, Path film) {
    // region: put
    try (S3AsyncClient client = s3.build()) {
      return client
          .putObject(put -> put.bucket("films").key("film.mkv"), AsyncRequestBody.fromFile(film))
          .join()
          .eTag();
    }
    // end
  }
}
