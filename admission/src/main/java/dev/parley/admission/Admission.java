// SPDX-License-Identifier: Apache-2.0
package dev.parley.admission;

import dev.parley.core.ByteSize;
import dev.parley.core.Checks;
import dev.parley.core.Content;
import java.util.Optional;

/**
 * The limits that a route sets on what may be uploaded.
 *
 * @param maxSize the largest content, or empty for no limit
 */
public record Admission(Optional<ByteSize> maxSize) {
  /** No limits: whatever the origin takes. */
  public static final Admission DEFAULTS = new Admission(Optional.empty());

  public Admission {
    maxSize.ifPresent(size -> Checks.positive("max-size", size.bytes()));
  }

  /** The same with another largest content. */
  public Admission withMaxSize(ByteSize value) {
    return new Admission(Optional.of(value));
  }

  /** Judges the content that a head announces. */
  public Verdict judge(Content content) {
    if (content instanceof Content.Length length && length.bytes() > largest()) {
      return tooLarge();
    }
    return Verdict.admit();
  }

  /** The largest content in bytes; {@link Long#MAX_VALUE} without a limit. */
  public long largest() {
    return maxSize.map(ByteSize::bytes).orElse(Long.MAX_VALUE);
  }

  /** The verdict on content that turned out larger than {@link #largest()} (RFC 9110 15.5.14). */
  public Verdict tooLarge() {
    return Verdict.refuse(
        413,
        "the content is larger than the "
            + maxSize.map(ByteSize::toString).orElse("")
            + " accepted here");
  }
}
