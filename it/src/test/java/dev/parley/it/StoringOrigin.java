// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import java.io.IOException;

/** An origin that is a program which stores. */
record StoringOrigin(UploadServer server, boolean echoesRefusals) implements OutcomeOrigin {
  @Override
  public int port() {
    return server.port();
  }

  @Override
  public String path(Upload upload, String id) {
    return server.path(upload.folder() + "/" + id);
  }

  @Override
  public void prepare(Upload upload) {
    if (upload.slow()) {
      server.slowDown(upload.id());
    }
  }

  @Override
  public boolean echoes(int status) {
    return status < 400 || echoesRefusals;
  }

  @Override
  public String digest(String path, String content) throws IOException {
    String store = server.path("");
    return Sample.hex(server.stored(path.substring(store.length())));
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
