// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs what the fuzzer runs, without the fuzzer: every input that is kept, and inputs by chance.
 *
 * <p>{@code -Dfuzz.inputs} sets how many of these, {@code -Dfuzz.seed} which.
 */
final class FuzzTargetsTest {
  private static final int INPUTS = Integer.getInteger("fuzz.inputs", 3000);
  private static final long SEED = Long.getLong("fuzz.seed", 417);
  private static final Path KEPT = Path.of("src/test/resources/dev/parley/gateway");

  private static final List<String> WORDS =
      List.of(
          "\r\n",
          "\r\n\r\n",
          "\n",
          "\r",
          " ",
          "\t",
          "\0",
          ":",
          ",",
          "0",
          "3",
          "Host: h\r\n",
          "Host: i:1\r\n",
          "Expect: 100-continue\r\n",
          "Expect: 200-ok\r\n",
          "expect:,\r\n",
          "Content-Length: 3\r\n",
          "Content-Length: 0\r\n",
          "Content-Length: +3\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Transfer-Encoding: gzip, chunked\r\n",
          "Connection: close\r\n",
          "Connection: expect, content-length\r\n",
          "Upgrade: h2c\r\n",
          "GET ",
          "PUT ",
          "HEAD ",
          "OPTIONS * HTTP/1.1\r\n",
          "/u HTTP/1.1\r\n",
          "/u HTTP/1.0\r\n",
          "http://k/p HTTP/1.1\r\n",
          "PUT /u HTTP/1.1\r\nHost: h\r\n",
          "GET /u HTTP/1.1\r\nHost: h\r\n\r\n",
          "abc",
          "3\r\nabc\r\n",
          "0\r\n\r\n",
          "X: y\r\n");

  @Test
  void anyHeadIsRefusedOrReadInOneWay() {
    Random random = new Random(SEED);
    for (int i = 0; i < INPUTS; i++) {
      StringBuilder input = new StringBuilder(random.nextBoolean() ? "PUT /u HTTP/1.1\r\n" : "");
      for (int words = random.nextInt(12); words > 0; words--) {
        input.append(WORDS.get(random.nextInt(WORDS.size())));
      }
      input.append(random.nextBoolean() ? "\r\n\r\n" : "");
      byte[] bytes = input.toString().getBytes(StandardCharsets.ISO_8859_1);
      if (bytes.length > 0 && random.nextInt(4) == 0) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      run(HeadTarget::run, bytes);
    }
  }

  @Test
  void whateverClientAndOriginDoNoContentIsARequest() {
    Random random = new Random(SEED);
    for (int i = 0; i < INPUTS; i++) {
      byte[] bytes = new byte[random.nextInt(120)];
      random.nextBytes(bytes);
      run(RelayTarget::run, bytes);
    }
  }

  @TestFactory
  Stream<DynamicTest> everyKeptHeadIsRefusedOrReadInOneWay() throws IOException {
    return kept("HeadFuzzInputs", HeadTarget::run);
  }

  @TestFactory
  Stream<DynamicTest> everyKeptScriptEndsWell() throws IOException {
    return kept("RelayFuzzInputs", RelayTarget::run);
  }

  private static Stream<DynamicTest> kept(String folder, Consumer<byte[]> target)
      throws IOException {
    try (Stream<Path> files = Files.walk(KEPT.resolve(folder))) {
      return files.filter(Files::isRegularFile).sorted().toList().stream()
          .map(
              file ->
                  DynamicTest.dynamicTest(
                      file.getFileName().toString(), () -> run(target, Files.readAllBytes(file))));
    }
  }

  private static void run(Consumer<byte[]> target, byte[] input) {
    try {
      target.accept(input);
    } catch (AssertionError | RuntimeException wrong) {
      throw new AssertionError(
          "input %s: %s".formatted(java.util.HexFormat.of().formatHex(input), wrong.getMessage()),
          wrong);
    }
  }
}
