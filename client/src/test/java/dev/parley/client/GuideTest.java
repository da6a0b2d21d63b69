// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.cases.GuidePage;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the guide of the client to code that compiles and does what it says. */
class GuideTest {
  @TempDir private Path folder = Path.of("");

  private static GuidePage page() throws IOException {
    return GuidePage.of("client.md");
  }

  @Test
  void everyBlockOfTheGuideIsCompiledAndShowsItsImports() throws IOException {
    page().shows(GuideExamples.class);
  }

  @Test
  void theDependenciesOfTheGuideAreThoseOfTheBuild() throws IOException {
    assertThat(page().dependencies())
        .containsExactly("dev.parley:parley-client:" + GuidePage.version());
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
    // The origin closes after each response, which the client may see only once it has asked again.
    assertThat(seen.toString()).endsWith("decided: CONTINUE\nsending\nsent 3\n");
  }
}
