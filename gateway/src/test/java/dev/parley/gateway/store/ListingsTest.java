// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ListingsTest {
  private static final int FILES = 500;

  @TempDir Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private Place top;
  private Digests digests;
  private long weight;

  @BeforeEach
  void fill() throws IOException {
    for (int i = 0; i < FILES; i++) {
      Files.createFile(folder.resolve("'".repeat(200) + i));
    }
    top = new Place(new Name(List.of(), true), folder, Place.Kind.FOLDER);
    digests = new Digests(folder.resolve(".parley"), folder.resolve(".parley"));
    weight = Listing.of(top, digests).weight();
  }

  private Listings listings(long limit) {
    return new Listings(digests, limit, nanos::get);
  }

  private Listings.Content page(Listings listings) throws IOException, RefusedException {
    return listings.open(top, nanos.incrementAndGet()).content("page", ListingPage::of);
  }

  private static String read(Listings.Content content, int size) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (all.size() < content.length()) {
      byte[] piece = content.next(size);
      assertThat(piece).hasSizeBetween(1, size + 8_000);
      all.writeBytes(piece);
    }
    return all.toString(UTF_8);
  }

  @Test
  void readersOfOneStateShareIt() throws Exception {
    Listings listings = listings(Long.MAX_VALUE);
    List<Listings.Content> unread = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      unread.add(page(listings));
    }
    assertThat(listings.taken()).isEqualTo(weight);
    unread.forEach(StoreContent::close);
    assertThat(listings.taken()).isEqualTo(weight);
  }

  @Test
  void aListingIsMadeInPiecesThatAddUpToItsLength() throws Exception {
    Listings listings = listings(Long.MAX_VALUE);
    for (int size : new int[] {1, 1000, 16_384, 1 << 20}) {
      try (Listings.Content content = page(listings)) {
        String text = read(content, size);
        assertThat(text.getBytes(UTF_8)).hasSize((int) content.length());
        assertThat(text).startsWith("<!DOCTYPE html>").endsWith("</html>\n");
        assertThat(content.checksum())
            .isEqualTo(Checksum.of(Hash.SHA_256.start().digest(text.getBytes(UTF_8))));
      }
    }
  }

  @Test
  void whoCameBeforeTheFolderWasReadGetsWhatTheOthersGet() throws Exception {
    Listings listings = listings(Long.MAX_VALUE);
    long early = nanos.get();
    nanos.incrementAndGet();
    Listings.Held first = listings.open(top, nanos.get());
    Files.createFile(folder.resolve("new"));

    assertThat(listings.open(top, early)).isSameAs(first);
    nanos.incrementAndGet();
    assertThat(listings.open(top, nanos.get())).isNotSameAs(first);
  }

  @Test
  void aListingThatNobodyReadsOnFromGivesWayToAnother() throws Exception {
    Listings listings = listings(5 * weight / 2);
    Listings.Content stalled = page(listings);
    nanos.addAndGet(Listings.STALLED.toNanos());
    Files.createFile(folder.resolve("one more"));
    Listings.Content read = page(listings);
    Files.createFile(folder.resolve("and another"));

    assertThat(read(page(listings), 1 << 20)).contains("and another");
    assertThat(listings.taken()).isLessThanOrEqualTo(5 * weight / 2);
    assertThatIOException().isThrownBy(() -> stalled.next(1));
    assertThat(read(read, 1 << 20)).contains("one more").doesNotContain("and another");
    stalled.close();
    read.close();
  }

  @Test
  void whileAllAreReadThereIsNoneForANewcomer() throws Exception {
    Listings listings = listings(weight);
    Listings.Content read = page(listings);
    Files.createFile(folder.resolve("one more"));

    assertThatThrownBy(() -> page(listings))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> {
              assertThat(refused.problem().status()).isEqualTo(503);
              assertThat(
                      refused.problem().response(Visitor.request("GET", "/")).field("Retry-After"))
                  .isPresent();
            });
    read.close();
    assertThat(read(page(listings), 1 << 20)).contains("one more");
  }

  @Test
  void statesThatNobodyReadsAreForgottenButTheLast() throws Exception {
    Listings listings = listings(Long.MAX_VALUE);
    for (int i = 0; i < 10; i++) {
      Files.createFile(folder.resolve("new" + i));
      page(listings).close();
    }
    assertThat(listings.taken()).isLessThan(weight + weight / 2);
  }
}
