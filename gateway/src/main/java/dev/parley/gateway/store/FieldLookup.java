// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.util.List;

/** The header section of a request, asked by field name. */
@FunctionalInterface
public interface FieldLookup {

  /** The values of all lines with this name, in order; names compare without regard to case. */
  List<String> values(String name);

  /** A lookup over fields that are already at hand. */
  static FieldLookup of(List<Field> fields) {
    List<Field> kept = List.copyOf(fields);
    return name ->
        kept.stream().filter(f -> f.name().equalsIgnoreCase(name)).map(Field::value).toList();
  }
}
