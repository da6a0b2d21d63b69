// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

/** The version in a start line, as far as the negotiation cares. */
public enum Version {
  /** Knows no interim responses and no expectations (RFC 9110 10.1.1, 15.2). */
  HTTP_1_0,
  /** Carries any number of interim responses. */
  HTTP_1_1;

  /** Whether a 1xx response may be sent to a peer of this version (RFC 9110 15.2). */
  public boolean carriesInterim() {
    return this != HTTP_1_0;
  }
}
