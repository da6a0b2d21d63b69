// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code docs/reference/outcomes.md}: written by hand but for its tables. A row stays as it is
 * unless its peer was here in the version that the page is about.
 */
final class OutcomePage {
  private static final boolean WRITE = "write".equals(System.getProperty("golden"));
  private static final Path FILE = Path.of("..", "docs", "reference", "outcomes.md");

  private final Map<String, String> rows = new ConcurrentHashMap<>();

  /** The tables. */
  enum Table {
    ORIGINS("Origin", OriginKind.class),
    PROXIES_BEHIND("Proxy behind Parley", Proxy.Kind.class),
    PROXIES_BEFORE("Proxy in front of Parley", Proxy.Kind.class);

    private final String heading;
    private final Class<? extends Tabulated> peers;

    Table(String heading, Class<? extends Tabulated> peers) {
      this.heading = heading;
      this.peers = peers;
    }
  }

  /** Takes what the uploads of one peer came to. */
  void put(Table table, Tabulated peer, List<Outcome> outcomes) {
    rows.put(key(table, peer), row(peer.label(), outcomes.stream().map(Outcome::cell)));
  }

  private static String key(Table table, Tabulated peer) {
    return table + " " + peer.label();
  }

  private static String row(String first, Stream<String> cells) {
    return cells.collect(Collectors.joining(" | ", "| " + first + " | ", " |"));
  }

  /** Compares, or with {@code -Dgolden=write} rewrites. */
  void check() throws IOException {
    String page = Files.readString(FILE);
    String rendered = page;
    for (Table table : Table.values()) {
      rendered = render(table, rendered);
    }
    if (WRITE) {
      Files.writeString(FILE, rendered);
    }
    assertThat(rendered)
        .as("outcomes.md; rewrite with -Dgolden=write")
        .isEqualTo(Files.readString(FILE));
  }

  private String render(Table table, String page) {
    String start = "<!-- table: " + table.name().toLowerCase(Locale.ROOT) + " -->\n";
    assertThat(page).contains(start);
    int from = page.indexOf(start) + start.length();
    int to = page.indexOf("<!-- end -->", from);
    List<String> lines = new ArrayList<>();
    lines.add(row(table.heading, Arrays.stream(Upload.values()).map(Upload::title)));
    lines.add("|---".repeat(Upload.values().length + 1) + "|");
    List<String> committed = page.substring(from, to).lines().toList();
    for (Tabulated peer : table.peers.getEnumConstants()) {
      String fresh = rows.get(key(table, peer));
      if (fresh != null) {
        lines.add(fresh);
      } else {
        committed.stream()
            .filter(line -> line.startsWith("| " + peer.label() + " |"))
            .findFirst()
            .ifPresent(lines::add);
      }
    }
    return page.substring(0, from)
        + lines.stream().map(line -> line + "\n").collect(Collectors.joining())
        + page.substring(to);
  }

  /** Whether the page is about the version that is here; says so where it is not. */
  static boolean isAbout(Tabulated peer) {
    try {
      String version = peer.version();
      if (!version.equals(peer.pinned())) {
        Measured.note(
            "SKIPPED: row %s of the outcome page: version %s is here"
                .formatted(peer.label(), version));
      }
      return version.equals(peer.pinned());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
