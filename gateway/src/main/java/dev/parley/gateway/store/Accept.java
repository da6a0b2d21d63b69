// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.util.List;
import java.util.Locale;

/** What a client would rather read (RFC 9110 12.5.1). */
final class Accept {

  private static final String PROBLEM = "problem+json";

  private Accept() {}

  /** Whether a page is preferred to JSON; where the client does not care, it is a program. */
  static boolean prefersPage(List<String> lines) {
    if (lines.isEmpty()) {
      return false;
    }
    String value = String.join(",", lines).toLowerCase(Locale.ROOT);
    double page = weight(value, "text", "html");
    return page > weight(value, "application", "json")
        && !(value.contains(PROBLEM) && weight(value, "application", PROBLEM) >= page);
  }

  private static double weight(String accept, String type, String subtype) {
    double weight = 0;
    int precision = -1;
    for (String range : accept.split(",", -1)) {
      String[] parts = range.split(";", -1);
      String name = parts[0].strip();
      int matched =
          name.equals(type + "/" + subtype)
              ? 2
              : name.equals(type + "/*") ? 1 : name.equals("*/*") ? 0 : -1;
      if (matched > precision) {
        precision = matched;
        weight = quality(parts);
      }
    }
    return weight;
  }

  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.matches("q=[01](\\.[0-9]{0,3})?")) {
        return Double.parseDouble(parameter.substring(2));
      }
    }
    return 1;
  }
}
