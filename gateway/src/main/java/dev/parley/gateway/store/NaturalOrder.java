// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.util.Comparator;

/** Names in the order that people expect: file2 before file10, capitals beside small letters. */
final class NaturalOrder implements Comparator<String> {

  @Override
  public int compare(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      char x = a.charAt(i);
      char y = b.charAt(j);
      if (isDigit(x) && isDigit(y)) {
        int from = significant(a, i);
        int other = significant(b, j);
        i = endOfNumber(a, from);
        j = endOfNumber(b, other);
        int byValue = i - from == j - other ? 0 : (i - from) - (j - other);
        for (int k = 0; byValue == 0 && from + k < i; k++) {
          byValue = a.charAt(from + k) - b.charAt(other + k);
        }
        if (byValue != 0) {
          return byValue;
        }
      } else {
        int byLetter = fold(x) - fold(y);
        if (byLetter != 0) {
          return byLetter;
        }
        i++;
        j++;
      }
    }
    int byRest = (a.length() - i) - (b.length() - j);
    return byRest == 0 ? a.compareTo(b) : byRest;
  }

  private static int significant(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) == '0') {
      at++;
    }
    return at;
  }

  private static int endOfNumber(String text, int from) {
    int at = from;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static char fold(char c) {
    return Character.toLowerCase(Character.toUpperCase(c));
  }
}
