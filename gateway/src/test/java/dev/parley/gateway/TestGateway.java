// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.core.ByteSize;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.netty.DownstreamPolicy;
import dev.parley.netty.MessageLimits;
import dev.parley.netty.UpstreamPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Policies of gateways under test. */
final class TestGateway {
  private static final Duration LONG = Duration.ofMinutes(1);

  private TestGateway() {}

  static OriginAddress origin(InetSocketAddress address) {
    return new OriginAddress("127.0.0.1", address.getPort());
  }

  static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** One route, where clients and origins have {@code time} for everything they owe. */
  static GatewayPolicy policy(RoutePolicy route, Duration time) {
    return GatewayPolicy.of(anyPort(), route)
        .withDownstream(
            new DownstreamPolicy(
                MessageLimits.DEFAULTS,
                LONG,
                LONG,
                time,
                time,
                new ByteSize(0),
                LONG,
                LONG,
                new ByteSize(64L << 20)))
        .withUpstream(UpstreamPolicy.DEFAULTS.withExpectWait(time));
  }

  /** One route, where nobody runs out of time. */
  static GatewayPolicy policy(RoutePolicy route) {
    return policy(route, LONG);
  }
}
