// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

/** Who answers an expectation. */
public enum ExpectMode {
  /**
   * The origin where it is known to negotiate, or nothing is known; the gateway where it is not.
   */
  AUTO,
  /** The origin, whatever is known of it. */
  RELAY,
  /** The gateway, once it has admitted the request: for origins that never negotiate. */
  ANSWER
}
