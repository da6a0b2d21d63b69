// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LogWriterTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Pipe out = new Pipe();
  private final AtomicLong now = new AtomicLong();
  private final LogWriter writer = new LogWriter(out, now::get);

  @Test
  void aMessageIsALineWithTimeLevelAndLogger() {
    log(Level.WARNING, "origin {0} is down", "origin a is down", null);
    assertThat(lines())
        .singleElement()
        .asString()
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z WARN some\\.logger - origin a is down");
  }

  @Test
  void whoeverLogsNeverWaitsAndTheNextLineSaysWhatWasDropped() {
    out.close();
    for (int i = 0; i < 3 * LogWriter.QUEUE; i++) {
      log(Level.DEBUG, "exchange", "exchange " + i, null);
    }
    out.open();
    assertThat(lines())
        .hasSizeBetween(LogWriter.QUEUE, LogWriter.QUEUE + 3)
        .anySatisfy(
            line ->
                assertThat(line)
                    .matches(".* WARN dev\\.parley\\.log - (2048|2047) messages dropped"));
  }

  @Test
  void whatCannotBeMadeALineDoesNotEndTheLog() {
    log(
        Level.WARNING,
        "broken",
        "broken",
        new IOException() {
          private static final long serialVersionUID = 1L;

          @Override
          public String getMessage() {
            throw new IllegalStateException("on purpose");
          }
        });
    log(Level.WARNING, "whole", "whole", null);
    assertThat(lines())
        .satisfiesExactly(
            dropped -> assertThat(dropped).endsWith("1 message dropped"),
            whole -> assertThat(whole).endsWith("whole"));
  }

  @Test
  void aFlushOfWhatCannotBeWrittenEnds() {
    out.close();
    for (int i = 0; i < 3 * LogWriter.QUEUE; i++) {
      log(Level.DEBUG, "exchange", "exchange " + i, null);
    }
    writer.flush(Duration.ofMillis(1));
    assertThat(out.text()).isEmpty();
  }

  @Test
  void ofOneKindOfWarningTenAMinuteAreWrittenAndTheRestIsSummedUp() {
    for (int i = 0; i < 1000; i++) {
      log(Level.WARNING, "origin {0} is down", "origin " + i + " is down", null);
    }
    log(Level.WARNING, "another", "another", null);
    assertThat(lines())
        .hasSize(12)
        .last()
        .asString()
        .endsWith("990 more like this within a minute: origin 999 is down");
  }

  @Test
  void theSumComesWithTheFirstMessageOfTheNextMinute() {
    for (int i = 0; i < 12; i++) {
      log(Level.ERROR, "failed", "failed", null);
    }
    now.addAndGet(LogRepeats.INTERVAL.toNanos());
    log(Level.ERROR, "failed", "failed", null);
    assertThat(lines())
        .hasSize(12)
        .element(10)
        .asString()
        .endsWith("ERROR some.logger - 2 more like this within a minute: failed");
  }

  @Test
  void aStackTraceIsWrittenOnceAMinute() {
    for (int i = 0; i < 3; i++) {
      log(Level.WARNING, "failed", "failed", new IOException("no space " + i));
    }
    assertThat(out.textAfterFlush())
        .containsOnlyOnce("LogWriterTest.aStackTraceIsWrittenOnceAMinute(")
        .contains("failed\njava.io.IOException: no space 0\n")
        .contains("failed: java.io.IOException: no space 1\n")
        .contains("failed: java.io.IOException: no space 2\n");
  }

  @Test
  void whatIsAskedForAtDebugIsNotHeldBack() {
    for (int i = 0; i < 50; i++) {
      log(Level.DEBUG, "exchange", "exchange " + i, null);
    }
    assertThat(lines()).hasSize(50);
  }

  @Test
  void whatOthersSayCannotCommandATerminalOrForgeALine() {
    log(
        Level.WARNING,
        "x",
        "name \u001b[31m\n2026 WARN forged",
        new IOException("\u001b]0;x\u0007"));
    assertThat(out.textAfterFlush())
        .doesNotContain("\u001b", "\u0007")
        .contains("- name ?[31m 2026 WARN forged\n");
  }

  private void log(Level level, String kind, String text, @Nullable Throwable thrown) {
    writer.log(LogEntry.of(level, "some.logger", kind, text, thrown));
  }

  private List<String> lines() {
    return out.textAfterFlush().lines().toList();
  }

  /** Standard error that somebody reads, or not. */
  private final class Pipe extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private CountDownLatch open = new CountDownLatch(0);

    @Override
    public void close() {
      open = new CountDownLatch(1);
    }

    void open() {
      open.countDown();
    }

    @Override
    public void write(int octet) {
      throw new AssertionError("one by one");
    }

    @Override
    public void write(byte[] octets, int from, int count) throws IOException {
      try {
        open.await();
      } catch (InterruptedException stop) {
        throw new IOException(stop);
      }
      bytes.write(octets, from, count);
    }

    String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }

    String textAfterFlush() {
      writer.flush(LONG);
      return text();
    }
  }
}
