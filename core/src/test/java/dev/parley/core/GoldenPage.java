// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

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

  /** Compares, or rewrites, what stands between two comments of a page that is written by hand. */
  static void checkRegion(String name, String region, String rendered) throws IOException {
    String page = Files.readString(root().resolve("docs/reference").resolve(name));
    String start = "<!-- " + region + " -->\n";
    int from = page.indexOf(start) + start.length();
    int to = page.indexOf("<!-- end -->", from);
    assertThat(page).contains(start);
    check(name, page.substring(0, from) + rendered + page.substring(to));
  }

  private static Path root() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve(".mvn"))) {
        return at;
      }
    }
    throw new AssertionError("no root above " + Path.of("").toAbsolutePath());
  }
}
