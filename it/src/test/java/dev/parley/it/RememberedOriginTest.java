// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.PeerOptions;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedClient;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What an origin that cannot negotiate costs the first upload, and what it costs the others. */
class RememberedOriginTest {
  private static final int ROUNDS = (int) Measured.size(5, 60);
  private static final long CONTENT = Measured.size(1 << 20, 8 << 20);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

  /** Scheduling alone moves a median of few; with many, this is the promise. */
  private static final double MOST = Measured.size(0, 1) == 1 ? 1.1 : 10;

  private static final PeerOptions PATIENT =
      PeerOptions.DEFAULTS.withDeadline(Duration.ofSeconds(30));

  @TempDir private Path folder = Path.of("");

  @TestFactory
  Stream<DynamicTest> onlyTheFirstUploadPays() {
    return Stream.of(
        test("anOriginOfHttp10", OriginScripts.http10(201)),
        test("aSilentOrigin", OriginScripts.keepAlive(OriginScripts.silentUntilContentThen(201))),
        test(
            "anOriginThatFailsExpectations",
            OriginScripts.keepAlive(OriginScripts.expectationFailedThenAccept())));
  }

  private DynamicTest test(String name, Script manner) {
    return DynamicTest.dynamicTest(name, () -> measure(name, manner));
  }

  private void measure(String name, Script manner) throws IOException {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(PATIENT, manner);
        Parley parley = Parley.serve(folder, "--origin", origin.uri().toString())) {
      long first = upload(parley, true);
      long second = upload(parley, true);
      for (int i = 0; i < ROUNDS; i++) {
        upload(parley, i % 2 == 0);
      }
      long[] asking = new long[ROUNDS];
      long[] sending = new long[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        asking[i] = upload(parley, true);
        sending[i] = upload(parley, false);
      }
      double ratio = median(asking) / (double) median(sending);
      Measured.note(
          "%s, %s: first upload %.1f ms, second %.1f ms; then %.2f ms with Expect, %.2f ms without (%.2fx)"
              .formatted(
                  name,
                  Measured.mebibytes(CONTENT),
                  first / 1e6,
                  second / 1e6,
                  median(asking) / 1e6,
                  median(sending) / 1e6,
                  ratio));
      assertThat(second).as("the second upload waits for nothing").isLessThan(FIRST_WAIT.toNanos());
      assertThat(ratio).as("with Expect against without").isLessThan(MOST);
      assertThat(
              origin.connections().stream()
                  .flatMap(connection -> connection.heads().stream())
                  .filter(head -> head.has("Expect")))
          .as("heads with Expect")
          .hasSize(1);
    }
  }

  private static long upload(Parley parley, boolean asks) {
    long begin = System.nanoTime();
    try (ScriptedClient client = ScriptedClient.connect(parley.address(), PATIENT)) {
      client.send(
          "PUT /u HTTP/1.1\r\nHost: h\r\nContent-Length: "
              + CONTENT
              + "\r\n"
              + (asks ? "Expect: 100-continue\r\n" : "")
              + "\r\n");
      if (asks) {
        client.readInterim(100);
      }
      client.sendContent(CONTENT);
      Head last = client.readFinal(201);
      assertThat(last.status()).isEqualTo(201);
    }
    return System.nanoTime() - begin;
  }

  private static long median(long[] times) {
    return LongStream.of(Arrays.copyOf(times, times.length))
        .sorted()
        .skip(times.length / 2)
        .findFirst()
        .orElseThrow();
  }
}
