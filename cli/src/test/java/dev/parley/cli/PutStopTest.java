// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interrupt, and what it leaves. */
class PutStopTest {
  @TempDir private Path folder = Path.of("");

  private String file(String name) throws IOException {
    return Files.write(folder.resolve(name), new byte[8 << 20]).toString();
  }

  @Test
  void anInterruptEndsUploadsAndLeavesTheTerminalAsItWas() throws Exception {
    CompletableFuture<Void> halfway = new CompletableFuture<>();
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            peer -> {
              peer.readRequestHead();
              // More than one write can hold: the one before it has been counted.
              peer.send("HTTP/1.1 100 Continue\r\n\r\n").readExactly(4 << 20);
              halfway.complete(null);
              peer.discardToEof();
            })) {
      CommandRun run =
          CommandRun.of(
              stoppedWhen(halfway).terminal(24, 80),
              "put",
              "--parallel=1",
              "--expect=always",
              file("a"),
              file("b"),
              origin.uri() + "/");
      assertThat(run.exitCode()).isEqualTo(130);
      assertThat(run.out()).isEmpty();
      assertThat(run.err())
          .containsPattern("/a: stopped after \\S+ MiB \\(asked, ")
          .contains("1 stopped, 1 not tried; ");
      if (run.err().contains("\u001b[?25l")) {
        assertThat(run.err().lastIndexOf("\u001b[?25h"))
            .isGreaterThan(run.err().lastIndexOf("\u001b[?25l"));
        assertThat(run.err().lastIndexOf("\u001b[?7h"))
            .isGreaterThan(run.err().lastIndexOf("\u001b[?7l"));
      }
      assertThat(run.err()).endsWith(System.lineSeparator());
      origin.verify();
      assertThat(origin.connectionCount()).isEqualTo(1);
    }
  }

  @Test
  void anInterruptEndsAPause() throws Exception {
    CompletableFuture<Void> pausing = new CompletableFuture<>();
    try (ScriptedOrigin origin =
        ScriptedOrigin.inOrder(
            peer -> {
              peer.discardContent(peer.readRequestHead());
              peer.send(
                  "HTTP/1.1 503 Busy\r\nRetry-After: 300\r\nContent-Length: 0\r\n"
                      + "Connection: close\r\n\r\n");
              // The client closes when it has read the response.
              peer.discardToEof();
              pausing.complete(null);
            })) {
      CommandRun run =
          CommandRun.of(
              stoppedWhen(pausing),
              "put",
              "--retry=1",
              "--expect=never",
              file("a"),
              origin.uri() + "/a");
      assertThat(run.exitCode()).isEqualTo(130);
    }
  }

  private CommandRun.Around stoppedWhen(CompletableFuture<Void> moment) {
    return CommandRun.surroundings(folder)
        .atInterrupt(
            stop -> {
              var unused = moment.thenRunAsync(stop);
            });
  }
}
