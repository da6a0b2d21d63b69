// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.nio.file.Path;

/**
 * Where uploads are kept and how carefully.
 *
 * @param folder the folder that holds the files; created when missing
 * @param freeReserve bytes of the file system that uploads leave free
 * @param durable whether a success is answered only after the file and its name reached the disk
 * @param listing whether a GET of a folder lists it
 * @param listingMemory bytes of memory that listings may take while clients read them
 */
public record StorePolicy(
    Path folder, long freeReserve, boolean durable, boolean listing, long listingMemory) {

  /**
   * Room for logs and for the digests the store remembers; a disk at its last byte helps nobody.
   */
  static final long DEFAULT_FREE_RESERVE = 64L << 20;

  /** A dozen listings of the largest folders, or ten thousand of usual ones. */
  static final long DEFAULT_LISTING_MEMORY = 32L << 20;

  public StorePolicy {
    if (freeReserve < 0) {
      throw new IllegalArgumentException("freeReserve: " + freeReserve + " (expected: >= 0)");
    }
  }

  /**
   * A store that keeps what it confirmed and shows what it holds.
   *
   * <p>Durable, because a 201 is a promise. Listing, because a store that is tried out should show
   * its files; a generated name is secret only without it.
   */
  public static StorePolicy in(Path folder) {
    return new StorePolicy(folder, DEFAULT_FREE_RESERVE, true, true, DEFAULT_LISTING_MEMORY);
  }

  public StorePolicy withFreeReserve(long value) {
    return new StorePolicy(folder, value, durable, listing, listingMemory);
  }

  public StorePolicy withDurable(boolean value) {
    return new StorePolicy(folder, freeReserve, value, listing, listingMemory);
  }

  public StorePolicy withListing(boolean value) {
    return new StorePolicy(folder, freeReserve, durable, value, listingMemory);
  }

  public StorePolicy withListingMemory(long value) {
    return new StorePolicy(folder, freeReserve, durable, listing, value);
  }
}
