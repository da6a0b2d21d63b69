// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A final response.
 *
 * <p>The fields include {@code Content-Length} for every status that may carry one, also where the
 * content itself is left out because the request was a HEAD.
 */
public record StoreResponse(int status, List<Field> fields, StoreContent content) {

  public StoreResponse {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status: " + status + " (expected: 200 to 599)");
    }
    fields = List.copyOf(fields);
  }

  /** The first value of a field. */
  public Optional<String> field(String name) {
    return fields.stream()
        .filter(f -> f.name().equalsIgnoreCase(name))
        .map(Field::value)
        .findFirst();
  }

  /** The refusal of a request that may have to wait too long for a listing. */
  public static StoreResponse tooManyListings(StoreRequest request) {
    return Problem.TOO_MANY_LISTINGS.response(request);
  }

  /** The refusal of a request to a disk that does not answer. */
  public static StoreResponse diskHangs(StoreRequest request) {
    return Problem.DISK_HANGS.response(request);
  }

  /** A response with nothing but fields. */
  static StoreResponse empty(int status, List<Field> fields) {
    // RFC 9110 8.6: 204 and 304 carry no Content-Length of their own.
    return status == 204 || status == 304
        ? new StoreResponse(status, fields, new StoreContent.None())
        : of(status, fields, new StoreContent.None());
  }

  static StoreResponse of(int status, List<Field> fields, byte[] content) {
    return of(status, fields, new StoreContent.Bytes(ByteBuffer.wrap(content)));
  }

  static StoreResponse of(int status, List<Field> fields, StoreContent content) {
    List<Field> all = new ArrayList<>(fields);
    all.add(new Field("Content-Length", Long.toString(content.length())));
    return new StoreResponse(status, all, content);
  }

  /** The same response to a HEAD request (RFC 9110 9.3.2). */
  StoreResponse withoutContent() {
    content.close();
    return new StoreResponse(status, fields, new StoreContent.None());
  }
}
