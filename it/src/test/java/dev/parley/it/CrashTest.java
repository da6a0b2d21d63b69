// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.ScriptedClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void aKilledGatewayShowsNoPartOfAFileAndTheNextOneClearsItAway() throws Exception {
    StoredFiles files = new StoredFiles(folder.resolve("parley-data"));
    try (Parley first = Parley.serve(folder);
        ScriptedClient client = files.upload(first)) {
      first.program().signal("KILL");
      assertThat(first.program().exitCode(Program.PATIENCE)).isEqualTo(128 + 9);
      client.discardToEof();
    }
    assertThat(files.visible()).isEmpty();
    assertThat(files.unfinished()).hasSize(1);
    try (Parley next = Parley.serve(folder)) {
      assertThat(next.program().out())
          .contains("cleared away unfinished uploads of an earlier run: 1");
      files.holdNothing();
    }
  }
}
