// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers GET and HEAD. */
final class Reads {

  private static final Field NO_SNIFFING = new Field("X-Content-Type-Options", "nosniff");
  // A name can be replaced at any time, and asking again is cheap with an entity tag.
  private static final Field REVALIDATE = new Field("Cache-Control", "no-cache");

  private final Tree tree;
  private final Shelf shelf;
  private final Listings listings;
  private final Clock clock;
  private final boolean lists;

  Reads(Tree tree, Shelf shelf, Listings listings, Clock clock, boolean lists) {
    this.tree = tree;
    this.shelf = shelf;
    this.listings = listings;
    this.clock = clock;
    this.lists = lists;
  }

  StoreResponse answer(StoreRequest request, Name name) throws IOException, RefusedException {
    Place place = tree.find(name);
    if (place.holds(Place.Kind.FOLDER) && lists) {
      return name.folder() ? list(request, place) : toFolder(name);
    }
    if (!place.holds(Place.Kind.FILE)) {
      throw new RefusedException(Problem.NOT_FOUND);
    }
    Optional<Opened> opened = shelf.open(name);
    if (opened.isEmpty()) {
      throw new RefusedException(Problem.NOT_FOUND);
    }
    return file(request, name, opened.get());
  }

  private StoreResponse file(StoreRequest request, Name name, Opened file)
      throws IOException, RefusedException {
    boolean handedOver = false;
    try {
      StoreResponse response = describe(request, name, file);
      handedOver = response.content() instanceof StoreContent.Region;
      return response;
    } finally {
      if (!handedOver) {
        file.close();
      }
    }
  }

  private StoreResponse describe(StoreRequest request, Name name, Opened file)
      throws RefusedException {
    Instant now = clock.instant();
    Validators validators = file.validators(presentable(file.stamp(), now));
    List<Field> fields = new ArrayList<>();
    validators
        .entityTag()
        .or(validators::weakTag)
        .ifPresent(tag -> fields.add(new Field("ETag", tag)));
    fields.add(new Field("Last-Modified", HttpDate.write(validators.modified())));
    fields.add(REVALIDATE);
    switch (Preconditions.of(request, now).evaluate(Optional.of(validators))) {
      case FAILED -> throw new RefusedException(Problem.PRECONDITION);
      case OPEN -> throw new RefusedException(Problem.digestDue(file.stamp().size()));
      case NOT_MODIFIED -> {
        return StoreResponse.empty(304, fields);
      }
      case PROCEED -> {}
    }
    file.checksum().ifPresent(c -> fields.add(new Field("Repr-Digest", c.reprDigest())));
    fields.add(new Field("Accept-Ranges", "bytes"));
    Ranges.Selection selection = select(request, file.stamp().size(), validators, now);
    String size = Long.toString(file.stamp().size());
    if (selection.status() == 416) {
      throw new RefusedException(
          Problem.of(
              416,
              "the file has no bytes in this range",
              new Field("Content-Range", "bytes */" + size)));
    }
    if (selection.status() == 206) {
      long last = selection.first() + selection.length() - 1;
      fields.add(
          new Field("Content-Range", "bytes " + selection.first() + "-" + last + "/" + size));
    }
    fields.add(new Field("Content-Type", MediaTypes.of(name.last())));
    fields.add(NO_SNIFFING);
    fields.add(new Field("Content-Security-Policy", "sandbox"));
    return StoreResponse.of(
        selection.status(),
        fields,
        new StoreContent.Region(file.channel(), selection.first(), selection.length()));
  }

  private static Ranges.Selection select(
      StoreRequest request, long size, Validators validators, Instant now) {
    // RFC 9110 14.2: Range means something to GET only.
    boolean asked =
        request.method().equals("GET")
            && Ranges.applies(request.fields().values("If-Range"), validators, now);
    return Ranges.select(asked ? request.fields().values("Range") : List.of(), size);
  }

  /** RFC 9110 8.8.2.1: a Last-Modified date never lies after the date of the message. */
  private static Instant presentable(Stamp stamp, Instant now) {
    Instant modified = stamp.modified().toInstant();
    if (modified.isBefore(Instant.EPOCH)) {
      return Instant.EPOCH;
    }
    return modified.isAfter(now) ? now : modified;
  }

  private StoreResponse list(StoreRequest request, Place place)
      throws IOException, RefusedException {
    Listings.Held listing = listings.open(place, request.arrived());
    boolean handedOver = false;
    try {
      StoreResponse response = list(request, listing);
      handedOver = response.content() instanceof StoreContent.Made;
      return response;
    } finally {
      if (!handedOver) {
        listing.leave();
      }
    }
  }

  private StoreResponse list(StoreRequest request, Listings.Held listing)
      throws IOException, RefusedException {
    boolean json = !Accept.prefersPage(request.fields().values("Accept"));
    Listings.Content content =
        json ? listing.content("json", ListingJson::of) : listing.content("page", ListingPage::of);
    String tag = content.checksum().entityTag();
    List<Field> fields = new ArrayList<>();
    fields.add(new Field("ETag", tag));
    fields.add(new Field("Vary", "Accept"));
    fields.add(REVALIDATE);
    Validators validators = Validators.of(tag, clock.instant());
    switch (Preconditions.of(request, clock.instant())
        .withoutDates()
        .evaluate(Optional.of(validators))) {
      case FAILED, OPEN -> throw new RefusedException(Problem.PRECONDITION);
      case NOT_MODIFIED -> {
        return StoreResponse.empty(304, fields);
      }
      case PROCEED -> {}
    }
    fields.add(new Field("Content-Type", json ? "application/json" : "text/html; charset=utf-8"));
    fields.add(NO_SNIFFING);
    if (!json) {
      fields.add(new Field("Content-Security-Policy", ListingPage.POLICY));
    }
    return StoreResponse.of(200, fields, content);
  }

  private static StoreResponse toFolder(Name name) {
    return StoreResponse.empty(
        301, List.of(new Field("Location", name.asFolder().target()), REVALIDATE));
  }
}
