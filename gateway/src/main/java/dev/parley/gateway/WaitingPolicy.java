// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.core.Checks;

/**
 * How many exchanges may wait for a decision at once; more are refused with 503.
 *
 * @param total in the whole gateway
 * @param perClient of one client address
 * @param perOrigin of one origin
 */
public record WaitingPolicy(int total, int perClient, int perOrigin) {
  /**
   * A waiting exchange costs about 6 KiB and two sockets: these are 100 MiB and 32,768 sockets. One
   * client may be a proxy with many behind it, so a quarter of all is its own.
   */
  public static final WaitingPolicy DEFAULTS = new WaitingPolicy(16_384, 4_096, 8_192);

  public WaitingPolicy {
    Checks.positive("total", total);
    Checks.positive("per-client", perClient);
    Checks.positive("per-origin", perOrigin);
  }
}
