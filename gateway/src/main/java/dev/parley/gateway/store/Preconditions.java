// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The conditions of one request, in the precedence of RFC 9110 13.2.2. */
record Preconditions(
    boolean reading,
    Optional<EntityTags> ifMatch,
    Optional<Instant> ifUnmodifiedSince,
    Optional<EntityTags> ifNoneMatch,
    Optional<Instant> ifModifiedSince) {

  static final Preconditions NONE =
      new Preconditions(
          false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** How the evaluation ended. */
  enum Outcome {
    PROCEED,
    NOT_MODIFIED,
    FAILED,
    /** It depends on a digest that is not known yet. */
    OPEN
  }

  static Preconditions of(StoreRequest request, Instant now) throws RefusedException {
    boolean reading = request.method().equals("GET") || request.method().equals("HEAD");
    return new Preconditions(
        reading,
        tags(request, "If-Match", reading),
        date(request, "If-Unmodified-Since", now),
        tags(request, "If-None-Match", reading),
        reading ? date(request, "If-Modified-Since", now) : Optional.empty());
  }

  // Choice: a broken tag list is ignored where that costs a repeated download, and refused where it
  // would let a change through that the client meant to guard.
  private static Optional<EntityTags> tags(StoreRequest request, String field, boolean reading)
      throws RefusedException {
    if (!request.has(field)) {
      return Optional.empty();
    }
    Optional<EntityTags> tags = EntityTags.parse(request.combined(field));
    if (tags.isEmpty() && !reading) {
      throw new RefusedException(
          Problem.of(400, field + " is neither * nor a list of entity tags"));
    }
    return tags;
  }

  /** RFC 9110 13.1.3, 13.1.4: what is not exactly one date is ignored. */
  private static Optional<Instant> date(StoreRequest request, String field, Instant now) {
    List<String> values = request.fields().values(field);
    return values.size() == 1 ? HttpDate.read(values.get(0).strip(), now) : Optional.empty();
  }

  /** Whether the answer depends on an entity tag, which may have to be computed. */
  boolean comparesTags() {
    return ifMatch.filter(t -> !t.any()).isPresent()
        || ifNoneMatch.filter(t -> !t.any()).isPresent();
  }

  /** The conditions that mean something to a resource without a modification date. */
  Preconditions withoutDates() {
    return new Preconditions(reading, ifMatch, Optional.empty(), ifNoneMatch, Optional.empty());
  }

  boolean none() {
    return ifMatch.isEmpty()
        && ifUnmodifiedSince.isEmpty()
        && ifNoneMatch.isEmpty()
        && ifModifiedSince.isEmpty();
  }

  /** Decides against the current representation, if there is one. */
  Outcome evaluate(Optional<Validators> current) {
    if (ifMatch.isPresent()) {
      if (!ifMatch.get().strongly(current)) {
        return ifMatch.get().open(current) ? Outcome.OPEN : Outcome.FAILED;
      }
    } else if (ifUnmodifiedSince.isPresent() && current.isPresent()) {
      // RFC 9110 13.1.4: ignored where there is no modification date.
      if (modified(current.get()).isAfter(ifUnmodifiedSince.get())) {
        return Outcome.FAILED;
      }
    }
    if (ifNoneMatch.isPresent()) {
      if (ifNoneMatch.get().weakly(current)) {
        return reading ? Outcome.NOT_MODIFIED : Outcome.FAILED;
      }
      // Choice: the tag of the file is a weak one for now, so a reader gets it once more; but a
      // change that is guarded by its content waits.
      if (!reading && ifNoneMatch.get().open(current)) {
        return Outcome.OPEN;
      }
    } else if (ifModifiedSince.isPresent() && current.isPresent()) {
      if (!modified(current.get()).isAfter(ifModifiedSince.get())) {
        return Outcome.NOT_MODIFIED;
      }
    }
    return Outcome.PROCEED;
  }

  private static Instant modified(Validators current) {
    return HttpDate.seconds(current.modified());
  }
}
