// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the guide to code that compiles and does what it says. */
class GuideTest {
  private static final Path GUIDE = Path.of("..", "docs", "guide", "client-adapters.md");
  private static final Path EXAMPLES =
      Path.of("src", "test", "java", "dev", "parley", "client", "okhttp", "GuideExamples.java");
  private static final Pattern REGION =
      Pattern.compile("(?ms)^ *// region: \\w+\\n(.*?)^ *// end$");

  @TempDir private Path folder = Path.of("");

  @Test
  void theCodeOfTheGuideIsCompiled() throws IOException {
    String guide = Files.readString(GUIDE);
    assertThat(REGION.matcher(Files.readString(EXAMPLES)).results())
        .isNotEmpty()
        .allSatisfy(
            region ->
                assertThat(guide)
                    .contains(
                        "```java\n" + region.group(1).stripTrailing().stripIndent() + "\n```"));
  }

  @Test
  void theUploadOfTheGuideIsRefused() throws IOException {
    Path film = Files.write(folder.resolve("film.mkv"), new byte[2_000_000]);
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.refuseAtOnce(413, true))) {
      assertThat(GuideExamples.upload(origin.uri().toString(), film.toFile())).isEqualTo(413);
    }
  }
}
