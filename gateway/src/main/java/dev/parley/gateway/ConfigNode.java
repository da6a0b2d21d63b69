// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.parley.core.ByteSize;
import dev.parley.core.Checks;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in a configuration file that knows its own name. */
final class ConfigNode {
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final Pattern ISO_DURATION = Pattern.compile("PT[0-9.HMS]+");

  /** Which key somebody means who wrote its value alone. */
  private static final Map<String, String> ALONE =
      Map.of(
          "listen[]", "address",
          "routes[]", "store",
          "routes[].match", "path",
          "routes[].admit", "max-size",
          "access-log", "format",
          "admin", "address");

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  private final String path;
  private final JsonNode node;

  private ConfigNode(String path, JsonNode node) {
    this.path = path;
    this.node = node;
  }

  static ConfigNode root(JsonNode tree) {
    return new ConfigNode("", tree);
  }

  /** The keys that lead here, such as {@code routes[0].admit}. */
  String path() {
    return path;
  }

  /** The value of a key that {@link ConfigKey} lists, also where there is none. */
  ConfigNode at(String key) {
    if (!ConfigKey.namesBelow(path).contains(key)) {
      throw new IllegalStateException(below(key) + " is no key");
    }
    JsonNode value = node.get(key);
    return new ConfigNode(below(key), value == null ? MissingNode.getInstance() : value);
  }

  private String below(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** The value of a key that must be there. */
  ConfigNode required(String key) {
    ConfigNode value = at(key);
    if (value.absent()) {
      throw Checks.wrong(value.path, "missing", "a value");
    }
    return value;
  }

  /** Throws for a key that is no {@link ConfigKey} of this place, with the nearest one. */
  void checkKeys() {
    List<String> known = ConfigKey.namesBelow(path);
    if (absent()) {
      return;
    }
    if (!node.isObject()) {
      throw Checks.wrong(name(), node.isValueNode() ? node.asText() : "a list", keys());
    }
    for (var fields = node.fieldNames(); fields.hasNext(); ) {
      String key = fields.next();
      if (!known.contains(key)) {
        String nearest =
            known.stream()
                .min(Comparator.comparingInt(candidate -> distance(key, candidate)))
                .orElseThrow();
        throw new IllegalArgumentException(
            below(key)
                + ": unknown key (expected: "
                + (distance(key, nearest) <= 3
                    ? nearest + "?"
                    : "one of " + String.join(", ", known))
                + ")");
      }
    }
  }

  /** The elements of a list; none where there is no value. */
  List<ConfigNode> list() {
    if (absent()) {
      return List.of();
    }
    if (!node.isArray()) {
      throw Checks.wrong(path, node.isValueNode() ? node.asText() : "keys and values", list(node));
    }
    List<ConfigNode> elements = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      elements.add(new ConfigNode(path + "[" + i + "]", node.get(i)));
    }
    return elements;
  }

  /** What a list looks like that has the value here as its one element. */
  private String list(JsonNode only) {
    String key = ALONE.get(place() + "[]");
    String value = only.isValueNode() ? only.asText() : "...";
    return "a list, such as [ " + (key == null ? value : "{ " + key + ": " + value + " }") + " ]";
  }

  /** What keys and values look like where the value here is one of them. */
  private String keys() {
    String key = ALONE.get(place());
    return key == null || !node.isValueNode()
        ? "keys and values"
        : "keys and values, such as { " + key + ": " + node.asText() + " }";
  }

  private String place() {
    return path.replaceAll("\\[\\d+]", "[]");
  }

  String text() {
    if (!node.isValueNode() || node.isNull()) {
      throw Checks.wrong(name(), node.isArray() ? "a list" : "keys and values", "one value");
    }
    return node.asText();
  }

  Optional<String> optional() {
    return absent() ? Optional.empty() : Optional.of(text());
  }

  /** A file or folder, from {@code folder} on. */
  Optional<Path> file(Path folder) {
    return optional().map(text -> file(folder, text));
  }

  private Path file(Path folder, String text) {
    if (text.isBlank()) {
      throw Checks.wrong(path, "empty", "a path");
    }
    try {
      return folder.resolve(text);
    } catch (InvalidPathException noPath) {
      throw Checks.wrong(path, text, "a path");
    }
  }

  /** A time such as {@code 500ms}, {@code 30s}, {@code 2m} or {@code 1h}. */
  Duration duration(Duration absent) {
    return optional().map(this::duration).orElse(absent);
  }

  private Duration duration(String text) {
    Matcher form = DURATION.matcher(text);
    if (!form.matches() || Long.parseLong(form.group(1)) == 0) {
      throw Checks.wrong(path, text, "a time above zero such as 500ms, 30s, 2m or 1h");
    }
    long amount = Long.parseLong(form.group(1));
    Duration time = time(amount, form.group(2));
    if (time.compareTo(LONGEST) > 0) {
      throw Checks.wrong(path, text, "at most 24h");
    }
    return time;
  }

  private static Duration time(long amount, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> throw new IllegalStateException(unit);
    };
  }

  ByteSize size(ByteSize absent) {
    return size().orElse(absent);
  }

  Optional<ByteSize> size() {
    return optional().map(text -> ByteSize.parse(path, text));
  }

  /** Whether there is a value. */
  boolean has() {
    return !absent();
  }

  /** Whether there are keys here rather than one value. */
  boolean hasKeys() {
    return node.isObject();
  }

  int number(int absent) {
    return optional().map(this::number).orElse(absent);
  }

  /** A number above zero. */
  int count(int absent) {
    return optional().map(text -> number(text, 1, "a number above zero")).orElse(absent);
  }

  private int number(String text) {
    return number(text, 0, "a number, zero or more");
  }

  private int number(String text, int least, String expected) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // Said below.
    }
    throw Checks.wrong(path, text, expected);
  }

  /** One of the constants of an enum, in small letters. */
  <E extends Enum<E>> E word(E absent) {
    return optional().map(text -> word(absent.getDeclaringClass(), text)).orElse(absent);
  }

  private <E extends Enum<E>> E word(Class<E> words, String text) {
    List<String> known = new ArrayList<>();
    for (E word : words.getEnumConstants()) {
      String spelling = word.name().toLowerCase(Locale.ROOT);
      if (spelling.equals(text)) {
        return word;
      }
      known.add(spelling);
    }
    throw Checks.wrong(path, text, String.join(" or ", known));
  }

  /** What {@code made} makes of the values here, whose complaint names this place. */
  <T> T locating(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(below(asWritten(wrong)), wrong);
    }
  }

  /** Records say times as Java does. */
  private static String asWritten(IllegalArgumentException wrong) {
    return ISO_DURATION
        .matcher(String.valueOf(wrong.getMessage()))
        .replaceAll(found -> written(Duration.parse(found.group())));
  }

  private static String written(Duration time) {
    long millis = time.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }

  private boolean absent() {
    return node.isMissingNode() || node.isNull();
  }

  private String name() {
    return path.isEmpty() ? "the file" : path;
  }

  /** How many letters must change, come or go between two keys (Levenshtein). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, 1 + Math.min(above, row[j - 1]));
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
