// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Decides about PUT and POST from the head, and lets an upload begin. */
final class Writes {

  /** What every upload makes: its file, and the record of its digest. */
  private static final int OWN = 2;

  private final Tree tree;
  private final Shelf shelf;
  private final Space space;
  private final Path incoming;
  private final Arrival.Opening opening;
  private final Clock clock;
  private final GeneratedNames names;

  Writes(Tree tree, Shelf shelf, Space space, Path incoming, Arrival.Opening opening, Clock clock) {
    this.tree = tree;
    this.shelf = shelf;
    this.space = space;
    this.incoming = incoming;
    this.opening = opening;
    this.clock = clock;
    this.names = new GeneratedNames(clock);
  }

  Preconditions preconditions(StoreRequest request) throws RefusedException {
    return Preconditions.of(request, clock.instant());
  }

  Upload put(StoreRequest request, Name name, Consumer<Upload> onEnd)
      throws RefusedException, IOException {
    AnnouncedDigests digests = whole(request);
    Preconditions preconditions = preconditions(request);
    Place place = shelf.writable(name);
    Space.Claim claim = space.claim(request.announced(), place.missing() + OWN);
    // RFC 9110 13.2.1: conditions come last; any other refusal outranks a 412.
    checked(claim, () -> shelf.check(preconditions, place));
    return begin(request, digests, claim, new Shelf.Slot(name, preconditions, false), onEnd);
  }

  Upload post(StoreRequest request, Name folder, Consumer<Upload> onEnd)
      throws RefusedException, IOException {
    AnnouncedDigests digests = whole(request);
    Preconditions preconditions = preconditions(request);
    String type = request.combined("Content-Type");
    // Choice: a form wraps the file in an envelope that nobody wants to find stored.
    if (type.strip().toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
      throw new RefusedException(
          Problem.of(415, "this store takes the file itself as the content, not a form"));
    }
    Place place = tree.find(folder);
    switch (place.kind()) {
      case NOTHING, FOLDER -> {}
      case FILE, BLOCKED -> throw new RefusedException(Problem.FILE_IN_THE_WAY);
      case FOREIGN -> throw new RefusedException(Problem.NOT_FOUND);
    }
    Name name = folder.child(names.next(MediaTypes.extension(type)));
    int folders = place.holds(Place.Kind.NOTHING) ? place.missing() + 1 : 0;
    Space.Claim claim = space.claim(request.announced(), folders + OWN);
    checked(claim, () -> checkFolder(preconditions, place));
    Shelf.Slot slot = new Shelf.Slot(name, Preconditions.NONE, true);
    return begin(request, digests, claim, slot, onEnd);
  }

  /** Removes a file, or a folder that is empty. */
  StoreResponse remove(StoreRequest request, Name name) throws RefusedException, IOException {
    Preconditions preconditions = preconditions(request);
    Place place = tree.find(name);
    if (!place.holds(Place.Kind.FOLDER)) {
      if (name.folder()) {
        throw new RefusedException(Problem.NOT_FOUND);
      }
      return shelf.remove(name, preconditions);
    }
    checkFolder(preconditions, place);
    return shelf.removeFolder(place);
  }

  /** The conditions of a change to a folder speak of the folder, which has neither tag nor date. */
  private static void checkFolder(Preconditions preconditions, Place place)
      throws RefusedException {
    Optional<Validators> current =
        place.holds(Place.Kind.FOLDER)
            ? Optional.of(Validators.ofDate(Instant.EPOCH))
            : Optional.empty();
    if (preconditions.withoutDates().evaluate(current) != Preconditions.Outcome.PROCEED) {
      throw new RefusedException(Problem.PRECONDITION);
    }
  }

  private Upload begin(
      StoreRequest request,
      AnnouncedDigests digests,
      Space.Claim claim,
      Shelf.Slot slot,
      Consumer<Upload> onEnd) {
    Path file = incoming.resolve(UUID.randomUUID() + Premises.UNFINISHED);
    Arrival arrival = new Arrival(file, opening, digests.algorithms());
    return new Upload(request, digests, arrival, claim, slot, shelf, onEnd);
  }

  /** The content must be one whole representation; returns its announced digests. */
  private static AnnouncedDigests whole(StoreRequest request) throws RefusedException {
    // RFC 9110 14.5: a server that does not support partial PUT must not take a part for a whole.
    if (request.has("Content-Range")) {
      throw new RefusedException(Problem.of(400, "the store does not take parts of files"));
    }
    // Choice: a coding would be lost with the request, so the file would be served as something it
    // is not. RFC 9110 15.5.16 and 12.5.3: the refusal names what is accepted.
    for (String coding : request.combined("Content-Encoding").split(",", -1)) {
      String name = coding.strip();
      if (!name.isEmpty() && !name.equalsIgnoreCase("identity")) {
        throw new RefusedException(
            Problem.of(
                415,
                "the store takes content without a content coding",
                new Field("Accept-Encoding", "identity")));
      }
    }
    return AnnouncedDigests.of(request);
  }

  /** A last check that gives the promised space back when it fails. */
  @FunctionalInterface
  private interface Check {
    void run() throws RefusedException, IOException;
  }

  private static void checked(Space.Claim claim, Check check) throws RefusedException, IOException {
    boolean passed = false;
    try {
      check.run();
      passed = true;
    } finally {
      if (!passed) {
        claim.release();
      }
    }
  }
}
