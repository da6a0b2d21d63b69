// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import java.util.List;

/** Time and bytes of clients over rates of refusal, as a picture. */
final class DelayPlot {
  private DelayPlot() {}

  static String draw(List<DelayResult> results) {
    return "<svg>" + results.size() + "</svg>\n";
  }
}
