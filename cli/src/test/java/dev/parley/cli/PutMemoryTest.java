// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one run of {@code parley put} leaves for the next one. */
class PutMemoryTest {
  @TempDir private Path folder = Path.of("");

  private CommandRun put(String... arguments) throws IOException {
    Path file = Files.write(folder.resolve("a"), new byte[1 << 20]);
    String[] all = new String[arguments.length + 1];
    all[0] = file.toString();
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return CommandRun.of(folder, "put", all);
  }

  private void isAskedOnce(String known, Script... scripts) throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.inOrder(scripts)) {
      String url = origin.uri() + "/a";
      assertThat(put("--expect=1KiB", url).exitCode()).isZero();
      assertThat(origin.connection(0).heads().get(0).expectsContinue()).isTrue();
      CommandRun second = put("--expect=1KiB", url);
      assertThat(second.exitCode()).isZero();
      assertThat(second.err()).contains("(not asked: the server " + known + ")");
      Head last = origin.connection(scripts.length - 1).heads().get(0);
      assertThat(last.has("Expect")).isFalse();
    }
  }

  @Test
  void aSilentServerIsAskedOnce() throws Exception {
    isAskedOnce(
        "stays silent",
        OriginScripts.silentUntilContentThen(201),
        OriginScripts.silentUntilContentThen(201));
  }

  @Test
  void aServerThatFailsExpectationsIsAskedOnce() throws Exception {
    isAskedOnce(
        "fails expectations",
        OriginScripts.expectationFailedThenAccept(),
        OriginScripts.expectationFailedThenAccept(),
        OriginScripts.expectationFailedThenAccept());
  }

  @Test
  void aServerOfHttp10IsAskedOnce() throws Exception {
    isAskedOnce("speaks HTTP/1.0", OriginScripts.http10(201), OriginScripts.http10(201));
  }

  @Test
  void whoWantsNoMemoryHasNone() throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.inOrder(OriginScripts.http10(201), OriginScripts.http10(201))) {
      for (int i = 0; i < 2; i++) {
        assertThat(put("--no-memory", "--expect=1KiB", origin.uri() + "/a").exitCode()).isZero();
        assertThat(origin.connection(i).heads().get(0).expectsContinue()).isTrue();
      }
      assertThat(folder.resolve("cache")).doesNotExist();
    }
  }
}
