// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

/**
 * What one client did with its uploads over a slow link.
 *
 * @param scenario how many uploads at a time, over which link
 * @param client who
 * @param refusals how many of a hundred uploads were refused
 * @param seconds from the first upload to the end of the last
 * @param mib what TCP carried towards the origin, heads included, each byte counted once
 * @param taken uploads that got a 201
 * @param refused uploads that got their 413
 * @param failed uploads that got neither
 */
record DelayResult(
    String scenario,
    String client,
    int refusals,
    double seconds,
    double mib,
    long taken,
    long refused,
    long failed) {
  private static final int WORDS = 8;

  /** A line of a file of results. */
  String line() {
    return String.join(
        ",",
        scenario,
        client,
        Integer.toString(refusals),
        Double.toString(seconds),
        Double.toString(mib),
        Long.toString(taken),
        Long.toString(refused),
        Long.toString(failed));
  }

  /** Reads {@link #line}. */
  static DelayResult parse(String line) {
    String[] words = line.split(",", -1);
    if (words.length != WORDS) {
      throw new IllegalArgumentException(
          "result: " + line + " (expected: " + WORDS + " values between commas)");
    }
    return new DelayResult(
        words[0],
        words[1],
        Integer.parseInt(words[2]),
        Double.parseDouble(words[3]),
        Double.parseDouble(words[4]),
        Long.parseLong(words[5]),
        Long.parseLong(words[6]),
        Long.parseLong(words[7]));
  }
}
