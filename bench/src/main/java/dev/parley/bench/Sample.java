// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

/**
 * What one contender did in one interval of one scenario.
 *
 * @param seconds how long the interval was
 * @param exchanges uploads that ended well
 * @param errors uploads and connections that did not
 * @param bytes content that reached the origin
 * @param processorSeconds what the gateway spent; NaN without one
 * @param residentBytes the gateway's memory at the end
 * @param continueMedian of the delay of the first 100, in seconds; NaN where none is asked for
 * @param continueTail the delay that 99 % of all do not exceed
 */
record Sample(
    double seconds,
    long exchanges,
    long errors,
    long bytes,
    double processorSeconds,
    long residentBytes,
    double continueMedian,
    double continueTail) {
  private static final double GIB = 1 << 30;

  /** Seconds of processor time for each exchange. */
  double perExchange() {
    return processorSeconds / exchanges;
  }

  /** Seconds of processor time for each GiB of content. */
  double perGib() {
    return processorSeconds / gib();
  }

  double gib() {
    return bytes / GIB;
  }

  /** How much of its one core the gateway used. */
  double busy() {
    return processorSeconds / seconds;
  }
}
