// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.core.Expectation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The field lines of a caller who took his client for another one: what of them a {@link Request}
 * takes, and what they say to the client.
 */
public final class CallerFields {
  private static final String CONNECTION = "Connection";
  private static final String CLOSE = "close";
  private static final Set<String> PERSISTENCE = Set.of(CLOSE, "keep-alive");

  private final List<Map.Entry<String, String>> sent = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final boolean closes;
  private final boolean expectsContinue;
  private final boolean understood;

  private CallerFields(List<Map.Entry<String, String>> lines) {
    Set<String> options = new HashSet<>();
    values(lines, CONNECTION)
        .flatMap(line -> Stream.of(line.split(",", -1)))
        .map(option -> option.strip().toLowerCase(Locale.ROOT))
        .filter(option -> !option.isEmpty())
        .forEach(options::add);
    Set<String> all = new HashSet<>();
    for (Map.Entry<String, String> line : lines) {
      String name = line.getKey().toLowerCase(Locale.ROOT);
      all.add(name);
      // RFC 9110 7.6.1: what Connection names is for one connection, of which the caller has none.
      if (!Request.isOwn(name) && !options.contains(name)) {
        sent.add(line);
        names.add(name);
      }
    }
    closes = options.contains(CLOSE);
    if (closes) {
      sent.add(Map.entry(CONNECTION, CLOSE));
    }
    Expectation expectation = Expectation.parse(values(lines, "Expect").toList());
    boolean continues = expectation instanceof Expectation.Continue;
    expectsContinue =
        continues || (expectation instanceof Expectation.Unknown known && known.asksContinue());
    understood =
        PERSISTENCE.containsAll(options)
            && !all.contains("upgrade")
            && !all.contains("te")
            && (continues || expectation instanceof Expectation.None);
  }

  /** Reads the lines of one head. */
  public static CallerFields of(List<Map.Entry<String, String>> lines) {
    return new CallerFields(lines);
  }

  private static Stream<String> values(List<Map.Entry<String, String>> lines, String name) {
    return lines.stream()
        .filter(line -> line.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue);
  }

  /**
   * What is sent: all but what the client sees to itself, and what {@code Connection} names. Of
   * {@code Connection} itself {@code close} stays.
   */
  public List<Map.Entry<String, String>> sent() {
    return List.copyOf(sent);
  }

  /** Whether a field of the caller is sent as it is. */
  public boolean sends(String name) {
    return names.contains(name.toLowerCase(Locale.ROOT));
  }

  /** Whether the connection of the request shall serve no other. */
  public boolean closes() {
    return closes;
  }

  /** Whether the request shall ask, whatever the policy says: {@code 100-continue} is expected. */
  public boolean expectsContinue() {
    return expectsContinue;
  }

  /**
   * Whether the client does all that they say: there is no {@code Upgrade} or {@code TE}, no other
   * expectation, and {@code Connection} says whether it persists and nothing else.
   */
  public boolean understood() {
    return understood;
  }
}
