// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.ScriptedClient;
import dev.parley.testkit.ScriptedOrigin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Being told to stop, in the middle of an upload. */
class SignalTest {
  private static final Duration SOON = Duration.ofSeconds(3);

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void aStopEndsTheProcessSoonAndLeavesNothingInTheStore(String signal, int exitCode)
      throws Exception {
    StoredFiles files = new StoredFiles(folder.resolve("parley-data"));
    try (Parley parley = Parley.serve(interruptible(), folder);
        ScriptedClient client = files.upload(parley)) {
      stop(parley, signal, exitCode);
      client.discardToEof();
      files.holdNothing();
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void aStopEndsTheProcessSoonAndLeavesTheOrigin(String signal, int exitCode) throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.readRequestHead();
                  peer.send("HTTP/1.1 100 Continue\r\n\r\n");
                  peer.discardToEof();
                });
        Parley parley = Parley.serve(interruptible(), folder, "--origin", origin.uri().toString());
        ScriptedClient client = ScriptedClient.connect(parley.address())) {
      client.send(
          "PUT /a HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");
      client.readInterim(100);
      client.send("half");
      stop(parley, signal, exitCode);
      client.discardToEof();
      origin.verify();
    }
  }

  private static void stop(Parley parley, String signal, int exitCode) throws Exception {
    long before = System.nanoTime();
    parley.program().signal(signal);
    assertThat(parley.program().exitCode(SOON)).isEqualTo(exitCode);
    Measured.note(
        "%s during an upload: the process ended after %d ms"
            .formatted(signal, Duration.ofNanos(System.nanoTime() - before).toMillis()));
    assertThat(parley.program().err()).isEmpty();
  }

  /** A job in the background inherits a deaf ear for Ctrl-C; this program is in the foreground. */
  private static Parley.Jvm interruptible() {
    return new Parley.Jvm(
        List.of(Installed.require("env"), "--default-signal=INT"),
        Parley.Jvm.QUICK.java(),
        Parley.Jvm.QUICK.arguments());
  }
}
