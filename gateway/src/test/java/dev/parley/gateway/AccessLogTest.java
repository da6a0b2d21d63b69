// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.core.Settlement;
import dev.parley.gateway.AccessLogPolicy.Format;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AccessLogTest {
  private final RequestIds ids = new RequestIds(0);

  @TempDir private Path folder = Path.of("");

  private Evidence exchange(String method, String target) {
    Evidence evidence = new Evidence(ids, InetAddress.getLoopbackAddress(), 0, 0);
    evidence.read(method, target);
    evidence.answered(404, "no", 1_234_567);
    evidence.settled(Settlement.COMPLETE, 0, 12_345_678);
    return evidence;
  }

  private Evidence exchange() {
    return exchange("GET", "/");
  }

  @Test
  void whatAClientSendsEndsNeitherLineNorColumnNorQuotes() throws IOException {
    Evidence evidence = exchange("G\"T", "/a b\r\n\"\\\u00e9\u007f status=200");
    LogLine text = LogLine.of(Format.TEXT);
    text.exchange(evidence);
    assertThat(text.take())
        .contains(" G\\\"T /a\\x20b\\x0d\\x0a\\\"\\\\\\xe9\\x7f\\x20status=200 by=gateway")
        .hasLineCount(1)
        .endsWith("\n");
    LogLine json = LogLine.of(Format.JSON);
    json.exchange(evidence);
    String line = json.take();
    assertThat(line).hasLineCount(1).endsWith("}\n");
    assertThat(line.chars()).allMatch(c -> c < 0x7f);
    assertThat(new ObjectMapper().readTree(line).path("target").asText())
        .isEqualTo("/a b\r\n\"\\\u00e9\u007f status=200");
  }

  @Test
  void timesAreMillisecondsWithThreeDigits() {
    LogLine json = LogLine.of(Format.JSON);
    json.exchange(exchange());
    assertThat(json.take()).contains("\"total_ms\":12.345,", "\"final_ms\":1.234,");
  }

  @Test
  void idsAreOfOneLengthAndDiffer() {
    RequestIds others = RequestIds.unique();
    String first = others.id(others.next());
    String second = others.id(others.next());
    assertThat(List.of(first, second))
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("[0-9a-hjkmnp-tv-z]{16}"));
    assertThat(ids.id(33)).isEqualTo("0000000000000011");
    assertThat(RequestIds.unique().id(1)).isNotEqualTo(RequestIds.unique().id(1));
  }

  @Test
  void linesAreAppendedToAFileThatIsBegunAnewWhenItWasMovedOrDeleted() throws IOException {
    Path file = folder.resolve("access.log");
    Files.writeString(file, "before\n");
    try (AccessLog log = start(file)) {
      log.write(exchange());
      awaitLines(file, 2);
      Path moved = folder.resolve("access.log.1");
      Files.move(file, moved);
      log.write(exchange());
      awaitLines(file, 1);
      assertThat(moved).content().startsWith("before\n").hasLineCount(2);
      Files.delete(file);
      log.write(exchange());
      awaitLines(file, 1);
    }
  }

  private static AccessLog start(Path file) throws IOException {
    return AccessLog.start(
        new AccessLogPolicy(Format.TEXT, Optional.of(file)), OutputStream.nullOutputStream());
  }

  private static void awaitLines(Path file, int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.exists(file) && Files.readAllLines(file).size() == count);
  }

  @Test
  void whatIsQueuedIsWrittenBeforeTheLogIsClosed() throws IOException {
    KeptLines lines = new KeptLines();
    try (AccessLog log = AccessLog.start(AccessLogPolicy.of(Format.TEXT), lines)) {
      for (int i = 0; i < 1000; i++) {
        log.write(exchange());
      }
    }
    assertThat(lines.lines()).hasSize(1000);
  }

  @Test
  void aFileThatCannotBeAppendedToIsNamedWithItsKey() {
    assertThatThrownBy(() -> start(folder))
        .isInstanceOf(UnusableException.class)
        .hasMessageStartingWith(
            "access-log.file: " + folder + " (expected: a file that can be appended to; ");
  }

  @Test
  void whatDoesNotFitIsDroppedAndCounted() throws Exception {
    KeptLines lines = new KeptLines();
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    OutputStream slow =
        new OutputStream() {
          @Override
          public void write(int octet) {
            throw new IllegalStateException("lines are written whole");
          }

          @Override
          public void write(byte[] octets, int from, int count) {
            stuck.countDown();
            try {
              assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException stop) {
              Thread.currentThread().interrupt();
            }
            lines.write(octets, from, count);
          }
        };
    try (AccessLog log = AccessLog.start(AccessLogPolicy.of(Format.JSON), slow)) {
      log.write(exchange());
      assertThat(stuck.await(30, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < AccessLog.QUEUE + 7; i++) {
        log.write(exchange());
      }
      release.countDown();
      Awaitility.await().until(() -> lines.lines().size() == AccessLog.QUEUE + 2);
    }
    assertThat(lines.object(1).path("dropped").asLong()).isEqualTo(7);
    assertThat(lines.lines()).hasSize(AccessLog.QUEUE + 2);
  }

  @Test
  void whatCouldNotBeWrittenIsCountedWhenItCanBeAgain() throws IOException {
    KeptLines lines = new KeptLines();
    AtomicBoolean broken = new AtomicBoolean(true);
    CountDownLatch failed = new CountDownLatch(1);
    OutputStream sometimes =
        new OutputStream() {
          @Override
          public void write(int octet) {
            throw new IllegalStateException("lines are written whole");
          }

          @Override
          public void write(byte[] octets, int from, int count) throws IOException {
            if (broken.get()) {
              failed.countDown();
              throw new IOException("nobody reads, on purpose");
            }
            lines.write(octets, from, count);
          }
        };
    try (AccessLog log = AccessLog.start(AccessLogPolicy.of(Format.TEXT), sometimes)) {
      log.write(exchange());
      Awaitility.await().until(() -> failed.getCount() == 0);
      broken.set(false);
      log.write(exchange());
      assertThat(lines.line(1)).contains(" 404 ");
    }
    assertThat(lines.line(0)).endsWith("Z dropped=1");
    assertThat(lines.lines()).hasSize(2);
  }
}
