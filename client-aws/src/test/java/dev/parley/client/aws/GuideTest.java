// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.OriginMemories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/** Holds the guide to code that compiles and does what it says. */
class GuideTest {
  private static final Path GUIDE = Path.of("..", "docs", "guide", "client-adapters.md");
  private static final Path EXAMPLES =
      Path.of("src", "test", "java", "dev", "parley", "client", "aws", "GuideExamples.java");
  private static final Pattern REGION =
      Pattern.compile("(?ms)^ *// region: \\w+\\n(.*?)^ *// end$");

  @Test
  void theCodeOfTheGuideIsCompiled() throws IOException {
    String compiled =
        REGION
            .matcher(Files.readString(EXAMPLES))
            .results()
            .map(MatchResult::group)
            .map(region -> region.lines().toList())
            .map(lines -> String.join("\n", lines.subList(1, lines.size() - 1)).stripIndent())
            .findFirst()
            .orElseThrow();
    assertThat(Files.readString(GUIDE)).contains("```java\n" + compiled + "\n```");
  }

  @Test
  void theClientOfTheGuideUploads() throws Exception {
    OriginMemories memories = new OriginMemories();
    try (S3Endpoint endpoint = new S3Endpoint();
        S3Client s3 = S3Client.of(endpoint, GuideExamples.client(memories))) {
      s3.put(AsyncRequestBody.fromString("abc"));
      assertThat(endpoint.object(S3Client.OBJECT)).asString().isEqualTo("abc");
      assertThat(memories.size()).isEqualTo(1);
    }
  }
}
