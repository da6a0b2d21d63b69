// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the guide to code that compiles and does what it says. */
class GuideTest {
  private static final Path GUIDE = Path.of("..", "docs", "guide", "client-adapters.md");
  private static final Path EXAMPLES =
      Path.of("src", "test", "java", "dev", "parley", "client", "spring", "GuideExamples.java");
  private static final Pattern SECTION = Pattern.compile("(?ms)^## Spring$(.*?)(?=^## |\\z)");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
  private static final Pattern REGION =
      Pattern.compile("(?ms)^ *// region: \\w+\\n(.*?)^ *// end$");

  @TempDir private Path folder = Path.of("");

  private static List<String> blocks(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(block -> block.group(1).stripTrailing().stripIndent())
        .toList();
  }

  @Test
  void everyBlockOfTheGuideIsCompiled() throws IOException {
    List<String> sections = blocks(SECTION, Files.readString(GUIDE));
    assertThat(sections).hasSize(1);
    assertThat(blocks(BLOCK, sections.get(0)))
        .isNotEmpty()
        .containsExactlyElementsOf(blocks(REGION, Files.readString(EXAMPLES)));
  }

  @Test
  void theUploadOfTheGuideArrives() throws Exception {
    Path film = Files.write(folder.resolve("film.mkv"), new byte[] {1, 2, 3});
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201))) {
      assertThat(GuideExamples.upload(origin.uri(), film).value()).isEqualTo(201);
    }
  }
}
