// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;

/** Where finished files stand: the only place that makes a name appear, change or vanish. */
final class Shelf {

  private static final Logger LOG = System.getLogger(Shelf.class.getName());

  /** Each of them fails only if somebody else stored and removed a file in between. */
  private static final int ATTEMPTS = 64;

  private final Tree tree;
  private final Catalogue catalogue;
  private final Digests digests;
  private final Space space;
  private final Clock clock;
  private final boolean durable;
  private final NameLocks changing = new NameLocks();

  Shelf(
      Tree tree, Catalogue catalogue, Digests digests, Space space, Clock clock, boolean durable) {
    this.tree = tree;
    this.catalogue = catalogue;
    this.digests = digests;
    this.space = space;
    this.clock = clock;
    this.durable = durable;
  }

  /**
   * Where an upload goes and under which conditions.
   *
   * @param generated whether the store chose the name and must tell it
   */
  record Slot(Name name, Preconditions preconditions, boolean generated) {}

  boolean durable() {
    return durable;
  }

  /** Moves a complete file to its name, all at once. */
  StoreResponse place(Path file, Slot slot, Checksum checksum)
      throws IOException, RefusedException {
    List<Path> changed;
    boolean replaced;
    FileTime now;
    Lock lock = changing.of(slot.name());
    lock.lock();
    try {
      Place place = writable(slot.name());
      replaced = place.holds(Place.Kind.FILE);
      check(slot.preconditions(), place);
      // Taken under the lock, so that the times of one name never run backwards.
      now = FileTime.from(clock.instant());
      Files.setLastModifiedTime(file, now);
      changed = move(file, place);
      digests.remember(slot.name(), Stamp.of(place.path()), checksum);
    } finally {
      lock.unlock();
    }
    if (durable) {
      tree.settle(changed);
    }
    List<Field> fields = new ArrayList<>();
    if (slot.generated()) {
      fields.add(new Field("Location", slot.name().target()));
    }
    fields.add(new Field("ETag", checksum.entityTag()));
    fields.add(new Field("Last-Modified", HttpDate.write(now.toInstant())));
    fields.add(new Field("Repr-Digest", checksum.reprDigest()));
    return StoreResponse.empty(replaced ? 204 : 201, fields);
  }

  /** Returns the folders whose list of names changed. */
  private List<Path> move(Path file, Place place) throws IOException, RefusedException {
    for (int attempt = 1; ; attempt++) {
      try {
        List<Path> changed = tree.prepare(place);
        Files.move(file, place.path(), StandardCopyOption.ATOMIC_MOVE);
        return changed;
      } catch (IOException e) {
        Place now = tree.find(place.name());
        // What was in the way may be gone again, and a DELETE may have taken a folder meanwhile.
        if (attempt == ATTEMPTS || Files.notExists(file) || !free(now)) {
          Path unused = tree.prune(tree.parent(place.path()));
          // An upload to a longer or shorter path may have come first; then that is the answer.
          requireFree(now);
          throw e;
        }
      }
    }
  }

  /** The place of a name that an upload may take. */
  Place writable(Name name) throws IOException, RefusedException {
    Place place = tree.find(name);
    requireFree(place);
    return place;
  }

  private static boolean free(Place place) {
    return place.holds(Place.Kind.NOTHING) || place.holds(Place.Kind.FILE);
  }

  private static void requireFree(Place place) throws RefusedException {
    switch (place.kind()) {
      case NOTHING, FILE -> {}
      case FOLDER -> throw new RefusedException(Problem.FOLDER_IN_THE_WAY);
      case BLOCKED -> throw new RefusedException(Problem.FILE_IN_THE_WAY);
      case FOREIGN -> throw new RefusedException(Problem.NOT_FOUND);
    }
  }

  /** Lets a change pass whose conditions hold. */
  void check(Preconditions preconditions, Place place) throws IOException, RefusedException {
    if (preconditions.none()) {
      return;
    }
    Optional<Validators> current = current(place, preconditions.comparesTags());
    switch (preconditions.evaluate(current)) {
      case PROCEED -> {}
      case FAILED, NOT_MODIFIED -> throw new RefusedException(Problem.PRECONDITION);
      case OPEN -> throw new RefusedException(Problem.digestDue(size(current)));
    }
  }

  private static long size(Optional<Validators> current) {
    return current.flatMap(Validators::stamp).map(Stamp::size).orElse(0L);
  }

  private Optional<Validators> current(Place place, boolean withTag) throws IOException {
    if (!place.holds(Place.Kind.FILE)) {
      return Optional.empty();
    }
    try {
      return Optional.of(catalogue.validators(place, withTag));
    } catch (NoSuchFileException e) {
      // Removed since it was found; only a commit holds the lock, and it asks again.
      return Optional.empty();
    }
  }

  /** Opens a stored file; no upload changes the name before its known digest is looked up. */
  Optional<Opened> open(Name name) throws IOException, RefusedException {
    Catalogue.Held held;
    Place place;
    Lock lock = changing.of(name);
    lock.lock();
    try {
      place = tree.find(name);
      if (!place.holds(Place.Kind.FILE)) {
        return Optional.empty();
      }
      held = catalogue.hold(place);
    } catch (NoSuchFileException e) {
      // Removed by hand since it was found.
      return Optional.empty();
    } finally {
      lock.unlock();
    }
    return Optional.of(catalogue.identify(place, held));
  }

  /** Removes a stored file. */
  StoreResponse remove(Name name, Preconditions preconditions)
      throws IOException, RefusedException {
    Place place;
    Lock lock = changing.of(name);
    lock.lock();
    try {
      place = tree.find(name);
      // RFC 9110 13.2.1: without the condition this were a 404, so the condition does not count.
      if (!place.holds(Place.Kind.FILE)) {
        throw new RefusedException(Problem.NOT_FOUND);
      }
      check(preconditions, place);
      Files.delete(place.path());
      digests.forget(name);
    } finally {
      lock.unlock();
    }
    return removed(tree.prune(tree.parent(place.path())));
  }

  /** Removes an empty folder, and those above it that become empty. */
  StoreResponse removeFolder(Place folder) throws IOException, RefusedException {
    try {
      Files.delete(folder.path());
    } catch (DirectoryNotEmptyException e) {
      throw new RefusedException(Problem.FOLDER_NOT_EMPTY);
    } catch (NoSuchFileException e) {
      throw new RefusedException(Problem.NOT_FOUND);
    }
    return removed(tree.prune(tree.parent(folder.path())));
  }

  private StoreResponse removed(Path changed) throws IOException {
    if (durable) {
      tree.settle(List.of(changed));
    }
    return StoreResponse.empty(204, List.of());
  }

  /** What a failure to write means to the client. */
  Problem problem(IOException failure) {
    return space.exhausted(failure) ? Problem.NO_SPACE : broken(failure);
  }

  /** What a failure to read means to the client; whoever runs the store finds the cause logged. */
  static Problem broken(IOException failure) {
    LOG.log(Level.WARNING, "the store could not read or write its files", failure);
    return Problem.BROKEN;
  }
}
