// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.netty.DownstreamPolicy;
import dev.parley.netty.MemoryWire;
import dev.parley.netty.OriginLeg;
import dev.parley.netty.UpstreamPolicy;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A gateway with one client and one origin, all of it in memory and on one thread. */
final class MemoryGateway implements AutoCloseable {
  private static final LoggedErrors ERRORS = new LoggedErrors();

  private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(false);
  private final MemoryWire.Origin origin = new MemoryWire.Origin(buffers, UpstreamPolicy.DEFAULTS);
  private final ArrayDeque<Runnable> connects = new ArrayDeque<>();
  private final List<MemoryWire> originWires = new ArrayList<>();
  private final MemoryWire client;

  MemoryGateway() {
    OriginAddress address = new OriginAddress("origin", 80);
    Route route =
        new Route(GatewayPolicy.RoutePolicy.to(address), List.of(new Scripted()), List.of());
    Phases phases =
        new Phases(
            List.of(route),
            new Waiting(WaitingPolicy.DEFAULTS),
            GatewayPolicy.UnknownExpectations.REFUSE,
            Duration.ofMinutes(1),
            new RecordOutcome(null));
    client =
        MemoryWire.fromClient(
            buffers, DownstreamPolicy.DEFAULTS, down -> new Exchange(phases, down).relay());
  }

  MemoryWire client() {
    return client;
  }

  /** The connections to the origin, in the order they were made. */
  List<MemoryWire> originWires() {
    return originWires;
  }

  /** Lets connections be made that are asked for, and everything else come to rest. */
  void settle() {
    for (Runnable next = connects.poll(); next != null; next = connects.poll()) {
      next.run();
    }
    client.settle();
    for (int i = 0; i < originWires.size(); i++) {
      originWires.get(i).settle();
    }
    client.settle();
    if (!connects.isEmpty()) {
      settle();
    }
  }

  /**
   * Ends every connection.
   *
   * @throws AssertionError when a buffer is left, or something failed on our side meanwhile
   */
  @Override
  public void close() {
    client.breaks();
    originWires.forEach(MemoryWire::breaks);
    settle();
    client.end();
    originWires.forEach(MemoryWire::end);
    assertThat(buffers.metric().usedHeapMemory() + buffers.metric().usedDirectMemory())
        .as("bytes of buffers left")
        .isZero();
    ERRORS.assertNone();
  }

  /** Connections are made at the next {@link #settle}. */
  private final class Scripted implements Origin {
    private final OriginRecord record =
        new OriginRecord("origin", ExpectMode.AUTO, UpstreamPolicy.DEFAULTS.expect());

    @Override
    public OriginRecord record() {
      return record;
    }

    @Override
    public String authority() {
      return "origin";
    }

    @Override
    public @Nullable OriginLeg pooled(EventLoop loop, Evidence of, boolean fresh) {
      return origin.pooled();
    }

    @Override
    public void connect(
        EventLoop loop, Evidence of, Consumer<OriginLeg> connected, Consumer<Throwable> failed) {
      connects.add(() -> originWires.add(origin.connect(connected)));
    }
  }
}
