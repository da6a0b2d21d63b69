// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** lighttpd, storing with a CGI program. */
record Lighttpd(Program program, int port, Path root) implements UploadServer {
  static Lighttpd start(Path folder, long limit) throws IOException {
    String lighttpd = Installed.require("lighttpd");
    int port = FreePort.find();
    Path root = UploadServer.root(folder);
    Files.createDirectory(root.resolve("ok"));
    Files.createDirectory(root.resolve("slow"));
    Script.executable("store.cgi", folder);
    Path config = folder.resolve("lighttpd.conf");
    Files.writeString(
        config,
        """
        server.modules = ( "mod_setenv", "mod_cgi" )
        server.document-root = "%1$s"
        server.bind = "127.0.0.1"
        server.port = %2$d
        server.max-request-size = %3$d
        server.upload-dirs = ( "%1$s" )
        cgi.assign = ( ".cgi" => "" )
        setenv.set-environment = ( "STORE" => "%4$s" )
        """
            .formatted(folder, port, limit >> 10, root));
    Program program = Program.start(folder, List.of(lighttpd, "-D", "-f", config.toString()));
    program.awaitListening(port);
    return new Lighttpd(program, port, root);
  }

  @Override
  public String path(String name) {
    return "/store.cgi/" + name;
  }

  @Override
  public Path stored(String name) {
    return root.resolve(name);
  }

  @Override
  public void close() {
    program.stop();
  }
}
