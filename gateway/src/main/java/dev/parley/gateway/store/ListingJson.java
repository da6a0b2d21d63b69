// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

/** A listing for programs. */
final class ListingJson {

  private ListingJson() {}

  static Rendition of(Listing listing) {
    String way = listing.folder().target();
    int last = listing.entries().size() - 1;
    return new Rendition(
        () ->
            "{\"folder\":%s,\"truncated\":%b,\"entries\":[\n"
                .formatted(Json.string(way), listing.truncated()),
        last + 1,
        i -> entry(way, listing.entries().get(i), i < last),
        () -> "\n]}\n");
  }

  private static String entry(String way, Listing.Entry entry, boolean more) {
    String target = way + Name.encode(entry.name()) + (entry.folder() ? "/" : "");
    StringBuilder out = new StringBuilder(256 + target.length() + entry.name().length());
    out.append("{\"name\":").append(Json.string(entry.name()));
    out.append(",\"href\":").append(Json.string(target));
    out.append(",\"kind\":").append(entry.folder() ? "\"folder\"" : "\"file\"");
    if (!entry.folder()) {
      out.append(",\"size\":").append(entry.size());
    }
    out.append(",\"modified\":").append(Json.string(entry.modified().toString()));
    entry.checksum().ifPresent(c -> out.append(",\"sha256\":").append(Json.string(c.hex())));
    return out.append(more ? "},\n" : "}").toString();
  }
}
