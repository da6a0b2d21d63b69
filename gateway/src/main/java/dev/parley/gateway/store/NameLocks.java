// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.util.Locale;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Locks shared out over names: equal names, in any case, always share one. */
final class NameLocks {

  private final Lock[] stripes = new Lock[64];

  NameLocks() {
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = new ReentrantLock();
    }
  }

  Lock of(Name name) {
    int spread = name.key().toLowerCase(Locale.ROOT).hashCode();
    return stripes[Math.floorMod(spread ^ (spread >>> 16), stripes.length)];
  }
}
