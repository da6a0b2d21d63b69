// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.core.Checks;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Refuses a store that would serve, and let clients change, what the gateway itself relies on. */
final class ServedFolders {
  private ServedFolders() {}

  /**
   * Throws unless all is well.
   *
   * @param config the file that the policy comes from
   * @throws IllegalArgumentException when it, or the access log, lies in a store
   */
  static void check(GatewayPolicy policy, Path config) {
    Optional<Path> log = policy.accessLog().flatMap(AccessLogPolicy::file);
    for (int i = 0; i < policy.routes().size(); i++) {
      RoutePolicy route = policy.routes().get(i);
      if (route.store().isPresent()) {
        Path store = route.store().get();
        String name = "routes[" + i + "].store";
        if (holds(store, config)) {
          throw Checks.wrong(
              name, store, "a folder that does not hold this file, which it would serve");
        }
        if (log.isPresent() && holds(store, log.get())) {
          throw Checks.wrong(
              name, store, "a folder that does not hold access-log.file, which it would serve");
        }
      }
    }
  }

  private static boolean holds(Path folder, Path file) {
    return real(file).startsWith(real(folder));
  }

  /** With its links followed, as far as it is there. */
  private static Path real(Path path) {
    Path whole = path.toAbsolutePath().normalize();
    try {
      return whole.toRealPath();
    } catch (IOException notThere) {
      Path parent = whole.getParent();
      Path name = whole.getFileName();
      return parent == null || name == null ? whole : real(parent).resolve(name);
    }
  }
}
