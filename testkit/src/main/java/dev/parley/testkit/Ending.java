// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

/** How the other end of a connection stopped talking. */
public enum Ending {
  /** In order: everything it wrote arrived, then FIN. */
  FIN,
  /** By RST: something it wrote may be lost. */
  RESET
}
