// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A gateway cannot start with one of its settings, through no fault of how that is written. */
public final class UnusableException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String key;
  private final String complaint;

  UnusableException(String key, String complaint, @Nullable Throwable cause) {
    super(key + ": " + complaint, cause);
    this.key = key;
    this.complaint = complaint;
  }

  /** Which setting, as the configuration file calls it, such as {@code routes[0].store}. */
  public String key() {
    return key;
  }

  /** The value, what was expected, and why it is not that. */
  public String complaint() {
    return complaint;
  }
}
