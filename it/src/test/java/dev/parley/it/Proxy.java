// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program that forwards to another port of this machine. */
record Proxy(Program program, int port) implements AutoCloseable {
  /** Ends it in order: some of them have processes of their own. */
  @Override
  public void close() {
    program.stop();
  }

  /** The kinds there are. */
  enum Kind implements Tabulated {
    HAPROXY("HAProxy", "2.6", "haproxy", "-v", 502) {
      @Override
      List<String> command(Path folder, String program, int port, int behind) throws IOException {
        Path config =
            write(
                folder,
                """
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 60s
                  timeout server 60s
                frontend in
                  bind 127.0.0.1:%d
                  default_backend out
                backend out
                  server behind 127.0.0.1:%d
                """
                    .formatted(port, behind));
        return List.of(program, "-db", "-f", config.toString());
      }
    },
    NGINX("nginx, as it comes", "1.22", "nginx", "-v", 502) {
      @Override
      List<String> command(Path folder, String program, int port, int behind) throws IOException {
        return nginx(folder, program, port, behind, "");
      }
    },
    NGINX_UNBUFFERED("nginx, HTTP/1.1, unbuffered", "1.22", "nginx", "-v", 502) {
      @Override
      List<String> command(Path folder, String program, int port, int behind) throws IOException {
        String more = "proxy_http_version 1.1; proxy_request_buffering off;";
        return nginx(folder, program, port, behind, more);
      }
    },
    SQUID("Squid", "5.7", "squid", "-v", 502) {
      @Override
      List<String> command(Path folder, String program, int port, int behind) throws IOException {
        Path config =
            write(
                folder,
                """
                http_port 127.0.0.1:%1$d accel defaultsite=h
                cache_peer 127.0.0.1 parent %2$d 0 no-query originserver name=behind
                never_direct allow all
                http_access allow all
                cache deny all
                cache_mem 8 MB
                memory_cache_shared off
                access_log none
                cache_log /dev/null
                pid_filename none
                netdb_filename none
                pinger_enable off
                shutdown_lifetime 0 seconds
                visible_hostname squid
                coredump_dir %3$s
                """
                    .formatted(port, behind, folder));
        return List.of(program, "-N", "-f", config.toString());
      }
    },
    VARNISH_PASS("Varnish, pass", "7.1", "varnishd", "-V", 503) {
      @Override
      List<String> command(Path folder, String program, int port, int behind) throws IOException {
        return varnish(folder, program, port, behind, "pass");
      }
    },
    VARNISH_PIPE("Varnish, pipe", "7.1", "varnishd", "-V", 0) {
      @Override
      List<String> command(Path folder, String program, int port, int behind) throws IOException {
        return varnish(folder, program, port, behind, "pipe");
      }
    };

    private final String title;
    private final String pinned;
    private final String program;
    private final String versionOption;
    private final int lost;

    Kind(String title, String pinned, String program, String versionOption, int lost) {
      this.title = title;
      this.pinned = pinned;
      this.program = program;
      this.versionOption = versionOption;
      this.lost = lost;
    }

    @Override
    public String title() {
      return title;
    }

    @Override
    public String pinned() {
      return pinned;
    }

    @Override
    public String version() throws IOException {
      return Tabulated.version(program, versionOption);
    }

    /** What it answers where it still sent when the origin refused, by chance; 0 for never. */
    int lost() {
      return lost;
    }

    Proxy start(Path folder, int behind) throws IOException {
      int port = FreePort.find();
      List<String> command = command(folder, Installed.require(program), port, behind);
      Proxy proxy = new Proxy(Program.start(folder, command), port);
      proxy.program().awaitListening(port);
      return proxy;
    }

    abstract List<String> command(Path folder, String program, int port, int behind)
        throws IOException;

    private static List<String> nginx(
        Path folder, String program, int port, int behind, String more) throws IOException {
      Path config =
          write(
              folder,
              Nginx.config(
                  folder,
                  """
                  server {
                    listen 127.0.0.1:%d;
                    client_max_body_size 0;
                    location / { proxy_pass http://127.0.0.1:%d; %s }
                  }
                  """
                      .formatted(port, behind, more)));
      return Nginx.command(folder, program, config);
    }

    private static List<String> varnish(
        Path folder, String program, int port, int behind, String action) throws IOException {
      Path config =
          write(
              folder,
              """
              vcl 4.1;
              backend default { .host = "127.0.0.1"; .port = "%d"; }
              sub vcl_recv { return (%s); }
              """
                  .formatted(behind, action));
      return List.of(
          program,
          "-F",
          "-j",
          "none",
          "-n",
          folder.resolve("varnish").toString(),
          "-a",
          "127.0.0.1:" + port,
          "-f",
          config.toString(),
          "-s",
          "malloc,16m");
    }

    private static Path write(Path folder, String config) throws IOException {
      return Files.writeString(folder.resolve("proxy.conf"), config);
    }
  }
}
