// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.opentest4j.TestAbortedException;

/** The programs of this machine that tests need. */
final class Installed {
  private Installed() {}

  /** The path of a program; without it the test is skipped, or fails where CI is set. */
  static String require(String name) {
    return find(name).orElseThrow(() -> missing(name));
  }

  private static Optional<String> find(String name) {
    String path = System.getenv().getOrDefault("PATH", "");
    Stream<String> folders =
        Stream.concat(Arrays.stream(path.split(File.pathSeparator)), Stream.of("/usr/sbin"));
    return folders
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  private static RuntimeException missing(String name) {
    String message = name + " is not installed";
    if ("true".equals(System.getenv("CI"))) {
      return Assertions.fail(message);
    }
    return skip(message);
  }

  /** What ends the test as skipped; says why on the console. */
  static TestAbortedException skip(String reason) {
    Measured.note("SKIPPED: " + reason);
    return new TestAbortedException(reason);
  }
}
