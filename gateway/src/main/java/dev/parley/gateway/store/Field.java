// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

/** One field line of a response. */
public record Field(String name, String value) {

  public Field {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("name: empty (expected: a field name)");
    }
    if (value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
      throw new IllegalArgumentException("value: CR, LF or NUL (expected: one line)");
    }
  }
}
