// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The listings that clients are reading, in a bounded part of the memory.
 *
 * <p>Readers of one state of a folder share it, and who waited while a folder was read gets what
 * the others get. Where the memory is taken, the listing goes that nobody read on from for the
 * longest time; while all are read, there is none for a newcomer.
 */
final class Listings {

  /** A reader that takes nothing for so long may lose its listing to another. */
  static final Duration STALLED = Duration.ofSeconds(5);

  private final Digests digests;
  private final long limit;
  private final LongSupplier nanos;
  private final Map<Name, Held> newest = new HashMap<>();
  private final Set<Held> held = new HashSet<>();
  private @Nullable Held last;
  private long taken;

  Listings(Digests digests, long limit, LongSupplier nanos) {
    this.digests = digests;
    this.limit = limit;
    this.nanos = nanos;
  }

  /**
   * The listing of a folder, in a state not older than the request; to be closed by its reader.
   *
   * @param arrived when the request came, as the clock of this object counts
   */
  Held open(Place folder, long arrived) throws IOException, RefusedException {
    Held shared = shared(folder.name(), arrived);
    if (shared != null) {
      return shared;
    }
    long began = nanos.getAsLong();
    return share(Listing.of(folder, digests), began);
  }

  private synchronized @Nullable Held shared(Name folder, long arrived) {
    Held known = newest.get(folder);
    return known != null && known.began - arrived >= 0 ? known.joined() : null;
  }

  private synchronized Held share(Listing listing, long began) throws RefusedException {
    Held known = newest.get(listing.folder());
    if (known != null && listing.equals(known.listing)) {
      known.began = began;
      return known.joined();
    }
    makeRoom(listing.weight());
    Held made = new Held(listing, began);
    taken += made.weight;
    held.add(made);
    newest.put(listing.folder(), made);
    Held before = last;
    last = made;
    if (before != null && before.readers == 0) {
      drop(before);
    }
    return made.joined();
  }

  private void makeRoom(long weight) throws RefusedException {
    while (taken + weight > limit && !held.isEmpty()) {
      Held stalest = null;
      for (Held each : held) {
        if (stalest == null || each.staleBefore(stalest)) {
          stalest = each;
        }
      }
      if (stalest == null || !stalest.stalled()) {
        throw new RefusedException(Problem.TOO_MANY_LISTINGS);
      }
      drop(stalest);
    }
  }

  private void drop(Held gone) {
    if (held.remove(gone)) {
      taken -= gone.weight;
      newest.remove(gone.folder, gone);
      gone.listing = null;
      gone.forms.clear();
    }
  }

  /** Bytes that the listings in memory take, about. */
  synchronized long taken() {
    return taken;
  }

  /** One state of a folder, and who reads it. */
  final class Held {
    private final Name folder;
    private final long weight;
    private final Map<String, Form> forms = new HashMap<>();
    private @Nullable Listing listing;
    private long began;
    private long readAt;
    private int readers;

    private Held(Listing listing, long began) {
      this.folder = listing.folder();
      this.weight = listing.weight();
      this.listing = listing;
      this.began = began;
    }

    private Held joined() {
      readers++;
      readAt = nanos.getAsLong();
      return this;
    }

    private boolean staleBefore(Held other) {
      boolean unread = readers == 0;
      return unread == (other.readers == 0) ? readAt - other.readAt < 0 : unread;
    }

    private boolean stalled() {
      return readers == 0 || nanos.getAsLong() - readAt >= STALLED.toNanos();
    }

    private Listing read() throws IOException {
      synchronized (Listings.this) {
        Listing present = listing;
        if (present == null) {
          throw new IOException("the listing was given up: its client did not read on");
        }
        readAt = nanos.getAsLong();
        return present;
      }
    }

    /** The content in one form, with its length and its digest. */
    Content content(String form, Function<Listing, Rendition> rendering) throws IOException {
      Rendition rendition = rendering.apply(read());
      Form known;
      synchronized (Listings.this) {
        known = forms.get(form);
      }
      if (known == null) {
        known = Form.of(rendition);
        synchronized (Listings.this) {
          forms.put(form, known);
        }
      }
      return new Content(this, rendition.parts(), rendering, known);
    }

    void leave() {
      synchronized (Listings.this) {
        readers--;
        if (readers == 0 && this != last) {
          drop(this);
        }
      }
    }
  }

  /** What is known of a rendition without keeping it. */
  private record Form(long length, Checksum checksum) {
    static Form of(Rendition rendition) {
      MessageDigest hash = Hash.SHA_256.start();
      long length = 0;
      for (int i = 0; i < rendition.parts(); i++) {
        byte[] part = rendition.part(i).getBytes(UTF_8);
        hash.update(part);
        length += part.length;
      }
      return new Form(length, Checksum.of(hash.digest()));
    }
  }

  /** A listing as the content of a response, made piece by piece. For one thread at a time. */
  static final class Content implements StoreContent.Made {
    private final Held held;
    private final int parts;
    private final Function<Listing, Rendition> rendering;
    private final Form form;
    private int next;
    private boolean closed;

    private Content(Held held, int parts, Function<Listing, Rendition> rendering, Form form) {
      this.held = held;
      this.parts = parts;
      this.rendering = rendering;
      this.form = form;
    }

    Checksum checksum() {
      return form.checksum();
    }

    @Override
    public long length() {
      return form.length();
    }

    @Override
    public byte[] next(int size) throws IOException {
      Rendition rendition = rendering.apply(held.read());
      ByteArrayOutputStream piece = new ByteArrayOutputStream(size + size / 4);
      while (next < parts && piece.size() < size) {
        piece.writeBytes(rendition.part(next).getBytes(UTF_8));
        next++;
      }
      return piece.toByteArray();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        held.leave();
      }
    }
  }
}
