// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What tests found out beside passing: on the console and in {@code target/measured.txt}. */
final class Measured {
  private static final boolean FULL = Boolean.getBoolean("it.full");
  private static final Path FILE = Path.of("target", "measured.txt");

  private Measured() {}

  static void note(String line) {
    System.out.println("[it] " + line);
    try {
      Files.createDirectories(FILE.toAbsolutePath().getParent());
      Files.writeString(FILE, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The size of a test: the first always, the second with {@code -Dit.full=true}. */
  static long size(long usual, long full) {
    return FULL ? full : usual;
  }

  static String mebibytes(long bytes) {
    return "%.1f MiB".formatted(bytes / (double) (1 << 20));
  }
}
