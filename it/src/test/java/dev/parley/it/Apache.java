// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Apache httpd, storing with its WebDAV module, and below {@code /slow/} with a CGI program. */
record Apache(Program program, int port, Path root) implements UploadServer {
  static Apache start(Path folder, long limit) throws IOException {
    String apache = Installed.require("apache2");
    int port = FreePort.find();
    Path root = UploadServer.root(folder);
    Files.createDirectory(root.resolve("ok"));
    Path cgi = Script.executable("store.cgi", folder);
    boolean superuser = "root".equals(System.getProperty("user.name"));
    // It gives up root, and so may its CGI program, which still have to write here.
    for (Path shared : List.of(folder, root, root.resolve("ok"))) {
      Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    Files.setPosixFilePermissions(folder.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
    Path config = folder.resolve("apache.conf");
    Files.writeString(
        config,
        """
        ServerRoot %1$s
        ServerName h
        Listen 127.0.0.1:%2$d
        PidFile %1$s/apache.pid
        DefaultRuntimeDir %1$s
        ErrorLog /dev/stderr
        LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
        LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
        LoadModule alias_module /usr/lib/apache2/modules/mod_alias.so
        LoadModule headers_module /usr/lib/apache2/modules/mod_headers.so
        LoadModule env_module /usr/lib/apache2/modules/mod_env.so
        LoadModule cgi_module /usr/lib/apache2/modules/mod_cgi.so
        LoadModule dav_module /usr/lib/apache2/modules/mod_dav.so
        LoadModule dav_fs_module /usr/lib/apache2/modules/mod_dav_fs.so
        %3$s
        DocumentRoot %4$s
        DavLockDB %1$s/locks
        LimitRequestBody %5$d
        Header always set X-Id "expr=%%{req:X-Id}"
        ScriptAlias /slow/ %6$s/slow/
        SetEnv STORE %4$s
        <Directory %4$s>
          Dav On
        </Directory>
        """
            .formatted(
                folder, port, superuser ? "User www-data\nGroup www-data" : "", root, limit, cgi));
    // One process, so that it is the one this test starts and ends.
    Program program = Program.start(folder, List.of(apache, "-X", "-f", config.toString()));
    program.awaitListening(port);
    return new Apache(program, port, root);
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
