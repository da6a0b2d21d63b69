// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import dev.parley.client.AskPolicy;
import dev.parley.core.ByteSize;
import dev.parley.core.Checks;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that say when to ask before sending. */
final class AskOptions {
  @Option(
      names = "--expect",
      paramLabel = "WHEN",
      description = {
        "auto: where it is likely to spare more than it costs (default).",
        "always, never, or a SIZE such as 1MiB: for content above it."
      })
  private String expect = "auto";

  @Option(
      names = "--no-memory",
      description = "Forgets what earlier runs learned of servers, and tells later ones nothing.")
  private boolean noMemory;

  /** As it was given. */
  String words() {
    return expect;
  }

  AskPolicy policy() {
    return switch (expect.toLowerCase(Locale.ROOT)) {
      case "auto" -> AskPolicy.AUTO;
      case "always" -> AskPolicy.ALWAYS;
      case "never" -> AskPolicy.NEVER;
      default -> AskPolicy.above(size());
    };
  }

  private ByteSize size() {
    try {
      return ByteSize.parse(expect);
    } catch (IllegalArgumentException wrong) {
      throw Checks.wrong("--expect", expect, "auto, always, never or a size such as 1MiB");
    }
  }

  RememberedOrigins remembered(Map<String, String> environment) {
    return noMemory ? RememberedOrigins.none() : RememberedOrigins.of(environment);
  }
}
