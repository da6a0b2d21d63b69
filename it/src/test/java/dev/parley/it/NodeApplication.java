// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The server in Node's own library, with a few lines that count. */
final class NodeApplication {
  private static final Pattern PORT = Pattern.compile("^(\\d+)\\n");

  private NodeApplication() {}

  /** Starts it; {@code continues} is {@code itself} or {@code checkContinue}. */
  static Application start(Path folder, String continues) throws IOException {
    Program program =
        Program.start(
            folder,
            List.of(
                Installed.require("node"),
                Script.path("application.js"),
                continues,
                Long.toString(Application.LIMIT),
                Long.toString(Application.DECIDES_AFTER.toMillis())));
    return new Application(Integer.parseInt(program.awaitOut(PORT).group(1)), program::close);
  }
}
