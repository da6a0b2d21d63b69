// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A folder cannot serve as a store; the message says which folder and why. */
public final class StoreUnusableException extends IOException {

  private static final long serialVersionUID = 1L;

  StoreUnusableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
