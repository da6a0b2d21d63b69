// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** The scripts beside these tests. */
final class Script {
  private Script() {}

  static String path(String name) {
    return file(name).toString();
  }

  /** A copy in a folder, which everybody may run. */
  static Path executable(String name, Path folder) throws IOException {
    Path copy = Files.copy(file(name), folder.resolve(name));
    return Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path file(String name) {
    try {
      return Path.of(Objects.requireNonNull(Script.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
