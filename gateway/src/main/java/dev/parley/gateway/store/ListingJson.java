// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.util.stream.Collectors;

/** A listing for programs. */
final class ListingJson {

  private ListingJson() {}

  static String render(Listing listing) {
    String entries =
        listing.entries().stream().map(ListingJson::entry).collect(Collectors.joining(",\n"));
    return "{\"folder\":%s,\"truncated\":%b,\"entries\":[\n%s\n]}\n"
        .formatted(Json.string(listing.folder().target()), listing.truncated(), entries);
  }

  private static String entry(Listing.Entry entry) {
    StringBuilder out = new StringBuilder("{\"name\":").append(Json.string(entry.name().last()));
    out.append(",\"href\":").append(Json.string(entry.name().target()));
    out.append(",\"kind\":").append(entry.folder() ? "\"folder\"" : "\"file\"");
    if (!entry.folder()) {
      out.append(",\"size\":").append(entry.size());
    }
    out.append(",\"modified\":").append(Json.string(entry.modified().toString()));
    entry.checksum().ifPresent(c -> out.append(",\"sha256\":").append(Json.string(c.hex())));
    return out.append('}').toString();
  }
}
