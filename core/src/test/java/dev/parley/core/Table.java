// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Renders a machine as Markdown: one section per state, one row per result.
 *
 * <p>States that differ in the request alone share a section, in which the request is {@code R}.
 */
final class Table<S, I, A> {
  private static final Pattern REQUEST =
      Pattern.compile("Request\\[offer=(\\w+), version=(\\w+), persistent=(\\w+)\\]");
  private static final String STAYS = "same";
  private static final String NOTHING = "";
  private static final String ANY = "any";
  private static final String MISUSE = "misuse";
  private static final String FOREIGN = "not given";

  private final Machine<S, I, A> machine;
  private final Function<S, String> heading;
  private final Function<S, List<Object>> parts;

  /**
   * @param parts the states that a joint state is made of
   */
  Table(Machine<S, I, A> machine, Function<S, String> heading, Function<S, List<Object>> parts) {
    this.machine = machine;
    this.heading = heading;
    this.parts = parts;
  }

  private record Result(String next, String actions) {
    int order() {
      return switch (next) {
        case MISUSE -> 2;
        case FOREIGN -> 3;
        default -> next.equals(STAYS) && actions.equals(NOTHING) ? 1 : 0;
      };
    }
  }

  private record Row(String who, Result result) {}

  /** The sections for {@code states}, grouped by heading, in the order of the kinds. */
  String render(Collection<S> states) {
    Map<String, List<S>> sections = new LinkedHashMap<>();
    List<S> sorted = new ArrayList<>(states);
    sorted.sort(
        Comparator.comparing(
            state -> parts.apply(state).stream().map(Table::rank).toList().toString()));
    for (S state : sorted) {
      sections.computeIfAbsent(heading.apply(state), any -> new ArrayList<>()).add(state);
    }
    StringBuilder page = new StringBuilder();
    sections.forEach((title, members) -> section(page, title, members));
    return page.toString();
  }

  private void section(StringBuilder page, String title, List<S> members) {
    page.append("\n### ").append(title).append("\n\n");
    Set<String> requests = new LinkedHashSet<>();
    members.forEach(member -> requests.add(request(member)));
    if (!requests.contains("")) {
      page.append("R: ")
          .append(who(requests, Inputs.REQUESTS.stream().map(Object::toString).toList()));
      page.append("\n\n");
    }
    Map<Row, List<String>> rows = new LinkedHashMap<>();
    inputs()
        .forEach(
            (label, inputs) ->
                rows(members, inputs)
                    .forEach(
                        row -> rows.computeIfAbsent(row, any -> new ArrayList<>()).add(label)));
    boolean varies = rows.keySet().stream().anyMatch(row -> !row.who.equals(ANY));
    page.append(
        varies
            ? "| Input | For | Next | Actions |\n|---|---|---|---|\n"
            : "| Input | Next | Actions |\n|---|---|---|\n");
    rows.entrySet().stream()
        .sorted((one, other) -> one.getKey().result.order() - other.getKey().result.order())
        .forEach(
            entry -> {
              Row row = entry.getKey();
              page.append("| ").append(joined(entry.getValue()));
              page.append(varies ? " | " + row.who : "");
              page.append(" | ").append(row.result.next);
              page.append(" | ").append(row.result.actions).append(" |\n");
            });
  }

  private Map<String, List<I>> inputs() {
    Map<String, List<I>> labels = new LinkedHashMap<>();
    for (I input : machine.inputs()) {
      labels.computeIfAbsent(words(input, request(input)), any -> new ArrayList<>()).add(input);
    }
    return labels;
  }

  private List<Row> rows(List<S> members, List<I> inputs) {
    Map<Result, Set<String>> results = new LinkedHashMap<>();
    Set<String> all = new LinkedHashSet<>();
    for (S state : members) {
      for (I input : inputs) {
        String request = request(state).isEmpty() ? request(input) : request(state);
        all.add(request);
        results
            .computeIfAbsent(result(state, input, request), any -> new LinkedHashSet<>())
            .add(request);
      }
    }
    return results.entrySet().stream()
        .map(entry -> new Row(who(entry.getValue(), all), entry.getKey()))
        .toList();
  }

