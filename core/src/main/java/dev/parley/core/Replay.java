// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

/** Whether a failed exchange may be tried again, judged by what has left this side. */
public enum Replay {
  /** Not a byte of content was sent: another origin may be asked, whatever the method. */
  NOTHING_SPENT,
  /** The request had no content, but its head was sent: only a safe or idempotent one. */
  IF_IDEMPOTENT,
  /** Content is spent, and it cannot be had again. */
  NEVER
}
