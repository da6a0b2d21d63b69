// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One run of curl.
 *
 * @param exitCode curl's own
 * @param conversation what {@code -v} shows
 */
record Curl(int exitCode, String conversation) {
  private static final Duration PATIENCE = Duration.ofSeconds(Measured.size(40, 900));
  private static final Pattern STATUS =
      Pattern.compile("^< HTTP/1\\.1 (\\d{3})", Pattern.MULTILINE);

  /** Uploads a file of known length, and asks first. */
  static Curl put(Path file, String url) throws IOException, InterruptedException {
    return run(file, "-T", file.toString(), url);
  }

  /** Uploads a file without telling its length, and asks first. */
  static Curl putChunked(Path file, String url) throws IOException, InterruptedException {
    return run(file, "-T", "-", url);
  }

  private static Curl run(Path file, String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(Installed.require("curl"), "-q", "-sSv", "--noproxy", "*"));
    // Never its own second of patience, so that a 100 seen here is one that was sent.
    command.addAll(List.of("--expect100-timeout", "20", "-H", "Expect: 100-continue"));
    command.addAll(List.of(arguments));
    try (Program curl = Program.start(Path.of("."), command, file)) {
      return new Curl(curl.exitCode(PATIENCE), curl.err());
    }
  }

  /** The status of every response, in their order. */
  List<Integer> statuses() {
    return STATUS
        .matcher(conversation)
        .results()
        .map(found -> Integer.valueOf(found.group(1)))
        .toList();
  }

  /** The value of a response field, empty where there is none. */
  String field(String name) {
    return Pattern.compile(
            "^< " + name + ": (.*?)\\r?$", Pattern.MULTILINE | Pattern.CASE_INSENSITIVE)
        .matcher(conversation)
        .results()
        .map((MatchResult found) -> found.group(1))
        .findFirst()
        .orElse("");
  }
}
