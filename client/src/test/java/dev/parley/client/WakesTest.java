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

  private static Thread parked(CountDownLatch awake) {
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
  void nobodyIsWokenBeforeWhatIsDoneNow() throws Exception {
    CountDownLatch awake = new CountDownLatch(3);
    for (int i = 0; i < 3; i++) {
      wakes.wake(parked(awake));
    }
    assertThat(awake.getCount()).isEqualTo(3);
    afterwards.forEach(Runnable::run);
    assertThat(awake.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void nobodyIsWokenOnlyAfterSomebodyElse() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    wakes.wake(parked(first));
    wakes.wake(parked(second));
    afterwards.get(1).run();
    assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
    afterwards.get(0).run();
    assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whoIsAwakeWakesTheNextOne() throws Exception {
    CountDownLatch awake = new CountDownLatch(2);
    wakes.wake(parked(awake));
    wakes.wake(parked(awake));
    afterwards.get(0).run();
    wakes.wakeNext();
    assertThat(awake.await(10, TimeUnit.SECONDS)).isTrue();
    // There is nothing left to do.
    afterwards.get(1).run();
  }
}
