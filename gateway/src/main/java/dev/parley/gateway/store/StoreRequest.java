// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The head of a request as the store sees it.
 *
 * @param target the request target as received: origin-form, not decoded, query included
 * @param contentLength the announced length; empty when there is no content or its length is open
 * @param hasContent whether content follows the head
 * @param id what the request is called in the logs, asked for a refusal alone
 * @param arrived when it came, by {@link System#nanoTime}
 */
public record StoreRequest(
    String method,
    String target,
    FieldLookup fields,
    OptionalLong contentLength,
    boolean hasContent,
    Supplier<String> id,
    long arrived) {

  public StoreRequest {
    if (contentLength.isPresent() && contentLength.getAsLong() < 0) {
      throw new IllegalArgumentException(
          "contentLength: " + contentLength.getAsLong() + " (expected: >= 0)");
    }
    if (!hasContent && contentLength.orElse(0) > 0) {
      throw new IllegalArgumentException(
          "contentLength: " + contentLength.getAsLong() + " (expected: none without content)");
    }
  }

  /** A request that came just now, and has no name. */
  public StoreRequest(
      String method,
      String target,
      FieldLookup fields,
      OptionalLong contentLength,
      boolean hasContent) {
    this(method, target, fields, contentLength, hasContent, () -> "", System.nanoTime());
  }

  /** Whether the answer may be the listing of a folder, which takes longer than others. */
  public boolean mayList() {
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return false;
    }
    int query = target.indexOf('?');
    return (query < 0 ? target : target.substring(0, query)).endsWith("/");
  }

  /** The length the upload must have: a request without content stores an empty file. */
  OptionalLong announced() {
    return hasContent ? contentLength : OptionalLong.of(0);
  }

  /** All lines of a field as one value (RFC 9110 5.3); empty when the field is absent. */
  String combined(String name) {
    return String.join(", ", fields.values(name));
  }

  boolean has(String name) {
    return !fields.values(name).isEmpty();
  }
}
