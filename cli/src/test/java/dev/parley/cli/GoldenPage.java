// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A committed page under {@code docs/reference} that a test renders anew. */
final class GoldenPage {
  private GoldenPage() {}

  /** Compares, or with {@code -Dgolden=write} rewrites. */
  static void check(String name, String rendered) throws IOException {
    Path page = root().resolve("docs/reference").resolve(name);
    if ("write".equals(System.getProperty("golden"))) {
      Files.createDirectories(page.getParent());
      Files.writeString(page, rendered);
    }
    assertThat(page).as("rewrite with -Dgolden=write").exists();
    assertThat(rendered)
        .as("%s; rewrite with -Dgolden=write", name)
        .isEqualTo(Files.readString(page));
  }

  static Path root() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve(".mvn"))) {
        return at;
      }
    }
    throw new AssertionError("no root above " + Path.of("").toAbsolutePath());
  }
}
