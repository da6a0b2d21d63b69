// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import dev.parley.core.ByteSize;
import dev.parley.core.Checks;
import dev.parley.core.WaitPolicy;
import java.time.Duration;

/**
 * How connections to origins are made and kept.
 *
 * @param limits sizes of what is held in memory
 * @param connect how long a connection may take to be made, with the look-up of its host, a tunnel
 *     and TLS
 * @param expect how long an origin may be silent on an expectation before content flows anyway
 * @param response how long an origin may take nothing of the content, or send nothing of the
 *     response; then 504
 * @param idle how long an unused connection is kept
 * @param idleConnections how many unused connections are kept per origin and event loop
 * @param interims how many interim responses may come before a final one
 * @param interimFields bytes of all their fields together
 */
public record UpstreamPolicy(
    MessageLimits limits,
    Duration connect,
    WaitPolicy expect,
    Duration response,
    Duration idle,
    int idleConnections,
    int interims,
    ByteSize interimFields) {
  /**
   * Precedents: nginx waits 60 s for a response and between two pieces of it, HAProxy's usual
   * server timeout is 30 to 60 s. The interim responses are generous: a server may send a 102 or a
   * 104 every few seconds of a long upload; Go and curl bound their bytes, not their number.
   */
  public static final UpstreamPolicy DEFAULTS =
      new UpstreamPolicy(
          MessageLimits.DEFAULTS,
          Duration.ofSeconds(5),
          WaitPolicy.DEFAULTS,
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          256,
          1000,
          new ByteSize(256 << 10));

  public UpstreamPolicy {
    Checks.positive("connect", connect);
    Checks.positive("response", response);
    Checks.positive("idle", idle);
    Checks.notNegative("idle-connections", idleConnections);
    Checks.notNegative("interims", interims);
  }

  /** The same with one wait, whatever is learned. */
  public UpstreamPolicy withExpectWait(Duration value) {
    return withExpect(new WaitPolicy(value, value, value, expect.memory()));
  }

  /** The same with other bounds of the wait. */
  public UpstreamPolicy withExpect(WaitPolicy value) {
    return new UpstreamPolicy(
        limits, connect, value, response, idle, idleConnections, interims, interimFields);
  }

  /** The same with another time for content and response. */
  public UpstreamPolicy withResponse(Duration value) {
    return new UpstreamPolicy(
        limits, connect, expect, value, idle, idleConnections, interims, interimFields);
  }

  /** The same with other bounds of what may come before a final response. */
  public UpstreamPolicy withInterims(int count, ByteSize fields) {
    return new UpstreamPolicy(
        limits, connect, expect, response, idle, idleConnections, count, fields);
  }
}
