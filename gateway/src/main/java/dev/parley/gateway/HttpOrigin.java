// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.netty.OriginLeg;
import dev.parley.netty.UpstreamPool;
import io.netty.channel.EventLoop;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A server that is reached over the network. */
final class HttpOrigin implements Origin {
  private final OriginAddress address;
  private final UpstreamPool connections;
  private final OriginRecord record;

  HttpOrigin(OriginAddress address, UpstreamPool connections, OriginRecord record) {
    this.address = address;
    this.connections = connections;
    this.record = record;
  }

  @Override
  public OriginRecord record() {
    return record;
  }

  @Override
  public String authority() {
    return address.authority();
  }

  @Override
  public @Nullable OriginLeg pooled(EventLoop loop, Evidence of, boolean fresh) {
    return connections.pooled(loop, fresh);
  }

  @Override
  public void connect(
      EventLoop loop, Evidence of, Consumer<OriginLeg> connected, Consumer<Throwable> failed) {
    connections.connect(loop, connected, failed);
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
