// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

/** One direction of one leg in a fixture, named by the mark that starts its lines. */
public enum Lane {
  /** What the client sends. */
  FROM_CLIENT(">"),
  /** What the client is sent. */
  TO_CLIENT("<"),
  /** What the origin is sent by the gateway. */
  TO_ORIGIN(">>"),
  /** What the origin sends. */
  FROM_ORIGIN("<<");

  private final String mark;

  Lane(String mark) {
    this.mark = mark;
  }

  /** The mark in a fixture. */
  public String mark() {
    return mark;
  }

  /** Whether this lane belongs to the leg between gateway and origin. */
  public boolean onOriginLeg() {
    return this == TO_ORIGIN || this == FROM_ORIGIN;
  }

  /** Whether heads on this lane are requests. */
  public boolean carriesRequests() {
    return this == FROM_CLIENT || this == TO_ORIGIN;
  }
}
