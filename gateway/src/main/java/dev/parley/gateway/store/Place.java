// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.nio.file.Path;

/**
 * Where a name lies on disk and what is there now.
 *
 * @param missing how many folders above it are missing
 */
record Place(Name name, Path path, Kind kind, int missing) {

  /** What stands at a place, seen without following links. */
  enum Kind {
    NOTHING,
    FILE,
    FOLDER,
    /** A file stands where the path needs a folder. */
    BLOCKED,
    /**
     * A symbolic link or a special file, at the end or on the way: none of the store's business.
     */
    FOREIGN
  }

  Place(Name name, Path path, Kind kind) {
    this(name, path, kind, 0);
  }

  boolean holds(Kind expected) {
    return kind == expected;
  }
}
