// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a head is what a fixture expects. */
final class HeadComparison {
  private HeadComparison() {}

  /** What is wrong, if anything. */
  static Optional<String> difference(Step.HeadStep expected, Head actual) {
    String start = expected.startLine();
    boolean reasonOpen = start.matches("HTTP/[0-9.]+ [0-9]{3}");
    if (!actual.startLine().equals(start)
        && !(reasonOpen && actual.startLine().startsWith(start + " "))) {
      return Optional.of("start line %s".formatted(Escapes.quote(start)));
    }
    List<Field> left = new ArrayList<>(actual.fields());
    for (String line : expected.fieldLines()) {
      if (!line.startsWith("!") && !removeMatch(left, line)) {
        return Optional.of("field %s".formatted(Escapes.quote(line)));
      }
    }
    return expected.fieldLines().stream()
        .filter(line -> line.startsWith("!") && actual.has(line.substring(1)))
        .map(line -> "no field " + line.substring(1))
        .findFirst();
  }

  // Each expected line takes one field line, so that a repeated field has to be repeated.
  private static boolean removeMatch(List<Field> left, String line) {
    String[] parts = line.split(":", 2);
    String value = parts.length < 2 ? "" : parts[1].strip();
    for (Field field : left) {
      if (field.isNamed(parts[0]) && (value.equals("~") || field.value().equals(value))) {
        return left.remove(field);
      }
    }
    return false;
  }
}
