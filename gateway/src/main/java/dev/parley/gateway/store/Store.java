// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Uploads as plain files in one folder, answered in the terms of HTTP.
 *
 * <p>A file appears under its name only when it is complete and verified. Any number of threads may
 * plan, write and read at once. Every call may block on the disk.
 */
public final class Store implements AutoCloseable {

  private static final String ON_FILE = "GET, HEAD, PUT, DELETE, OPTIONS";
  private static final String ON_FOLDER = "GET, HEAD, POST, DELETE, OPTIONS";
  private static final String ON_TOP = "GET, HEAD, POST, OPTIONS";
  private static final String ON_SERVER = "GET, HEAD, PUT, POST, DELETE, OPTIONS";

  private final Premises premises;
  private final Shelf shelf;
  private final Reads reads;
  private final Writes writes;
  private final Space space;
  private final Hashing hashing;
  private final Set<Upload> underway = ConcurrentHashMap.newKeySet();
  private final Map<String, Method> methods =
      Map.of(
          "GET", this::read,
          "HEAD", this::head,
          "PUT", this::put,
          "POST", this::post,
          "DELETE", this::delete,
          "OPTIONS", (request, name) -> options(allowed(name)),
          "PATCH", (request, name) -> notAllowed(name),
          "TRACE", (request, name) -> notAllowed(name),
          "CONNECT", (request, name) -> notAllowed(name));
  private volatile boolean closed;

  /** What one request method does to a name. */
  @FunctionalInterface
  private interface Method {
    Plan plan(StoreRequest request, Name name) throws IOException, RefusedException;
  }

  private Store(Premises premises, StorePolicy policy, Platform platform) {
    Clock clock = platform.clock();
    Tree tree = new Tree(premises.top());
    Digests digests = new Digests(premises.digests(), premises.incoming());
    this.hashing = new Hashing(digests, clock, Hashing.thread());
    Catalogue catalogue = new Catalogue(digests, hashing, clock);
    this.premises = premises;
    this.space =
        new Space(premises.top(), platform.space(), policy.freeReserve(), System::nanoTime);
    this.shelf = new Shelf(tree, catalogue, digests, space, clock, policy.durable());
    this.reads =
        new Reads(
            tree,
            shelf,
            new Listings(digests, policy.listingMemory(), System::nanoTime),
            clock,
            policy.listing());
    this.writes = new Writes(tree, shelf, space, premises.incoming(), platform.opening(), clock);
  }

  /**
   * What a store takes from its surroundings.
   *
   * @param opening how the file of an arriving upload is created
   */
  record Platform(UsableSpace space, Clock clock, Arrival.Opening opening) {
    static final Platform REAL =
        new Platform(UsableSpace.OF_FILE_SYSTEM, Clock.systemUTC(), Arrival.Opening.NEW_FILE);
  }

  /**
   * Opens the store and holds its folder exclusively until it is closed.
   *
   * @throws StoreUnusableException when the folder cannot be created, written or held
   */
  public static Store open(StorePolicy policy) throws StoreUnusableException {
    return open(policy, Platform.REAL);
  }

  /** Opens the store with another opinion on how much space there is. */
  public static Store open(StorePolicy policy, UsableSpace space) throws StoreUnusableException {
    return open(policy, new Platform(space, Platform.REAL.clock(), Platform.REAL.opening()));
  }

  static Store open(StorePolicy policy, Platform platform) throws StoreUnusableException {
    return new Store(Premises.occupy(policy.folder()), policy, platform);
  }

  /** How many unfinished uploads of an earlier process were cleared away at opening. */
  public int recovered() {
    return premises.recovered();
  }

  /** Bytes promised to uploads in flight that have not arrived yet. */
  public long promised() {
    return space.promised();
  }

  /** Decides about a request from its head. Answers in every case; never throws for a request. */
  public Plan plan(StoreRequest request) {
    try {
      if (closed) {
        throw new RefusedException(Problem.CLOSED);
      }
      Method method = methods.get(request.method());
      if (method == null) {
        throw new RefusedException(Problem.of(501, "the store does not know this method"));
      }
      if (request.target().equals("*") && request.method().equals("OPTIONS")) {
        return options(ON_SERVER);
      }
      return method.plan(request, Name.of(request.target()));
    } catch (RefusedException e) {
      return refused(request, e.problem());
    } catch (IOException e) {
      boolean reading = request.method().equals("GET") || request.method().equals("HEAD");
      return refused(request, reading ? Shelf.broken(e) : shelf.problem(e));
    }
  }

  private static Plan refused(StoreRequest request, Problem problem) {
    StoreResponse response = problem.response(request);
    return new Plan.Answer(request.method().equals("HEAD") ? response.withoutContent() : response);
  }

  private Plan read(StoreRequest request, Name name) throws IOException, RefusedException {
    return new Plan.Answer(reads.answer(request, name));
  }

  private Plan head(StoreRequest request, Name name) throws IOException, RefusedException {
    return new Plan.Answer(reads.answer(request, name).withoutContent());
  }

  private Plan put(StoreRequest request, Name name) throws IOException, RefusedException {
    return name.folder() ? notAllowed(name) : receive(writes.put(request, name, underway::remove));
  }

  private Plan post(StoreRequest request, Name name) throws IOException, RefusedException {
    return name.folder() ? receive(writes.post(request, name, underway::remove)) : notAllowed(name);
  }

  private Plan delete(StoreRequest request, Name name) throws IOException, RefusedException {
    if (name.segments().isEmpty()) {
      return notAllowed(name);
    }
    return new Plan.Answer(writes.remove(request, name));
  }

  private Plan receive(Upload upload) {
    underway.add(upload);
    if (closed) {
      upload.refuse();
    }
    return new Plan.Receive(upload);
  }

  private static Plan notAllowed(Name name) throws RefusedException {
    throw new RefusedException(
        Problem.of(
            405,
            name.folder()
                ? "a path that ends in a slash is a folder: GET lists it, POST adds a file"
                : "a file takes GET, HEAD, PUT and DELETE; POST goes to a folder",
            new Field("Allow", allowed(name))));
  }

  private static Plan options(String allowed) {
    return new Plan.Answer(StoreResponse.empty(204, List.of(new Field("Allow", allowed))));
  }

  private static String allowed(Name name) {
    if (!name.folder()) {
      return ON_FILE;
    }
    return name.segments().isEmpty() ? ON_TOP : ON_FOLDER;
  }

  /** Ends all uploads in flight and lets go of the folder; reads that began go on. */
  @Override
  public void close() throws IOException {
    closed = true;
    hashing.close();
    underway.forEach(Upload::refuse);
    premises.close();
  }
}
