// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads one fixture, line by line. */
final class ExchangeParser {
  private static final Pattern FIRST_LINE =
      Pattern.compile("# ([a-z0-9-]+)\\.exchange +-- (RFC [0-9]+ [0-9A-Z.]+): (.+)");
  private static final Pattern TIME = Pattern.compile("\\+([0-9]{1,9})(ms|s|m)");
  private static final Pattern EVENT = Pattern.compile("(fin|reset|gone|connect) (>>|<<|>|<)");

  private final String file;
  private final String[] lines;
  private final List<String> notes = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<Claim> claims = new ArrayList<>();
  private List<Subject> subjects = List.of();
  private int number;

  ExchangeParser(String file, String text) {
    this.file = file;
    String end = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    this.lines = end.split("\r?\n", -1);
  }

  Exchange parse() {
    Matcher first = FIRST_LINE.matcher(lines[0]);
    number = 1;
    if (!first.matches()) {
      throw error("# name.exchange -- RFC number section: claim");
    }
    if (!file.equals(first.group(1) + ".exchange")) {
      throw error("the file's own name, " + file);
    }
    for (number = 2; number <= lines.length; number++) {
      try {
        line(lines[number - 1]);
      } catch (IllegalArgumentException e) {
        throw e instanceof ExchangeSyntaxException ? e : error(String.valueOf(e.getMessage()));
      }
    }
    if (steps.isEmpty()) {
      number = lines.length;
      throw error("at least one step after this line");
    }
    return new Exchange(
        first.group(1), first.group(2), first.group(3), subjects, notes, steps, claims);
  }

  private void line(String line) {
    if (!line.chars().allMatch(each -> each >= ' ' && each <= '~')) {
      throw error("ASCII; other bytes as \\xNN");
    }
    if (line.endsWith(" ")) {
      throw error("no blank at the end; write \\x20");
    }
    String mark = line.split(" ", 2)[0];
    String rest = line.length() > mark.length() ? line.substring(mark.length() + 1) : "";
    switch (mark) {
      case "#" -> comment(rest);
      case ">", "<", ">>", "<<" -> bytes(lane(mark), rest);
      case "@" -> event(rest);
      case "=" -> claims(rest);
      default -> throw error("a line that starts with one of # > < >> << @ =");
    }
  }

  private void comment(String rest) {
    if (!steps.isEmpty()) {
      throw error("notes before the first step");
    }
    if (!rest.startsWith("subject: ")) {
      notes.add(rest);
      return;
    }
    List<String> words = List.of(rest.substring("subject: ".length()).split(", ", -1));
    subjects = Arrays.stream(Subject.values()).filter(each -> words.contains(each.word())).toList();
    if (subjects.size() != words.size() || !notes.isEmpty()) {
      throw error("subject: some of client, server, gateway, before any note");
    }
  }

  private void bytes(Lane lane, String text) {
    beforeClaims();
    if (text.isEmpty()) {
      throw error("a head or content after the mark");
    } else if (text.equals("~")) {
      steps.add(new Step.AnyContentStep(lane));
    } else if (ExchangeText.isHead(lane, text)) {
      List<String> head = ExchangeText.headLines(text);
      steps.add(new Step.HeadStep(lane, head.get(0), head.subList(1, head.size())));
    } else {
      steps.add(new Step.ContentStep(lane, ExchangeText.runs(text)));
    }
  }

  private void event(String text) {
    beforeClaims();
    Matcher time = TIME.matcher(text);
    Matcher event = EVENT.matcher(text);
    if (time.matches()) {
      steps.add(new Step.TimeStep(duration(Long.parseLong(time.group(1)), time.group(2))));
    } else if (event.matches()) {
      steps.add(event(event.group(1), lane(event.group(2))));
    } else {
      throw error("@ +time, or @ fin, reset, gone or connect and one of > < >> <<");
    }
  }

  private Step event(String word, Lane lane) {
    if (!word.equals("connect")) {
      return new Step.ClosingStep(lane, Step.Closing.valueOf(word.toUpperCase(Locale.ROOT)));
    }
    if (!lane.carriesRequests()) {
      throw error("@ connect > or @ connect >>: only these open connections");
    }
    return new Step.ConnectStep(lane);
  }

  private static Duration duration(long count, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      default -> Duration.ofMinutes(count);
    };
  }

  private void claims(String text) {
    for (String each : text.split(",", -1)) {
      claims.add(Claim.parse(each.strip()).orElseThrow(() -> error(knownClaims())));
    }
  }

  private static String knownClaims() {
    return Arrays.stream(Claim.Key.values())
        .map(key -> key.words() + " " + key.form())
        .collect(Collectors.joining("; ", "claims ", ""));
  }

  private void beforeClaims() {
    if (!claims.isEmpty()) {
      throw error("every step before the claims");
    }
  }

  private Lane lane(String mark) {
    return Arrays.stream(Lane.values())
        .filter(each -> each.mark().equals(mark))
        .findFirst()
        .orElseThrow(() -> error("one of > < >> <<"));
  }

  private ExchangeSyntaxException error(String expected) {
    return new ExchangeSyntaxException(file, number, lines[number - 1], expected);
  }
}
