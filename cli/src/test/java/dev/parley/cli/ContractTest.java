// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cli.ContractRow.Standing;
import dev.parley.testkit.Exchange;
import dev.parley.testkit.Exchanges;
import dev.parley.testkit.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the contract to the tests that prove it, and prints both. */
final class ContractTest {
  private static final Pattern ANNOTATION = Pattern.compile("(?m)^ *@Proves\\(([^)]*)\\)");
  private static final Pattern ID = Pattern.compile("\"(\\w+)\"");
  private static final Pattern METHOD =
      Pattern.compile("\\b(?:void|Stream<DynamicTest>)\\s+(\\w+)\\s*\\(");
  private static final String NOTE = "contract: ";
  private static final String OPENING =
      """
      # The contract

      What Parley does in every situation that the handshake can get into, and the tests that prove it on the wire. A test
      claims its row with `@Proves`, a fixture of the testkit with a note; this page is written from both, and a row without
      a proof fails the build. Numbers of rows are never given to another row.
      """;

  /** Row id to proofs, in the order of the page. */
  private final Map<String, TreeSet<String>> proofs = new TreeMap<>();

  ContractTest() throws IOException {
    for (Path source : Reactor.testSources()) {
      readTests(source);
    }
    for (Exchange exchange : Exchanges.all()) {
      readFixture(exchange);
    }
  }

  @Test
  void everyRowHasATestUnlessItIsForLater() {
    assertThat(rows(Standing.BUILT)).isNotEmpty().allMatch(proofs::containsKey, "has a test");
  }

  @Test
  void aRowWithATestIsNotListedAsLater() {
    assertThat(rows(Standing.LATER)).noneMatch(proofs::containsKey);
  }

  @Test
  void everyTestClaimsARowThatExists() {
    assertThat(proofs.keySet())
        .isSubsetOf(Arrays.stream(ContractRow.values()).map(Enum::name).toList());
  }

  @Test
  void thePageShowsEveryRowWithItsTests() throws IOException {
    StringBuilder page = new StringBuilder(OPENING);
    section(page, "Facing the client", true);
    section(page, "Facing the origin", false);
    GoldenPage.check("contract.md", page.toString());
  }

  private static List<String> rows(Standing standing) {
    return Arrays.stream(ContractRow.values())
        .filter(row -> row.standing() == standing)
        .map(Enum::name)
        .toList();
  }

  private void section(StringBuilder page, String title, boolean client) {
    page.append("\n## ").append(title).append('\n');
    for (ContractRow row : ContractRow.values()) {
      if (row.facesTheClient() == client) {
        page.append("\n### ").append(row).append("\n\n");
        page.append("- when: ").append(row.situation()).append('\n');
        page.append("- then: ").append(row.promise()).append('\n');
        page.append(
            switch (row.standing()) {
              case BUILT -> "";
              case LATER -> "- later: HTTP/1.1 is what is spoken now\n";
            });
        page.append(
            proofs.getOrDefault(row.name(), new TreeSet<>()).stream()
                .map(proof -> "- proved by " + proof + "\n")
                .collect(Collectors.joining()));
      }
    }
  }

  private void readTests(Path source) throws IOException {
    String text = Files.readString(source);
    String file = source.getFileName().toString().replace(".java", "");
    Matcher annotation = ANNOTATION.matcher(text);
    while (annotation.find()) {
      Matcher method = METHOD.matcher(text);
      assertThat(method.find(annotation.end())).as("a method below @Proves in %s", file).isTrue();
      List<String> ids = new ArrayList<>();
      ID.matcher(annotation.group(1)).results().forEach(id -> ids.add(id.group(1)));
      assertThat(ids).as("the ids of @Proves in %s", file).hasSize(1);
      add(ids.get(0), "`%s.%s`".formatted(file, method.group(1)));
    }
  }

  /** A fixture of gateways and servers is played against a gateway. */
  private void readFixture(Exchange exchange) {
    for (String note : exchange.notes()) {
      if (note.startsWith(NOTE)) {
        assertThat(exchange.isAbout(Subject.GATEWAY) || exchange.isAbout(Subject.SERVER))
            .as("%s is played against a gateway", exchange.file())
            .isTrue();
        for (String id : note.substring(NOTE.length()).split(", ", -1)) {
          add(id, "the fixture `%s`".formatted(exchange.name()));
        }
      }
    }
  }

  private void add(String id, String proof) {
    proofs.computeIfAbsent(id, any -> new TreeSet<>()).add(proof);
  }
}
