// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.ByteSize;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LoopMemoryTest {
  private static final int MIB = 1 << 20;
  private static final InetAddress ONE = address(1);
  private static final InetAddress OTHER = address(2);
  private static final InetAddress THIRD = address(3);

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final HeldMemory all =
      new HeldMemory(
          new MemoryPolicy(Optional.of(new ByteSize(8 * MIB)), Optional.of(new ByteSize(4 * MIB))));
  private final LoopMemory memory = all.on(channel.eventLoop());
  private final List<Holding> dropped = new ArrayList<>();

  LoopMemoryTest() {
    channel.freezeTime();
  }

  @AfterEach
  void end() {
    channel.finishAndReleaseAll();
    ReadBuffers.countedBy(null);
  }

  private static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Has everybody looked at, after a while in which {@code moving} move a piece each. */
  private void look(Holding... moving) {
    channel.advanceTimeBy(10, TimeUnit.SECONDS);
    for (Holding each : moving) {
      each.moved += MessageLimits.CONTENT_PIECE;
    }
    memory.took(64 * MIB);
    channel.runPendingTasks();
    channel.advanceTimeBy(100, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  private Holding holding(InetAddress client, int bytes) {
    return new Holding(client, bytes);
  }

  private final class Holding implements LoopMemory.Holder {
    private final InetAddress client;
    private final LoopMemory.Entry entry;
    private long held;
    private long moved;

    Holding(InetAddress client, int held) {
      this.client = client;
      this.held = held;
      this.entry = memory.add(this);
    }

    @Override
    public InetAddress client() {
      return client;
    }

    @Override
    public long held() {
      return held;
    }

    @Override
    public long moved() {
      return moved;
    }

    @Override
    public void drop() {
      dropped.add(this);
      held = 0;
      entry.remove();
    }
  }

  @Test
  void nobodyIsDroppedBelowTheLimit() {
    holding(ONE, 4 * MIB);
    holding(OTHER, 4 * MIB);
    look();
    assertThat(dropped).isEmpty();
    assertThat(all.held()).isEqualTo(8L * MIB);
  }

  @Test
  void theOneThatMovesLeastForWhatItHoldsIsDropped() {
    Holding moving = holding(ONE, 3 * MIB);
    Holding small = holding(OTHER, MIB);
    Holding stuck = holding(OTHER, 3 * MIB);
    Holding late = holding(THIRD, MIB);
    look(moving, small, late);
    assertThat(dropped).isEmpty();
    late.held = 2 * MIB;
    look(moving, small, late);
    assertThat(dropped).containsExactly(stuck);
    assertThat(all.held()).isEqualTo(6L * MIB);
  }

  @Test
  void aClientThatHoldsMoreThanItsShareLosesItsOwnFirst() {
    Holding stuck = holding(OTHER, 3 * MIB);
    Holding greedy = holding(ONE, 3 * MIB);
    Holding greedier = holding(ONE, 3 * MIB);
    look(greedy, greedier);
    look(greedier);
    assertThat(dropped).doesNotContain(stuck, greedier).containsExactly(greedy);
  }

  @Test
  void piecesAreSmallWhileMuchIsHeld() {
    assertThat(memory.piece()).isEqualTo(MessageLimits.CONTENT_PIECE);
    Holding holding = holding(ONE, 4 * MIB);
    look();
    assertThat(memory.piece()).isEqualTo(16 * 1024);
    assertThat(all.take(128 * 1024)).isEqualTo(16 * 1024);
    holding.held = MIB;
    channel.advanceTimeBy(1, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertThat(memory.piece()).isEqualTo(MessageLimits.CONTENT_PIECE);
    assertThat(all.take(1000)).isEqualTo(1000);
  }

  @Test
  void whatOtherThreadsTakeCausesALookToo() {
    holding(ONE, 9 * MIB);
    for (int i = 0; i < 1000 && dropped.isEmpty(); i++) {
      all.take(MessageLimits.CONTENT_PIECE);
      channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
      channel.runPendingTasks();
      channel.runScheduledPendingTasks();
    }
    assertThat(dropped).hasSize(1);
  }

  @Test
  void whatWasTakenSinceTheLastLookCausesTheNext() {
    holding(ONE, 5 * MIB);
    memory.took(8 * MIB);
    channel.runPendingTasks();
    assertThat(all.held()).isEqualTo(5L * MIB);
  }
}
