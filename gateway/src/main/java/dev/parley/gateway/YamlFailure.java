// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** What is wrong with a text that is no YAML: where, and why. */
final class YamlFailure {
  private static final Pattern TWICE = Pattern.compile("Duplicate field '(.*)'");

  private YamlFailure() {}

  /** Such as {@code :5:3: not YAML: a tab cannot indent, spaces can}. */
  static String said(JsonProcessingException failure, String text) {
    Matcher twice = TWICE.matcher(String.valueOf(failure.getOriginalMessage()));
    if (twice.lookingAt()) {
      return ConfigLines.of(text).repeated(twice.group(1));
    }
    MarkedYAMLException marked = marked(failure);
    if (marked == null) {
      JsonLocation at = failure.getLocation();
      return (at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr())
          + ": not YAML: "
          + firstLine(String.valueOf(failure.getOriginalMessage()));
    }
    Mark at = marked.getProblemMark();
    return (at == null ? "" : ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1))
        + ": not YAML: "
        + reason(String.valueOf(marked.getProblem()));
  }

  private static @Nullable MarkedYAMLException marked(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof MarkedYAMLException marked) {
        return marked;
      }
    }
    return null;
  }

  private static String reason(String problem) {
    if (problem.contains("\\t(TAB)")) {
      return "a tab cannot indent, spaces can";
    }
    if (problem.startsWith("expected <block end>")) {
      return "the indentation fits none of the lines above";
    }
    if (problem.startsWith("mapping values are not allowed here")) {
      return "a colon is not expected here; is the line above indented as it should be?";
    }
    return firstLine(problem);
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("").strip();
  }
}
