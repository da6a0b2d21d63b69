// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

/**
 * One field line of a head, as it was written.
 *
 * @param name the name with its original case
 * @param value the value without the white space around it
 */
public record Field(String name, String value) {
  /** Whether this is the named field; names have no case. */
  public boolean isNamed(String other) {
    return name.equalsIgnoreCase(other);
  }
}
