// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the guide of the client to code that compiles and does what it says. */
class GuideTest {
  private static final Path GUIDE = Path.of("..", "docs", "guide", "client.md");
  private static final Path EXAMPLES =
      Path.of("src", "test", "java", "dev", "parley", "client", "GuideExamples.java");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
  private static final Pattern REGION =
      Pattern.compile("(?ms)^ *// region: \\w+\\n(.*?)^ *// end$");

  @TempDir private Path folder = Path.of("");

  @Test
  void everyBlockOfTheGuideIsCompiled() throws IOException {
    List<String> compiled =
        REGION
            .matcher(Files.readString(EXAMPLES))
            .results()
            .map(region -> region.group(1).stripTrailing().stripIndent())
            .toList();
    List<String> shown =
        BLOCK
            .matcher(Files.readString(GUIDE))
            .results()
            .map(block -> block.group(1).stripTrailing().stripIndent())
            .toList();
    assertThat(shown).containsExactlyElementsOf(compiled);
  }

  @Test
  void theUploadOfTheGuideIsRefusedForFree() throws Exception {
    Path film = Files.write(folder.resolve("film.mkv"), PatternSource.bytes(2_000_000));
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.refuseAtOnce(413, true))) {
      assertThat(GuideExamples.upload(origin.uri(), film))
          .isEqualTo("413, asked: true, decided by: FINAL, 2000000 bytes spared");
    }
  }

  @Test
  void theRestOfTheGuideWorks() throws Exception {
    Path notes = folder.resolve("origins");
    StringBuilder seen = new StringBuilder();
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201))) {
      OriginMemories memories = GuideExamples.remembered(notes);
      try (ParleyClient client =
          ParleyClient.create(GuideExamples.policy(origin.uri()), memories)) {
        assertThat(GuideExamples.later(client, origin.uri(), PatternSource.stream(1000)).join())
            .isEqualTo(201);
        client.send(
            Request.put(origin.uri(), RequestContent.of("abc")).withAsk(AskPolicy.ALWAYS),
            BodyHandlers.discarding(),
            new GuideExamples.Progress(seen));
      }
      GuideExamples.remember(memories, notes);
      assertThat(GuideExamples.remembered(notes).export())
          .extracting(OriginNote::manner)
          .isEqualTo(memories.export().stream().map(OriginNote::manner).toList());
    }
    assertThat(seen.toString()).isEqualTo("decided: CONTINUE\nsending\nsent 3\n");
  }
}
