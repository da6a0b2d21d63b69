// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The question how many bytes a folder can still take. */
@FunctionalInterface
public interface UsableSpace {

  /** Asks the file system. */
  UsableSpace OF_FILE_SYSTEM = folder -> Files.getFileStore(folder).getUsableSpace();

  long usable(Path folder) throws IOException;
}
