// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.gateway.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Holds the pages that are written by hand to what is there. */
class PagesTest {
  private static final Pattern LINK =
      Pattern.compile("\\]\\(([^)\\s]+)\\)|(?:src|srcset|href)=\"([^\"]+)\"");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
  private static final Pattern COMMAND =
      Pattern.compile("(?m)(?:^\\$ \\./|^\\./|`\\./|`|^\\$ )parley ([^`\\n|]*)");
  private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");
  private static final Pattern FENCED = Pattern.compile("(?ms)^```\\w*\\n.*?^```$");

  @Test
  void everyLinkLeadsToAFileAndEveryAnchorToAHeading() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(FENCED.matcher(Files.readString(page)).replaceAll(""));
      while (link.find()) {
        String target = link.group(1) == null ? link.group(2) : link.group(1);
        if (!target.matches("[a-z]+:.*") && !resolves(page, target)) {
          broken.add(GoldenPage.root().relativize(page) + " -> " + target);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void everyCommandAndOptionThatAPageShowsExists() throws IOException {
    List<String> unknown = new ArrayList<>();
    int seen = 0;
    for (Path page : pages()) {
      Matcher command = COMMAND.matcher(Files.readString(page));
      while (command.find()) {
        seen++;
        CommandLine at = Main.commandLine();
        for (String word : command.group(1).strip().split("\\s+", -1)) {
          Map<String, CommandLine> below = at.getSubcommands();
          String option = word.replaceAll("=.*", "");
          if (below.containsKey(word)) {
            at = below.get(word);
          } else if (option.startsWith("-") && at.getCommandSpec().findOption(option) == null) {
            unknown.add(GoldenPage.root().relativize(page) + ": parley " + command.group(1));
          }
        }
      }
    }
    assertThat(seen).isPositive();
    assertThat(unknown).isEmpty();
  }

  @Test
  void everyConfigurationThatAPageShowsIsAccepted(@TempDir Path folder) throws IOException {
    int seen = 0;
    for (Path page : pages()) {
      Matcher yaml = YAML.matcher(Files.readString(page));
      while (yaml.find()) {
        seen++;
        Path file = folder.resolve("parley.yaml");
        Files.writeString(file, yaml.group(1));
        assertThat(ConfigFile.read(file).routes()).as("%s", page).isNotEmpty();
      }
    }
    assertThat(seen).isPositive();
  }

  private static boolean resolves(Path page, String target) throws IOException {
    int hash = target.indexOf('#');
    String path = hash < 0 ? target : target.substring(0, hash);
    Path file = path.isEmpty() ? page : page.resolveSibling(path).normalize();
    if (!Files.exists(file)) {
      return false;
    }
    return hash < 0 || anchors(file).contains(target.substring(hash + 1));
  }

  private static List<String> anchors(Path page) throws IOException {
    return HEADING
        .matcher(Files.readString(page))
        .results()
        .map(heading -> anchor(heading.group(1)))
        .toList();
  }

  /** As GitHub makes it: lower case, no punctuation, hyphens for spaces. */
  private static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-');
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    try (Stream<Path> top = Files.list(GoldenPage.root())) {
      top.filter(PagesTest::isPage).forEach(pages::add);
    }
    for (String folder : List.of("docs", "changes")) {
      try (Stream<Path> files = Files.walk(GoldenPage.root().resolve(folder))) {
        files.filter(PagesTest::isPage).forEach(pages::add);
      }
    }
    return pages;
  }

  private static boolean isPage(Path file) {
    return file.toString().endsWith(".md");
  }
}
