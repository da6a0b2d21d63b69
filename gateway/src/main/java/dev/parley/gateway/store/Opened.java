// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.Optional;

/**
 * A stored file held open, with what is known about exactly these bytes.
 *
 * @param settled whether every later change will give it another stamp
 * @param checksum empty when somebody was changing the file while it was read, or it is not read
 */
record Opened(FileChannel channel, Stamp stamp, boolean settled, Optional<Checksum> checksum)
    implements AutoCloseable {

  Validators validators(Instant modified) {
    return new Validators(
        checksum.map(Checksum::entityTag),
        settled ? Optional.of(stamp) : Optional.empty(),
        settled && checksum.isEmpty(),
        modified);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
