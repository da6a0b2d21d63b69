// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The digests a request announced for its content.
 *
 * <p>The store takes whole representations without a content coding, so Content-Digest and
 * Repr-Digest speak of the same bytes (RFC 9530 3.1).
 */
final class AnnouncedDigests {

  private static final List<String> FIELDS = List.of("Content-Digest", "Repr-Digest");

  private final Map<Hash, byte[]> expected;

  private AnnouncedDigests(Map<Hash, byte[]> expected) {
    this.expected = expected;
  }

  static AnnouncedDigests of(StoreRequest request) throws RefusedException {
    Map<Hash, byte[]> expected = new EnumMap<>(Hash.class);
    for (String field : FIELDS) {
      Optional<Map<String, Optional<byte[]>>> members = Dictionary.parse(request.combined(field));
      if (members.isEmpty()) {
        throw refused(field + " is not a structured field dictionary");
      }
      for (Map.Entry<String, Optional<byte[]>> member : members.get().entrySet()) {
        Optional<Hash> hash = Hash.of(member.getKey());
        if (hash.isPresent()) {
          add(expected, field, hash.get(), member.getValue());
        }
      }
    }
    return new AnnouncedDigests(expected);
  }

  private static void add(
      Map<Hash, byte[]> expected, String field, Hash hash, Optional<byte[]> value)
      throws RefusedException {
    if (value.isEmpty() || value.get().length != hash.length()) {
      throw refused(field + " holds a value that its algorithm cannot produce");
    }
    byte[] before = expected.put(hash, value.get());
    if (before != null && !Arrays.equals(before, value.get())) {
      throw refused("Content-Digest and Repr-Digest contradict each other");
    }
  }

  private static RefusedException refused(String detail) {
    return new RefusedException(Problem.of(400, detail));
  }

  Set<Hash> algorithms() {
    return expected.keySet();
  }

  boolean hold(Map<Hash, byte[]> computed) {
    return expected.entrySet().stream()
        .allMatch(e -> Arrays.equals(e.getValue(), computed.get(e.getKey())));
  }
}
