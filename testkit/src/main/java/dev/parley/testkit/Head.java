// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request head or a response head, interim or final, with the bytes it came from.
 *
 * @param startLine the request line or status line
 * @param fields the field lines in their order
 * @param raw every byte from the start line to the empty line, as ISO-8859-1
 */
public record Head(String startLine, List<Field> fields, String raw) {
  /** Copies the fields. */
  public Head {
    fields = List.copyOf(fields);
  }

  /**
   * Parses the bytes of one whole head.
   *
   * @throws IllegalArgumentException when it does not end with an empty line, or a field line is
   *     folded or has no colon
   */
  public static Head parse(String raw) {
    if (!raw.endsWith("\r\n\r\n")) {
      throw new IllegalArgumentException(
          "head: %s (expected: an empty line at its end)".formatted(Escapes.quote(raw)));
    }
    String[] lines = raw.substring(0, raw.length() - 4).split("\r\n", -1);
    List<Field> fields = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon < 1 || Character.isWhitespace(lines[i].charAt(0))) {
        throw new IllegalArgumentException(
            "field line: %s (expected: name: value)".formatted(Escapes.quote(lines[i])));
      }
      fields.add(new Field(lines[i].substring(0, colon), lines[i].substring(colon + 1).strip()));
    }
    return new Head(lines[0], fields, raw);
  }

  /** Whether this is the head of a response. */
  public boolean isResponse() {
    return startLine.startsWith("HTTP/");
  }

  /** Whether this is the head of an interim response (1xx). */
  public boolean isInterim() {
    return isResponse() && status() / 100 == 1;
  }

  /** Whether this is the head of a final response. */
  public boolean isFinal() {
    return isResponse() && status() / 100 != 1;
  }

  /**
   * The status code of a response head.
   *
   * @throws IllegalStateException when this is not the head of a response, or its status is not a
   *     number of three digits
   */
  public int status() {
    String code = word(1);
    if (!isResponse() || !code.matches("[0-9]{3}")) {
      throw new IllegalStateException(
          "start line: %s (expected: a status line)".formatted(Escapes.quote(startLine)));
    }
    return Integer.parseInt(code);
  }

  /** The method of a request head. */
  public String method() {
    return word(0);
  }

  /** The target of a request head. */
  public String target() {
    return word(1);
  }

  /** The version, such as {@code HTTP/1.1}. */
  public String version() {
    return isResponse() ? word(0) : word(2);
  }

  /** The value of the first field with this name. */
  public Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }

  /** The values of every field with this name, in order. */
  public List<String> all(String name) {
    return fields.stream().filter(field -> field.isNamed(name)).map(Field::value).toList();
  }

  /** Whether any field has this name. */
  public boolean has(String name) {
    return !all(name).isEmpty();
  }

  /** Whether the comma-separated field holds this member; members are compared without case. */
  public boolean lists(String name, String member) {
    return all(name).stream()
        .flatMap(value -> List.of(value.split(",", -1)).stream())
        .anyMatch(each -> each.strip().equalsIgnoreCase(member));
  }

  /** Whether this request asks for {@code 100 Continue} before its content. */
  public boolean expectsContinue() {
    return lists("Expect", "100-continue");
  }

  /** The bytes of the head. */
  public byte[] bytes() {
    return raw.getBytes(StandardCharsets.ISO_8859_1);
  }

  private String word(int index) {
    String[] words = startLine.split(" ", 3);
    return index < words.length ? words[index] : "";
  }
}
