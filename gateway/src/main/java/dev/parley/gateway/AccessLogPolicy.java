// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How exchanges are written down, one line each.
 *
 * @param format what a line looks like
 * @param file what lines are appended to; standard output where there is none. It is made anew when
 *     it is moved or deleted
 */
public record AccessLogPolicy(Format format, Optional<Path> file) {
  /** What a line looks like. */
  public enum Format {
    /** For people. */
    TEXT,
    /** For programs: one JSON object. */
    JSON
  }

  /** Lines on standard output. */
  public static AccessLogPolicy of(Format format) {
    return new AccessLogPolicy(format, Optional.empty());
  }
}
