// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.spring;

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
    return GuidePage.of("client-adapters.md").section("Spring");
  }

  @Test
  void everyBlockOfTheGuideIsCompiledAndShowsItsImports() throws IOException {
    page().shows(GuideExamples.class);
  }

  @Test
  void theDependenciesOfTheGuideAreThoseOfTheBuild() throws IOException {
    assertThat(page().dependencies())
        .containsExactly(
            "dev.parley:parley-client-spring:" + GuidePage.version(),
            "org.springframework:spring-web:" + GuidePage.version("spring.version"));
  }

  @Test
  void theNettyOfTheGuideIsThatOfTheBuild() throws IOException {
    assertThat(page().text())
        .contains("<netty.version>" + GuidePage.version("netty.version") + "</netty.version>");
  }

  @Test
  void theUploadOfTheGuideArrives() throws Exception {
    Path film = Files.write(folder.resolve("film.mkv"), new byte[] {1, 2, 3});
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201))) {
      assertThat(GuideExamples.upload(origin.uri(), film).value()).isEqualTo(201);
    }
  }
}
