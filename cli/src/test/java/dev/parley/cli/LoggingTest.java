// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoggingTest {
  @AfterEach
  void asItWas() {
    Logging.configure(Level.WARNING);
  }

  @Test
  void theJdkAndLibrariesLogHere() {
    assertThat(System.getLogger("dev.parley.x").getClass().getName())
        .startsWith(PlatformLogs.class.getName());
    assertThat(LoggerFactory.getILoggerFactory()).isInstanceOf(Slf4jLogs.class);
  }

  @Test
  void warningsAreWrittenUnlessMoreOrLessIsAskedFor() {
    assertThat(System.getLogger("dev.parley.x").isLoggable(Level.WARNING)).isTrue();
    assertThat(System.getLogger("dev.parley.x").isLoggable(Level.INFO)).isFalse();
    Logging.configure(Level.DEBUG);
    assertThat(System.getLogger("dev.parley.x").isLoggable(Level.DEBUG)).isTrue();
    assertThat(LoggerFactory.getLogger("x").isTraceEnabled()).isFalse();
    Logging.configure(Level.ERROR);
    assertThat(System.getLogger("dev.parley.x").isLoggable(Level.WARNING)).isFalse();
  }

  @Test
  void nettyAndTheJdkAreQuietUnlessTraceIsAskedFor() {
    Logging.configure(Level.DEBUG);
    assertThat(LoggerFactory.getLogger("io.netty.x").isInfoEnabled()).isFalse();
    assertThat(LoggerFactory.getLogger("io.netty.x").isWarnEnabled()).isTrue();
    assertThat(Logging.writes("java.lang.Runtime", Level.DEBUG)).isFalse();
    Logging.configure(Level.TRACE);
    assertThat(LoggerFactory.getLogger("io.netty.x").isTraceEnabled()).isTrue();
  }
}
