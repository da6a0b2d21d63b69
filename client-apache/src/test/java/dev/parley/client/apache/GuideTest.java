// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.apache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.cases.GuidePage;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the guide to code that compiles and does what it says. */
class GuideTest {
  @TempDir private Path folder = Path.of("");

  private static GuidePage page() throws IOException {
    return GuidePage.of("client-adapters.md").section("Apache HttpClient 5");
  }

  @Test
  void everyBlockOfTheGuideIsCompiledAndShowsItsImports() throws IOException {
    page().shows(GuideExamples.class);
  }

  @Test
  void theDependenciesOfTheGuideAreThoseOfTheBuild() throws IOException {
    assertThat(page().dependencies())
        .containsExactly(
            "dev.parley:parley-client-apache:" + GuidePage.version(),
            "org.apache.httpcomponents.client5:httpclient5:"
                + GuidePage.version("httpclient5.version"));
  }

  @Test
  void theUploadOfTheGuideIsRefused() throws IOException {
    Path film = Files.write(folder.resolve("film.mkv"), new byte[2_000_000]);
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.refuseAtOnce(413, true))) {
      assertThat(GuideExamples.upload(origin.uri(), film.toFile())).isEqualTo(413);
    }
  }
}
