// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.time.Instant;
import java.util.Optional;

/**
 * What tells one state of a file from another (RFC 9110 8.8).
 *
 * @param entityTag the strong tag, if the digest is known
 * @param stamp what a weak tag is made of, for a file that has not changed just now
 * @param digestDue whether there will be a strong tag, which is not known yet
 */
record Validators(
    Optional<String> entityTag, Optional<Stamp> stamp, boolean digestDue, Instant modified) {

  /** Of a resource that is known by its date alone, or has none. */
  static Validators ofDate(Instant modified) {
    return new Validators(Optional.empty(), Optional.empty(), false, modified);
  }

  /** Of a resource whose tag is always known. */
  static Validators of(String entityTag, Instant modified) {
    return new Validators(Optional.of(entityTag), Optional.empty(), false, modified);
  }

  /** What the file system says of a file is a weak validator (RFC 9110 8.8.1). */
  Optional<String> weakTag() {
    return stamp.map(Stamp::weakTag);
  }
}
