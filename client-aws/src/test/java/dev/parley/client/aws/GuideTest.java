// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.OriginMemories;
import dev.parley.client.cases.GuidePage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the guide to code that compiles and does what it says. */
class GuideTest {
  @TempDir private Path folder = Path.of("");

  private static GuidePage page() throws IOException {
    return GuidePage.of("client-adapters.md").section("AWS SDK for Java v2");
  }

  @Test
  void everyBlockOfTheGuideIsCompiledAndShowsItsImports() throws IOException {
    page().shows(GuideExamples.class);
  }

  @Test
  void theDependenciesOfTheGuideAreThoseOfTheBuild() throws IOException {
    assertThat(page().dependencies())
        .containsExactly(
            "dev.parley:parley-client-aws:" + GuidePage.version(),
            "software.amazon.awssdk:s3:" + GuidePage.version("aws-sdk.version"));
  }

  @Test
  void theClientOfTheGuideUploads() throws Exception {
    OriginMemories memories = new OriginMemories();
    Path film = Files.writeString(folder.resolve("film.mkv"), "abc");
    try (S3Endpoint endpoint = new S3Endpoint()) {
      String tag =
          GuideExamples.upload(S3Client.at(endpoint, GuideExamples.client(memories)), film);
      assertThat(tag).isNotEmpty();
      assertThat(endpoint.object("/films/film.mkv")).asString().isEqualTo("abc");
      assertThat(memories.size()).isEqualTo(1);
    }
  }
}
