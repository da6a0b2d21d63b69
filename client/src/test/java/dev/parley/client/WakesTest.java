// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class WakesTest {
  private final List<Runnable> afterwards = new ArrayList<>();
  private final Wakes wakes = new Wakes(afterwards::add);

  private static Thread asleep(CountDownLatch awake) {
    Thread thread =
        new Thread(
            () -> {
              LockSupport.park();
              awake.countDown();
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Test
  void allAreWokenAfterwardsInOneTask() throws Exception {
    CountDownLatch awake = new CountDownLatch(3);
    for (int i = 0; i < 3; i++) {
      wakes.wake(asleep(awake));
    }
    assertThat(afterwards).hasSize(1);
    afterwards.get(0).run();
    assertThat(awake.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(wakes.wakeNext()).isFalse();
  }

  @Test
  void whoIsAwakeWakesTheNextOne() throws Exception {
    CountDownLatch awake = new CountDownLatch(1);
    wakes.wake(asleep(awake));
    assertThat(wakes.wakeNext()).isTrue();
    assertThat(awake.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(wakes.wakeNext()).isFalse();
  }

  @Test
  void whoComesAfterwardsIsWokenInAnotherTask() throws Exception {
    CountDownLatch awake = new CountDownLatch(2);
    wakes.wake(asleep(awake));
    afterwards.get(0).run();
    wakes.wake(asleep(awake));
    assertThat(afterwards).hasSize(2);
    afterwards.get(1).run();
    assertThat(awake.await(10, TimeUnit.SECONDS)).isTrue();
  }
}
