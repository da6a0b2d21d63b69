// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A row of the outcome page: a peer of one version. */
interface Tabulated {
  /** What the peer is called. */
  String title();

  /** The version that the page is about, such as {@code 1.22}. */
  String pinned();

  /** The version that is here, with as many numbers as are pinned at most. */
  String version() throws IOException;

  /** How the row is called on the page. */
  default String label() {
    String[] parts = title().split(", ", 2);
    return parts[0] + " " + pinned() + (parts.length > 1 ? ", " + parts[1] : "");
  }

  /** What a program says of itself. */
  static String version(String name, String option) throws IOException {
    List<String> command = List.of(Installed.require(name), option);
    try (Program program = Program.start(Path.of("."), command)) {
      assertEnds(program);
      return firstTwo(program.out() + program.err());
    }
  }

  private static void assertEnds(Program program) throws IOException {
    try {
      program.exitCode(Program.PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** The first two numbers with a dot between them. */
  static String firstTwo(String text) {
    Matcher found = Pattern.compile("\\d+\\.\\d+").matcher(text);
    if (!found.find()) {
      throw new IllegalStateException("no version in " + text);
    }
    return found.group();
  }
}
