// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * How {@code --help} is laid out: as wide as the terminal, and broken at spaces alone, so that what
 * is to be copied stays whole.
 */
final class HelpLayout {
  /** Longer lines are hard to read; shorter ones have no room for two columns. */
  private static final int WIDEST = 100;

  private static final int NARROWEST = 60;

  private static final String GAP = "  ";
  private static final String BELOW = " ".repeat(8);

  private HelpLayout() {}

  /** Lays out the help of {@code top} and of all commands below it. */
  static void apply(CommandLine top, Surroundings here) {
    var sections = top.getHelpSectionMap();
    sections.put(UsageMessageSpec.SECTION_KEY_DESCRIPTION, HelpLayout::description);
    sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpLayout::options);
    sections.put(
        UsageMessageSpec.SECTION_KEY_FOOTER,
        help -> lines(Arrays.asList(help.commandSpec().usageMessage().footer())));
    top.setHelpSectionMap(sections);
    top.setHelpFactory(
        (command, colors) -> {
          command.usageMessage().width(width(here));
          return new Help(command, colors);
        });
  }

  private static int width(Surroundings here) {
    int columns =
        columns(here.environment().get("COLUMNS"))
            .or(() -> here.terminal().get().map(TerminalSize::columns))
            .orElse(WIDEST);
    return Math.max(NARROWEST, Math.min(columns, WIDEST));
  }

  private static Optional<Integer> columns(@Nullable String said) {
    return said != null && said.matches("\\d{1,5}") && !said.equals("0")
        ? Optional.of(Integer.valueOf(said))
        : Optional.empty();
  }

  private static String description(Help help) {
    List<String> lines = new ArrayList<>();
    for (String paragraph : help.commandSpec().usageMessage().description()) {
      lines.addAll(wrapped(paragraph, help.commandSpec().usageMessage().width()));
    }
    return lines(lines);
  }

  private static String options(Help help) {
    CommandSpec command = help.commandSpec();
    int width = command.usageMessage().width();
    int names =
        command.options().stream().mapToInt(option -> names(option).length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    List<OptionSpec> grouped = new ArrayList<>();
    for (ArgGroupSpec group : command.argGroups()) {
      lines.addAll(heading(group));
      group.options().forEach(option -> lines.addAll(option(option, names, width)));
      grouped.addAll(group.options());
    }
    command.options().stream()
        .filter(option -> !grouped.contains(option) && !option.hidden())
        .forEach(option -> lines.addAll(option(option, names, width)));
    return lines(lines);
  }

  private static List<String> heading(ArgGroupSpec group) {
    return String.valueOf(group.heading()).replace("%n", "\n").lines().toList();
  }

  /** Such as {@code -m, --max-time=SECONDS}. */
  private static String names(OptionSpec option) {
    boolean both = option.names().length > 1;
    String shortest = both ? option.shortestName() + ", " : "    ";
    String label = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
    return GAP + shortest + option.longestName() + label;
  }

  private static List<String> option(OptionSpec option, int names, int width) {
    String name = names(option);
    String text = String.join(" ", option.description());
    List<String> lines = new ArrayList<>();
    if (width < WIDEST - 20) {
      lines.add(name);
      wrapped(text, width - BELOW.length()).forEach(line -> lines.add(BELOW + line));
      return lines;
    }
    String head = name + " ".repeat(names - name.length()) + GAP;
    for (String line : wrapped(text, width - head.length())) {
      lines.add((lines.isEmpty() ? head : " ".repeat(head.length())) + line);
    }
    return lines;
  }

  /** Broken at spaces alone; one that is a paragraph of nothing is an empty line. */
  static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private static String lines(List<String> lines) {
    String end = System.lineSeparator();
    return lines.isEmpty() ? "" : String.join(end, lines) + end;
  }
}
