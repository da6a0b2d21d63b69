// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of If-Match or If-None-Match: any current representation, or one of these tags.
 *
 * @param any whether the value was {@code *}
 */
record EntityTags(boolean any, List<Tag> tags) {

  // Possessive, so that no value is tried twice; \z, because $ also matches before a last NEL.
  private static final Pattern ELEMENT =
      Pattern.compile("[ \\t]*+(?:(W/)?(\"[\\x21\\x23-\\x7e\\x80-\\xff]*+\"))?+[ \\t]*+(?:,|\\z)");

  /** An entity tag (RFC 9110 8.8.3); the opaque part keeps its quotes. */
  record Tag(boolean weak, String opaque) {}

  EntityTags {
    tags = List.copyOf(tags);
  }

  /** Empty when the value is neither {@code *} nor a list of entity tags. */
  static Optional<EntityTags> parse(String value) {
    if (value.strip().equals("*")) {
      return Optional.of(new EntityTags(true, List.of()));
    }
    List<Tag> tags = new ArrayList<>();
    Matcher element = ELEMENT.matcher(value);
    int at = 0;
    while (at < value.length()) {
      element.region(at, value.length());
      if (!element.lookingAt()) {
        return Optional.empty();
      }
      String opaque = element.group(2);
      if (opaque != null) {
        tags.add(new Tag(element.group(1) != null, opaque));
      }
      at = element.end();
    }
    return tags.isEmpty() ? Optional.empty() : Optional.of(new EntityTags(false, tags));
  }

  /** RFC 9110 8.8.3.2: a weak tag never matches strongly. */
  boolean strongly(Optional<Validators> current) {
    if (any) {
      return current.isPresent();
    }
    Optional<String> tag = current.flatMap(Validators::entityTag);
    return tag.isPresent()
        && tags.stream().anyMatch(t -> !t.weak() && t.opaque().equals(tag.get()));
  }

  boolean weakly(Optional<Validators> current) {
    if (any) {
      return current.isPresent();
    }
    return named(current.flatMap(Validators::entityTag))
        || named(current.flatMap(Validators::weakTag).map(tag -> tag.substring(2)));
  }

  private boolean named(Optional<String> opaque) {
    return opaque.isPresent() && tags.stream().anyMatch(t -> t.opaque().equals(opaque.get()));
  }

  /** Whether a digest that is not known yet decides. */
  boolean open(Optional<Validators> current) {
    return !any
        && current.filter(Validators::digestDue).isPresent()
        && tags.stream().anyMatch(t -> !t.weak());
  }
}
