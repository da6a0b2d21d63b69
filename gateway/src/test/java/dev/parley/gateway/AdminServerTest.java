// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.netty.MemoryWire;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long the admin address waits, by a clock that goes when it is told to. */
class AdminServerTest {
  private static final long HEAD_MILLIS = 30_000;
  private static final long IDLE_MILLIS = 75_000;

  private final AdminServer admin = new AdminServer("localhost", () -> "{}");
  private final MemoryWire wire =
      MemoryWire.fromClient(UnpooledByteBufAllocator.DEFAULT, AdminServer.POLICY, admin::exchange);

  @AfterEach
  void end() {
    wire.end();
  }

  private void arrives(String text) {
    wire.arrives(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void aHeadThatStaysIncompleteIsGivenUp() {
    arrives("GET /origins HTTP/1.1\r\nHost: local");
    wire.passes(HEAD_MILLIS - 1);
    assertThat(wire.gone()).isFalse();
    wire.passes(1);
    assertThat(wire.gone()).isTrue();
    assertThat(wire.sent()).isEmpty();
  }

  @Test
  void aHeadThatOnlyDripsGetsNoMoreTime() {
    for (int dripped = 0; dripped < 30; dripped++) {
      assertThat(wire.gone()).isFalse();
      arrives(dripped == 0 ? "GET / HTTP/1.1\r\nX: " : "x");
      wire.passes(HEAD_MILLIS / 30);
    }
    assertThat(wire.gone()).isTrue();
  }

  @Test
  void aConnectionThatAsksNothingMoreIsClosed() {
    wire.passes(IDLE_MILLIS - 1);
    arrives("GET /origins HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(wire.sent()).startsWith("HTTP/1.1 200 OK\r\n");
    wire.passes(IDLE_MILLIS - 1);
    assertThat(wire.gone()).isFalse();
    wire.passes(1);
    assertThat(wire.gone()).isTrue();
  }
}
