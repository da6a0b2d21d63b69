// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import dev.parley.client.Timeouts;
import dev.parley.core.Checks;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how much to do, and for how long. */
final class EffortOptions {
  private static final int MOST_PARALLEL = 256;
  private static final int MOST_RETRIES = 1000;
  private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);
  private static final BigDecimal LONGEST = BigDecimal.valueOf(Duration.ofDays(365).toSeconds());

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description = "How many files are uploaded at a time (default: 4).")
  private int parallel = 4;

  @Option(
      names = "--retry",
      paramLabel = "N",
      description =
          "How often an upload is tried again where that does no harm: after a lost connection or a"
              + " passing 4xx or 5xx. It pauses 1 s, 2 s, 4 s, up to 1 min, or as long as the"
              + " server says in Retry-After (default: 0).")
  private int retry;

  @Option(names = "--fail-early", description = "Begins no upload after one that failed.")
  private boolean failEarly;

  @Option(
      names = "--connect-timeout",
      paramLabel = "SECONDS",
      description = "How long a connection may take to be made (default: 10).")
  private @Nullable String connectTimeout;

  @Option(
      names = "--response-timeout",
      paramLabel = "SECONDS",
      description =
          "How long the server may take no content, or send nothing of the response"
              + " (default: for ever).")
  private @Nullable String responseTimeout;

  @Option(
      names = {"-m", "--max-time"},
      paramLabel = "SECONDS",
      description = "How long one upload may take with all its tries (default: for ever).")
  private @Nullable String maxTime;

  Uploader.Effort effort() {
    return new Uploader.Effort(
        Checks.between("--parallel", parallel, 1, MOST_PARALLEL),
        failEarly,
        seconds("--max-time", maxTime),
        Retries.DEFAULTS.withMost(Checks.between("--retry", retry, 0, MOST_RETRIES)));
  }

  Optional<Duration> connect() {
    return seconds("--connect-timeout", connectTimeout);
  }

  /** A server that is slow to answer has the content all the same. */
  Duration response() {
    return seconds("--response-timeout", responseTimeout).orElse(Timeouts.FOR_EVER);
  }

  private static Optional<Duration> seconds(String name, @Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    if (text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
      BigDecimal seconds = new BigDecimal(text);
      if (seconds.signum() > 0 && seconds.compareTo(LONGEST) <= 0) {
        return Optional.of(Duration.ofNanos(seconds.multiply(NANOS).longValue()));
      }
    }
    throw Checks.wrong(name, text, "seconds, such as 5 or 0.5");
  }
}
