// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A listing for people: one page that loads nothing and runs one script of its own, for sorting and
 * uploads. Without it, the page is a list of links.
 */
final class ListingPage {

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1d2530; --soft: #5d6876; --line: #dfe4ea;
        --page: #f6f7f9; --card: #fff; --link: #0b5cad; --hover: #eef4fb;
        --bad: #b3261e; --good: #1a7f4b }
      @media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --soft: #98a3b1;
        --line: #2c343e; --page: #12161b; --card: #1a2027; --link: #7db7f5; --hover: #222b35;
        --bad: #ff8a80; --good: #6fd19b } }
      * { box-sizing: border-box }
      body { margin: 0; padding: 2.5rem 1rem; background: var(--page); color: var(--ink);
        font: 16px/1.5 system-ui, sans-serif }
      main { max-width: 60rem; margin: 0 auto }
      header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .2rem 1.5rem;
        justify-content: space-between; margin-bottom: 1rem }
      h1 { margin: 0; font-size: 1.4rem; overflow-wrap: anywhere }
      h1 i { margin: 0 .35rem; color: var(--soft); font-style: normal; font-weight: 400 }
      header span { color: var(--soft); font-size: .9rem; white-space: nowrap }
      .card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem;
        overflow-x: auto }
      table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums }
      th, td { padding: .55rem 1rem; text-align: left; white-space: nowrap }
      th { color: var(--soft); font-size: .8rem; font-weight: 600 }
      tbody tr { border-top: 1px solid var(--line) }
      tbody tr:hover { background: var(--hover) }
      td:first-child { white-space: normal; overflow-wrap: anywhere; width: 100%; min-width: 12rem }
      .size { text-align: right }
      td { color: var(--soft) }
      .folder a { font-weight: 600 }
      a { color: var(--link); text-decoration: none }
      a:hover, a:focus { text-decoration: underline }
      button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer }
      button:hover { text-decoration: underline }
      :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: .2rem }
      th[aria-sort=ascending] button::after { content: " \u2191" }
      th[aria-sort=descending] button::after { content: " \u2193" }
      #add { margin-bottom: 1rem; padding: .8rem 1rem; border-style: dashed }
      #add.over { border-color: var(--link); background: var(--hover) }
      #add label { display: inline-block; padding: .3rem .8rem; border: 1px solid var(--line);
        border-radius: .4rem; cursor: pointer; color: var(--link); font-weight: 600 }
      #add label:hover { background: var(--hover) }
      #add input { position: absolute; opacity: 0; width: 1px }
      #add label:focus-within { outline: 2px solid var(--link); outline-offset: 2px }
      #add small { color: var(--soft); font-size: .9rem; margin-left: .6rem }
      #uploads { list-style: none; margin: 0; padding: 0; font-size: .9rem }
      #uploads li { display: flex; flex-wrap: wrap; align-items: center; gap: .2rem .9rem; padding-top: .5rem }
      #uploads bdi { overflow-wrap: anywhere }
      #uploads span { color: var(--soft) }
      #uploads .bad span { color: var(--bad) }
      #uploads .good span { color: var(--good) }
      #uploads button { color: var(--link) }
      progress { width: 10rem; accent-color: var(--link) }
      [hidden] { display: none !important }
      code { font: .85em ui-monospace, monospace }
      p { margin: 0; padding: 1.5rem 1rem; color: var(--soft) }
      footer { margin-top: .8rem; color: var(--soft); font-size: .8rem }
      @media (max-width: 46rem) { body { padding: 1.2rem .8rem } thead { display: none }
        tbody tr { display: flex; flex-wrap: wrap; padding: .5rem 0 } tbody tr:first-child { border: 0 }
        td { padding: .1rem .9rem } td:first-child { flex: 0 0 100% } td:empty { display: none }
        td + td { font-size: .8rem } td + td + td { padding-left: 0 } td:last-child { display: none }
        .folder td + td { padding-left: .9rem } }
      """;

  private static final String SCRIPT = script();

  /** Nothing else may load or run on the page, whatever a file is called. */
  static final String POLICY =
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
          + "connect-src 'self'; style-src "
          + Hash.source(STYLE)
          + "; script-src "
          + Hash.source(SCRIPT);

  private ListingPage() {}

  private static String script() {
    try (InputStream script = ListingPage.class.getResourceAsStream("listing.js")) {
      return new String(Objects.requireNonNull(script).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Rendition of(Listing listing) {
    return new Rendition(
        () -> opening(listing),
        listing.entries().size(),
        i -> row(listing.entries().get(i)),
        () -> end(listing));
  }

  private static String opening(Listing listing) {
    String title = escape("/" + listing.folder().key());
    StringBuilder out =
        new StringBuilder(
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%s</title>
            <style>%s</style>
            </head>
            <body>
            <main>
            <header><h1>%s</h1><span id="sum">%s</span></header>
            <div class="card" id="add" hidden>
            <label><input type="file" id="files" multiple>Upload files</label>\
            <small>or drop them here</small>
            <ul id="uploads" role="status"></ul>
            </div>
            <div class="card" id="list">
            """
                .formatted(title, STYLE, path(listing.folder()), summary(listing)));
    return out.append(
            listing.entries().isEmpty()
                ? "<p>Nothing is stored here yet.</p>\n"
                : """
                <table>
                <thead><tr><th scope="col" data-key="name">Name</th>\
                <th scope="col" data-key="size" class="size">Size</th>\
                <th scope="col" data-key="modified">Modified</th><th scope="col">SHA-256</th></tr></thead>
                <tbody>
                """)
        .toString();
  }

  private static String end(Listing listing) {
    return (listing.entries().isEmpty() ? "" : "</tbody>\n</table>\n")
        + """
            </div>
            <footer>%sTimes are UTC. A digest shows once it is known.</footer>
            </main>
            <script>%s</script>
            </body>
            </html>
            """
            .formatted(listing.truncated() ? "The folder holds more than is shown. " : "", SCRIPT);
  }

  /** The way from the top, each folder of it a link. */
  private static String path(Name folder) {
    int depth = folder.segments().size();
    StringBuilder out = new StringBuilder(link(depth, "Files"));
    for (String segment : folder.segments()) {
      depth--;
      out.append("<i>/</i>").append(link(depth, segment));
    }
    return out.toString();
  }

  private static String link(int up, String name) {
    String text = "<bdi>%s</bdi>".formatted(escape(name));
    return up == 0 ? text : "<a href=\"%s\">%s</a>".formatted("../".repeat(up), text);
  }

  private static String summary(Listing listing) {
    long folders = listing.entries().stream().filter(Listing.Entry::folder).count();
    long files = listing.entries().size() - folders;
    long bytes = listing.entries().stream().mapToLong(Listing.Entry::size).sum();
    List<String> parts = new ArrayList<>();
    if (folders > 0) {
      parts.add(folders + (folders == 1 ? " folder" : " folders"));
    }
    if (files > 0) {
      parts.add(files + (files == 1 ? " file, " : " files, ") + size(bytes));
    }
    return (listing.truncated() ? "the first " : "") + String.join(", ", parts);
  }

  private static String row(Listing.Entry entry) {
    String slash = entry.folder() ? "/" : "";
    StringBuilder out = new StringBuilder(256 + 2 * entry.name().length());
    out.append(
        entry.folder() ? "<tr class=\"folder\">" : "<tr data-size=\"" + entry.size() + "\">");
    out.append("<td><a href=\"./").append(Name.encode(entry.name())).append(slash);
    out.append("\"><bdi>").append(escape(entry.name())).append(slash).append("</bdi></a></td>");
    out.append("<td class=\"size\">").append(entry.folder() ? "" : size(entry.size()));
    out.append("</td><td><time datetime=\"").append(entry.modified()).append("\">");
    out.append(DATE.format(entry.modified())).append("</time></td><td>");
    entry.checksum().ifPresent(checksum -> digest(out, checksum.hex()));
    return out.append("</td></tr>\n").toString();
  }

  private static void digest(StringBuilder out, String hex) {
    out.append("<code title=\"").append(hex).append("\">");
    out.append(hex, 0, 12).append("</code>");
  }

  static String size(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    String units = "KMGTPE";
    int power = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    double scaled = bytes / (double) (1L << (10 * power));
    return String.format(Locale.ROOT, "%.1f %ciB", scaled, units.charAt(power - 1));
  }

  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }
}
