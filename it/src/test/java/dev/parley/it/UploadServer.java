// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real server that stores what is PUT, behind the gateway. */
interface UploadServer extends AutoCloseable {
  int port();

  /** Where a name is stored. */
  Path stored(String name);

  /** The path to PUT a name to. */
  default String path(String name) {
    return "/" + name;
  }

  /** Makes it late with its decision about the next request that has this {@code X-Id}. */
  default void slowDown(String id) {}

  @Override
  void close() throws IOException;

  default String url() {
    return "http://127.0.0.1:" + port();
  }

  /** The kinds there are. */
  enum Kind {
    NGINX {
      @Override
      UploadServer start(Path folder) throws IOException {
        return Nginx.start(folder, "0");
      }
    },
    HAPROXY_BEFORE_NGINX {
      @Override
      UploadServer start(Path folder) throws IOException {
        return Haproxy.start(folder, Nginx.start(folder, "0"));
      }
    },
    JETTY {
      @Override
      UploadServer start(Path folder) throws IOException {
        return JettyServer.start(folder);
      }
    },
    PYTHON_HTTP_1_0 {
      @Override
      UploadServer start(Path folder) throws IOException {
        return PythonServer.start(folder, "HTTP/1.0", Long.MAX_VALUE);
      }
    },
    PYTHON_HTTP_1_1 {
      @Override
      UploadServer start(Path folder) throws IOException {
        return PythonServer.start(folder, "HTTP/1.1", Long.MAX_VALUE);
      }
    };

    abstract UploadServer start(Path folder) throws IOException;
  }

  /** A new folder for the files of one server. */
  static Path root(Path folder) throws IOException {
    return Files.createDirectory(folder.resolve("stored"));
  }
}
