// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The server in Python's own library, with a few lines that store. */
record PythonServer(Program program, int port, Path root) implements UploadServer {
  private static final Pattern PORT = Pattern.compile("^(\\d+)\\n");

  static PythonServer start(Path folder, String protocol, long limit) throws IOException {
    Path root = UploadServer.root(folder);
    List<String> command =
        List.of(
            Installed.require("python3"),
            Script.path("put_server.py"),
            root.toString(),
            protocol,
            Long.toString(limit),
            Long.toString(Application.DECIDES_AFTER.toMillis()));
    Program program = Program.start(folder, command);
    return new PythonServer(program, Integer.parseInt(program.awaitOut(PORT).group(1)), root);
  }

  @Override
  public Path stored(String name) {
    return root.resolve(name);
  }

  @Override
  public void close() {
    program.close();
  }
}
