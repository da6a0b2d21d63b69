// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * A text in parts: an opening, rows, an end. A part is made whenever it is asked for, and is the
 * same each time.
 */
record Rendition(
    Supplier<String> opening, int rows, IntFunction<String> row, Supplier<String> end) {

  int parts() {
    return rows + 2;
  }

  String part(int index) {
    if (index == 0) {
      return opening.get();
    }
    return index <= rows ? row.apply(index - 1) : end.get();
  }
}
