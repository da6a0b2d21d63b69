// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A gateway that can be started.
 *
 * @param name how the tables call it
 * @param version what exactly it is
 * @param warming whether it gets faster while it runs
 * @param launch how to start it
 */
record Contender(String name, String version, Warming warming, Launch launch) {
  /** Whether a program gets faster while it runs. */
  enum Warming {
    /** It compiles itself, or might. */
    SLOW,
    NONE
  }

  /** How a gateway is started in front of an origin. */
  interface Launch {
    /** What to run, after writing into {@code folder} what it needs. */
    Command command(Path folder, int port, int originPort) throws IOException;
  }

  /** A program, its arguments, and what its environment has besides ours. */
  record Command(List<String> words, Map<String, String> environment) {
    Command {
      words = List.copyOf(words);
      environment = Map.copyOf(environment);
    }
  }

  /** A parley, started as its users start it. */
  static Launch parley(List<String> program, Map<String, String> environment) {
    return (folder, port, originPort) -> {
      List<String> words = new ArrayList<>(program);
      words.addAll(
          List.of(
              "serve",
              "--access-log",
              "off",
              "--listen",
              Origin.HOST + ":" + port,
              "--origin",
              "http://" + Origin.HOST + ":" + originPort));
      return new Command(words, environment);
    };
  }

  /** Any gateway, as a command with {@code {port}} and {@code {origin-port}} in it. */
  static Launch template(String command) {
    return (folder, port, originPort) ->
        new Command(
            List.of(
                command
                    .replace("{port}", Integer.toString(port))
                    .replace("{origin-port}", Integer.toString(originPort))
                    .strip()
                    .split("\\s+", -1)),
            Map.of());
  }

  /** One worker that passes content on as it comes; all else at its default. */
  static Launch nginx(Path program) {
    return (folder, port, originPort) -> {
      Path file =
          Files.writeString(
              folder.resolve("nginx.conf"),
              """
              daemon off;
              worker_processes 1;
              pid %1$s/nginx.pid;
              error_log stderr error;
              events { worker_connections 4096; }
              http {
                access_log off;
                client_max_body_size 0;
                keepalive_requests 1000000000;
                client_body_temp_path %1$s/body;
                proxy_temp_path %1$s/proxy;
                fastcgi_temp_path %1$s/fastcgi;
                uwsgi_temp_path %1$s/uwsgi;
                scgi_temp_path %1$s/scgi;
                upstream origin {
                  server %2$s:%4$d;
                  keepalive 64;
                  keepalive_requests 1000000000;
                }
                server {
                  listen %2$s:%3$d;
                  location / {
                    proxy_pass http://origin;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    proxy_request_buffering off;
                  }
                }
              }
              """
                  .formatted(folder, Origin.HOST, port, originPort));
      return new Command(
          List.of(
              program.toString(),
              "-e",
              "stderr",
              "-p",
              folder.toString(),
              "-c",
              file.toAbsolutePath().toString()),
          Map.of());
    };
  }

  /** One thread that reuses connections; all else at its default. */
  static Launch haproxy(Path program, String... options) {
    return (folder, port, originPort) -> {
      Path file =
          Files.writeString(
              folder.resolve("haproxy.cfg"),
              """
              global
                nbthread 1
                maxconn 4096
              defaults
                mode http
                timeout connect 5s
                timeout client 60s
                timeout server 60s
                option http-keep-alive
                http-reuse always
                %1$s
              frontend clients
                bind %2$s:%3$d
                default_backend origins
              backend origins
                server origin %2$s:%4$d
              """
                  .formatted(String.join("\n  ", options), Origin.HOST, port, originPort));
      return new Command(
          List.of(program.toString(), "-db", "-q", "-f", file.toAbsolutePath().toString()),
          Map.of());
    };
  }
}