  private Result result(S state, I input, String request) {
    if (!machine.given(state, input)) {
      return new Result(FOREIGN, NOTHING);
    }
    Optional<Machine.Outcome<S, A>> outcome = machine.step(state, input);
    if (outcome.isEmpty()) {
      return new Result(MISUSE, NOTHING);
    }
    List<Object> before = parts.apply(state);
    List<Object> after = parts.apply(outcome.get().next());
    List<String> next = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      next.add(
          before.get(i).equals(after.get(i)) ? STAYS : "`" + words(after.get(i), request) + "`");
    }
    List<String> actions = new ArrayList<>();
    outcome.get().actions().forEach(action -> actions.add("`" + words(action, request) + "`"));
    outcome.get().broken().forEach(rule -> actions.add("breaks " + rule));
    return new Result(
        before.equals(after) ? STAYS : String.join(" and ", next),
        actions.isEmpty() ? NOTHING : String.join(", ", actions));
  }

  static String request(Object holder) {
    Matcher found = REQUEST.matcher(holder.toString());
    return found.find() ? found.group() : "";
  }

  /** The record as words, with {@code R} for the request it is about. */
  static String words(Object record, String request) {
    String text = record.toString();
    if (!request.isEmpty()) {
      text = text.replace(request, "R");
      text = text.replace(request.replace("persistent=true", "persistent=false"), "R closing");
    }
    return text.replaceAll("(OnDown|Down)\\[(action|input)=(.*)\\]$", "client: $3")
        .replaceAll("(OnUp|Up)\\[(action|input)=(.*)\\]$", "origin: $3")
        .replaceAll("\\w+=", "")
        .replace("[]", "")
        .replace('[', '(')
        .replace(']', ')');
  }

  /** The inputs by kind; a kind without its values means every value. */
  private String joined(List<String> labels) {
    Map<String, List<String>> every = byKind(inputs().keySet());
    return byKind(labels).entrySet().stream()
        .map(
            kind -> {
              List<String> values = kind.getValue();
              boolean whole = values.equals(every.get(kind.getKey())) && values.size() > 1;
              String text = String.join(" / ", values);
              return "`" + kind.getKey() + (text.isEmpty() || whole ? "" : "(" + text + ")") + "`";
            })
        .collect(Collectors.joining(", "));
  }

  private static Map<String, List<String>> byKind(Collection<String> labels) {
    Map<String, List<String>> kinds = new LinkedHashMap<>();
    for (String label : labels) {
      int at = label.indexOf('(');
      kinds
          .computeIfAbsent(at < 0 ? label : label.substring(0, at), any -> new ArrayList<>())
          .add(at < 0 ? "" : label.substring(at + 1, label.length() - 1));
    }
    return kinds;
  }

  private static final Map<String, Predicate<String>> TRAITS = traits();

  private static Map<String, Predicate<String>> traits() {
    Map<String, Predicate<String>> offers = new LinkedHashMap<>();
    offers.put("", any -> true);
    offers.put("asks", r -> r.contains("=CONTENT_ON_REQUEST"));
    offers.put("does not ask", r -> r.contains("=CONTENT,"));
    offers.put("has content", r -> r.contains("=CONTENT"));
    offers.put("without content", r -> !r.contains("=CONTENT"));
    offers.put("no content", r -> r.contains("=NO_CONTENT"));
    offers.put("upgrades", r -> r.contains("=UPGRADE"));
    Map<String, Predicate<String>> versions = new LinkedHashMap<>();
    versions.put("", any -> true);
    versions.put("HTTP/1.1", r -> r.contains("HTTP_1_1"));
    versions.put("HTTP/1.0", r -> r.contains("HTTP_1_0"));
    Map<String, Predicate<String>> ends = new LinkedHashMap<>();
    ends.put("", any -> true);
    ends.put("keeps", r -> r.contains("persistent=true"));
    ends.put("closes", r -> r.contains("persistent=false"));
    Map<String, Predicate<String>> all = new LinkedHashMap<>();
    offers.forEach(
        (offer, o) ->
            versions.forEach(
                (version, v) ->
                    ends.forEach(
                        (end, e) ->
                            all.put(
                                List.of(offer, version, end).stream()
                                    .filter(word -> !word.isEmpty())
                                    .collect(Collectors.joining(", ")),
                                o.and(v).and(e)))));
    return all.entrySet().stream()
        .sorted((one, other) -> commas(one.getKey()) - commas(other.getKey()))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
  }

  /** Two digits: the place of the record among the kinds of its type. */
  private static String rank(Object part) {
    List<Class<?>> kinds = List.of(part.getClass().getInterfaces()[0].getPermittedSubclasses());
    return String.format("%02d", kinds.indexOf(part.getClass()));
  }

  private static int commas(String text) {
    return text.isEmpty() ? -1 : (int) text.chars().filter(c -> c == ',').count();
  }

  /** The shortest words that pick exactly {@code some} out of {@code all}. */
  private static String who(Set<String> some, Collection<String> all) {
    if (some.containsAll(all)) {
      return ANY;
    }
    Optional<String> exact =
        TRAITS.entrySet().stream()
            .filter(
                trait ->
                    all.stream().filter(trait.getValue()).collect(Collectors.toSet()).equals(some))
            .map(Map.Entry::getKey)
            .findFirst();
    return exact.orElseGet(
        () -> some.stream().map(one -> who(Set.of(one), all)).collect(Collectors.joining("; ")));
  }

  /** A list of {@code type}'s kinds with their meaning, complete by construction. */
  static String legend(Class<?> type, Map<String, String> meanings) {
    Set<String> names = new LinkedHashSet<>();
    for (Class<?> kind : type.getPermittedSubclasses()) {
      names.add(kind.getSimpleName());
    }
    assertThat(meanings.keySet())
        .as("kinds of %s with a meaning", type.getSimpleName())
        .isEqualTo(names);
    return meanings.entrySet().stream()
        .map(meaning -> "- `" + meaning.getKey() + "`: " + meaning.getValue() + "\n")
        .collect(Collectors.joining());
  }
}
