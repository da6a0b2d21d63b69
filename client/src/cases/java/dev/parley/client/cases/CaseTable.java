// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Puts a client through every case and compares what came out with its table in {@code
 * docs/reference/client-cases.md}.
 */
public final class CaseTable {
  /** So many at a time: most of the time of each is a wait. */
  private static final int THREADS = 8;

  private static final CaseContent SMALL = new CaseContent(3, true);

  private CaseTable() {}

  /**
   * Runs every case with a client of its own.
   *
   * @param region the name of the table in the page
   * @param races the cases in which an early final response is as fast as the content, which comes
   *     from a thread of its own, so that none of it has left or some
   */
  public static void check(String region, Set<String> races, Supplier<ClientUnderTest> clients)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<String>> rows = new ArrayList<>();
      for (ClientCase each : ClientCase.all()) {
        rows.add(threads.submit(() -> row(each, races.contains(each.title()), clients)));
      }
      StringBuilder table =
          new StringBuilder(
              "| The server | The caller sees | Content sent | Connections | The next request |\n"
                  + "|---|---|---|---|---|\n");
      for (Future<String> row : rows) {
        table.append(row.get()).append("\n");
      }
      compare(region, table.toString());
    } finally {
      threads.shutdownNow();
    }
  }

  private static String row(
      ClientCase played, boolean races, Supplier<ClientUnderTest> clients)
      throws Exception {
    try (CaseOrigin origin = new CaseOrigin(played)) {
      String result;
      int connections;
      try (ClientUnderTest client = clients.get()) {
        result = upload(played, origin, client);
        connections = origin.connections();
        assertThat(client.put(origin.uri(CaseOrigin.NEXT), SMALL))
            .as("the request after: %s", played.title())
            .isEqualTo(201);
      }
      // Not before: what was sent may not have been read yet.
      origin.awaitEnd();
      long sent = origin.contentReceived() - SMALL.size();
      return "| "
          + String.join(
              " | ",
              played.title(),
              result,
              races && sent < played.content().size()
                  ? "none or a part"
                  : amount(sent, played.content().size()),
              Integer.toString(connections),
              origin.reused() ? "on the same connection" : "on a new connection")
          + " |";
    }
  }

  private static String upload(ClientCase played, CaseOrigin origin, ClientUnderTest client) {
    try {
      int status = client.put(origin.uri("/upload"), played.content());
      assertThat(status).as(played.title()).isIn(played.results());
      return Integer.toString(status);
    } catch (Exception failed) {
      assertThat(played.results()).as("%s: %s", played.title(), failed).isEmpty();
      return "an error";
    }
  }

  private static String amount(long received, int size) {
    if (received == 0) {
      return "none";
    }
    if (received < size) {
      return "a part";
    }
    // Chunks add a little.
    long times = received / size;
    return times == 1 ? "all" : "all, %d times".formatted(times);
  }

  private static void compare(String region, String table) throws IOException {
    Path file = root().resolve("docs/reference/client-cases.md");
    String page = Files.readString(file);
    String start = "<!-- table: " + region + " -->\n";
    assertThat(page).contains(start);
    int from = page.indexOf(start) + start.length();
    int to = page.indexOf("<!-- end -->", from);
    String rendered = page.substring(0, from) + table + page.substring(to);
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(file, rendered);
    }
    assertThat(rendered)
        .as("client-cases.md; rewrite with -Dgolden=write")
        .isEqualTo(Files.readString(file));
  }

  private static Path root() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve(".mvn"))) {
        return at;
      }
    }
    throw new AssertionError("no root above " + Path.of("").toAbsolutePath());
  }
}
