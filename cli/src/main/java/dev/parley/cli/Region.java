// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import java.util.List;

/**
 * The last lines of a terminal, which are drawn again and again; as the text that does it.
 *
 * <p>While there is anything in it the cursor is hidden and long lines are cut, not wrapped, so
 * that the lines can be counted whatever width the terminal takes on.
 */
final class Region {
  private static final String ESCAPE = "\u001b[";
  private static final String BEGIN = ESCAPE + "?25l" + ESCAPE + "?7l";
  private static final String END = ESCAPE + "?7h" + ESCAPE + "?25h";
  private static final String CLEAR_LINE = ESCAPE + "K";
  private static final String CLEAR_BELOW = ESCAPE + "J";

  private int lines;

  /** Puts these lines in the place of those that are there. */
  String draw(List<String> next) {
    if (next.isEmpty()) {
      return clear();
    }
    String begin = lines == 0 ? BEGIN : top();
    boolean shorter = next.size() < lines;
    lines = next.size();
    return begin + String.join(CLEAR_LINE + "\n", next) + CLEAR_LINE + (shorter ? CLEAR_BELOW : "");
  }

  /** Takes the lines away, and leaves the cursor where the first one began. */
  String clear() {
    if (lines == 0) {
      return "";
    }
    String top = top();
    lines = 0;
    return top + CLEAR_BELOW + END;
  }

  private String top() {
    return lines > 1 ? "\r" + ESCAPE + (lines - 1) + "A" : "\r";
  }
}
