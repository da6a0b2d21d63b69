// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folders of all stores, as the file system knows them.
 *
 * <p>Two routes may share a folder, under any two names of it. A folder in the folder of another
 * store is refused: what one of them admits, keeps or hides, the other would serve.
 */
final class StoreFolders {
  private final List<Folder> folders = new ArrayList<>();

  /** A folder under the name that a setting gives to it, and its place without links. */
  private record Folder(String key, Path written, Path real) {
    boolean is(Path place) {
      return place.equals(real) || sameFile(place, real);
    }

    boolean liesIn(Folder outer) {
      for (Path up = real.getParent(); up != null; up = up.getParent()) {
        if (outer.is(up)) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * Reads which folders there are; creates none.
   *
   * @throws UnusableException when one lies in another
   */
  static StoreFolders of(List<RoutePolicy> routes) throws UnusableException {
    StoreFolders all = new StoreFolders();
    for (int i = 0; i < routes.size(); i++) {
      Optional<Path> written = routes.get(i).store();
      if (written.isPresent()) {
        all.add(new Folder("routes[" + i + "].store", written.get(), real(written.get())));
      }
    }
    return all;
  }

  private void add(Folder added) throws UnusableException {
    for (Folder other : folders) {
      refuseNested(added, other);
      refuseNested(other, added);
    }
    folders.add(added);
  }

  private static void refuseNested(Folder inner, Folder outer) throws UnusableException {
    if (inner.liesIn(outer)) {
      throw new UnusableException(
          inner.key(),
          inner.written()
              + " lies in "
              + outer.written()
              + ", the folder of "
              + outer.key()
              + " (expected: a folder outside of every other store)",
          null);
    }
  }

  /** How many there are, or 1. */
  long count() {
    return Math.max(1, folders.stream().map(folder -> one(folder.written())).distinct().count());
  }

  /** One path for a folder, however the routes that share it spell it. */
  Path one(Path written) {
    Path real = real(written);
    return folders.stream().filter(f -> f.is(real)).findFirst().map(Folder::real).orElse(real);
  }

  /** The place without links, as far as there is one already. */
  private static Path real(Path written) {
    Path absolute = written.toAbsolutePath();
    @Nullable Path there = absolute;
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there == null) {
      return absolute.normalize();
    }
    try {
      return there.toRealPath().resolve(there.relativize(absolute)).normalize();
    } catch (IOException unreadable) {
      return absolute.normalize();
    }
  }

  /** Also where a mount or a file system that ignores case gives a folder two paths. */
  private static boolean sameFile(Path one, Path other) {
    try {
      return Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
    } catch (IOException unreadable) {
      return false;
    }
  }
}
