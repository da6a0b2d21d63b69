// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.util.OptionalLong;

/**
 * The head of a request as the store sees it.
 *
 * @param target the request target as received: origin-form, not decoded, query included
 * @param contentLength the announced length; empty when there is no content or its length is open
 * @param hasContent whether content follows the head
 */
public record StoreRequest(
    String method,
    String target,
    FieldLookup fields,
    OptionalLong contentLength,
    boolean hasContent) {

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
