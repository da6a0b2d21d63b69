// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import dev.parley.testkit.Head;
import dev.parley.testkit.ScriptedClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** nginx, storing with its WebDAV module. */
record Nginx(Program program, int port, Path root) implements UploadServer {
  static Nginx start(Path folder, String largest) throws IOException {
    String nginx = Installed.require("nginx");
    int port = FreePort.find();
    Path root = UploadServer.root(folder);
    Path config = folder.resolve("nginx.conf");
    Files.writeString(
        config,
        config(
            folder,
            """
            limit_req_zone $http_x_id zone=slow:1m rate=2r/s;
            server {
              listen 127.0.0.1:%d;
              root %s;
              add_header X-Id $http_x_id always;
              client_max_body_size %s;
              dav_methods PUT;
              create_full_put_path on;
              location /slow/ { limit_req zone=slow burst=1; }
            }
            """
                .formatted(port, root, largest)));
    Program program = Program.start(folder, command(folder, nginx, config));
    program.awaitListening(port);
    return new Nginx(program, port, root);
  }

  /** A configuration with these servers. */
  static String config(Path folder, String servers) {
    // One process, so that it is the one this test starts and ends.
    return """
    daemon off;
    master_process off;
    pid %1$s/nginx.pid;
    error_log stderr;
    events { worker_connections 256; }
    http {
      access_log off;
      client_body_temp_path %1$s/nginx-content;
      proxy_temp_path %1$s/nginx-proxy;
      fastcgi_temp_path %1$s/nginx-fastcgi;
      uwsgi_temp_path %1$s/nginx-uwsgi;
      scgi_temp_path %1$s/nginx-scgi;
      %2$s
    }
    """
        .formatted(folder, servers);
  }

  static List<String> command(Path folder, String nginx, Path config) {
    return List.of(nginx, "-p", folder.toString(), "-e", "stderr", "-c", config.toString());
  }

  @Override
  public Path stored(String name) {
    return root.resolve(name);
  }

  /** Its only way to be slow: a second request within half a second has to wait. */
  @Override
  public void slowDown(String id) {
    try (ScriptedClient client = ScriptedClient.connect("127.0.0.1", port)) {
      client.send("GET /slow/ HTTP/1.1\r\nHost: h\r\nX-Id: " + id + "\r\n\r\n");
      Head head = client.readFinal();
      client.discardContent(head);
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
