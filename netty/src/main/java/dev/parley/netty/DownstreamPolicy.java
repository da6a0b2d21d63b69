// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import dev.parley.core.ByteSize;
import dev.parley.core.Checks;
import java.time.Duration;

/**
 * What a connection to a client is granted.
 *
 * @param limits sizes of what is held in memory
 * @param idle from one exchange, or the accept, to the first byte of the next head
 * @param head from the first byte of a head to its last
 * @param firstContent from the 100 to the first content; then 408
 * @param nextContent between pieces of content while more is asked for; then 408
 * @param contentRate bytes of content per second of waiting for them, beyond the first {@code
 *     nextContent}; slower is answered with 408, zero allows any rate
 * @param send how long a client may take nothing of a response; then the connection is closed
 * @param drainTime how long a client may take to read a response that came before its content
 * @param drainBytes how much of that content is read and dropped meanwhile
 */
public record DownstreamPolicy(
    MessageLimits limits,
    Duration idle,
    Duration head,
    Duration firstContent,
    Duration nextContent,
    ByteSize contentRate,
    Duration send,
    Duration drainTime,
    ByteSize drainBytes) {
  /**
   * Precedents: nginx keeps a connection 75 s, waits 60 s for a head, for content and for a client
   * to read, and lingers 30 s; HAProxy's usual client timeout is 30 to 60 s; Apache asks for 500
   * bytes per second and grants a head 20 to 40 s. The bytes of the drain let a client that never
   * looks up send a whole large file and still read its refusal.
   */
  public static final DownstreamPolicy DEFAULTS =
      new DownstreamPolicy(
          MessageLimits.DEFAULTS,
          Duration.ofSeconds(75),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          new ByteSize(500),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          new ByteSize(4L << 30));

  public DownstreamPolicy {
    Checks.positive("idle", idle);
    Checks.positive("head-time", head);
    Checks.positive("first-content", firstContent);
    Checks.positive("next-content", nextContent);
    Checks.positive("send", send);
    Checks.positive("drain-time", drainTime);
  }
}
