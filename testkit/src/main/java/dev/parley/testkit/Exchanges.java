// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The fixtures that come with the testkit. */
public final class Exchanges {
  private Exchanges() {}

  /** Every fixture, in the order of the index file beside them. */
  public static List<Exchange> all() {
    return read("index").lines().map(Exchanges::named).toList();
  }

  /** Every fixture about this subject. */
  public static List<Exchange> about(Subject subject) {
    return all().stream().filter(each -> each.isAbout(subject)).toList();
  }

  /**
   * One fixture.
   *
   * @param name its file's name without {@code .exchange}
   * @throws IllegalArgumentException when there is none, or it cannot be read
   */
  public static Exchange named(String name) {
    String file = name + ".exchange";
    return Exchange.parse(file, read(file));
  }

  private static String read(String file) {
    try (InputStream in = Exchanges.class.getResourceAsStream("exchanges/" + file)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "fixture: %s (expected: one that index names)".formatted(file));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
