// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

/** Something the server machine does not wait for without limit. */
public enum Deadline {
  /** The first content after the 100 that asked for it. */
  FIRST_CONTENT,
  /** The next content after some has come. */
  NEXT_CONTENT,
  /** The peer's reading of a final response that came before its content was whole. */
  DRAIN
}
