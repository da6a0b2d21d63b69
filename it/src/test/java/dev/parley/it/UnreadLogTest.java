// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.ScriptedClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Standard error that nobody reads. */
class UnreadLogTest {
  /** A line or two for each; a pipe holds 64 KiB. */
  private static final int EXCHANGES = 1500;

  /** The pipe has a reader, which does not read. */
  private static final List<String> STUCK =
      List.of("sh", "-c", "mkfifo stuck && exec 3<>stuck && exec \"$@\" 2>stuck", "sh");

  @TempDir private Path folder = Path.of("");

  @Test
  void theGatewayAnswersAndStopsAllTheSame() throws Exception {
    Parley.Jvm jvm = new Parley.Jvm(STUCK, Parley.Jvm.QUICK.java(), Parley.Jvm.QUICK.arguments());
    try (Parley parley = Parley.serve(jvm, folder, "--log-level", "debug");
        ScriptedClient client = ScriptedClient.connect(parley.address())) {
      for (int i = 0; i < EXCHANGES; i++) {
        client.send("GET /none HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        client.readContent(client.readFinal(404));
      }
      parley.program().signal("TERM");
      assertThat(parley.program().exitCode(Duration.ofSeconds(30))).isEqualTo(143);
    }
  }
}
