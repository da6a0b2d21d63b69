// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * A stored file held open, with what is known about exactly these bytes.
 *
 * @param checksum empty when somebody was changing the file while it was read
 */
record Opened(FileChannel channel, Stamp stamp, Optional<Checksum> checksum)
    implements AutoCloseable {

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
