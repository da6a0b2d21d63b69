// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import java.io.IOException;
import java.nio.file.Path;

/** An origin that can be reached through a proxy only. */
record ProxiedOrigin(OutcomeOrigin origin, Proxy proxy, int lost) implements OutcomeOrigin {
  /** Puts a proxy in front of {@code origin}, and closes both. */
  static ProxiedOrigin start(Proxy.Kind kind, Path folder, OutcomeOrigin origin)
      throws IOException {
    return new ProxiedOrigin(origin, kind.start(folder, origin.port()), kind.lost());
  }

  @Override
  public int port() {
    return proxy.port();
  }

  @Override
  public boolean echoes(int status) {
    return origin.echoes(status);
  }

  @Override
  public String digest(String path, String content) throws IOException {
    return origin.digest(path, content);
  }

  @Override
  public void close() throws IOException {
    proxy.close();
    origin.close();
  }
}
