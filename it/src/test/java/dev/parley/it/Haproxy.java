// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import java.io.IOException;
import java.nio.file.Path;

/** HAProxy in front of a server that stores. */
record Haproxy(Proxy proxy, UploadServer behind) implements UploadServer {
  static Haproxy start(Path folder, UploadServer behind) throws IOException {
    return new Haproxy(Proxy.Kind.HAPROXY.start(folder, behind.port()), behind);
  }

  @Override
  public int port() {
    return proxy.port();
  }

  @Override
  public Path stored(String name) {
    return behind.stored(name);
  }

  @Override
  public void close() throws IOException {
    proxy.close();
    behind.close();
  }
}
