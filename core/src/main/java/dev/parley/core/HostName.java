// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import java.util.List;

/**
 * The host of a URI (RFC 3986 3.2.2): a name or an address that a connection can be made to.
 *
 * @param text an IPv6 address without its brackets
 * @param bracketed as a URI and {@code Host} have it
 */
record HostName(String text, String bracketed) {
  private static final String MARKS = "-._~!$&'()*+,;=";
  private static final int GROUPS = 8;

  /**
   * Reads what a URI has there.
   *
   * @throws IllegalArgumentException with what was expected
   */
  static HostName parse(String host) {
    if (host.startsWith("[") && host.endsWith("]")) {
      String address = host.substring(1, host.length() - 1);
      if (!isIpv6(address)) {
        throw new IllegalArgumentException("an IPv6 address in the brackets");
      }
      return new HostName(address, host);
    }
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (!isLetterOrDigit(c) && MARKS.indexOf(c) < 0) {
        throw new IllegalArgumentException(
            c < 0x7f ? "a host without '" + c + "'" : "a host in ASCII, such as xn--...");
      }
    }
    List<String> labels = List.of(host.split("\\.", -1));
    // A dot at the end says that the name is whole.
    boolean whole = labels.size() > 1 && labels.get(labels.size() - 1).isEmpty();
    List<String> named = whole ? labels.subList(0, labels.size() - 1) : labels;
    if (named.contains("")) {
      throw new IllegalArgumentException("a host without empty labels");
    }
    // Resolvers take other numbers for addresses too, each in its own way.
    if (isNumber(named.get(named.size() - 1)) && (whole || !isIpv4(host))) {
      throw new IllegalArgumentException("a name, or an IPv4 address of four numbers up to 255");
    }
    return new HostName(host, host);
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static boolean isNumber(String label) {
    return label.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean isIpv4(String text) {
    String[] numbers = text.split("\\.", -1);
    for (String number : numbers) {
      if (number.isEmpty()
          || number.length() > 3
          || !isNumber(number)
          || (number.length() > 1 && number.startsWith("0"))
          || Integer.parseInt(number) > 255) {
        return false;
      }
    }
    return numbers.length == 4;
  }

  private static boolean isIpv6(String text) {
    int zone = text.indexOf('%');
    String address = zone < 0 ? text : text.substring(0, zone);
    if (zone >= 0 && !text.substring(zone + 1).chars().allMatch(c -> isLetterOrDigit((char) c))) {
      return false;
    }
    int gap = address.indexOf("::");
    if (gap < 0) {
      return groups(address) == GROUPS;
    }
    int before = gap == 0 ? 0 : groups(address.substring(0, gap));
    int after = gap + 2 == address.length() ? 0 : groups(address.substring(gap + 2));
    return before >= 0
        && after >= 0
        && before + after < GROUPS
        && !address.substring(0, gap).contains(".");
  }

  /** How many groups of 16 bits that is; -1 where it is none. */
  private static int groups(String text) {
    String[] parts = text.split(":", -1);
    int count = 0;
    for (int i = 0; i < parts.length; i++) {
      if (i == parts.length - 1 && isIpv4(parts[i])) {
        count += 2;
      } else if (parts[i].matches("[0-9A-Fa-f]{1,4}")) {
        count++;
      } else {
        return -1;
      }
    }
    return count;
  }
}
