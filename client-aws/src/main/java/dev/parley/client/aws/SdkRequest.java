// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.aws;

import dev.parley.client.AskPolicy;
import dev.parley.client.CallerFields;
import dev.parley.client.Request;
import dev.parley.client.RequestContent;
import dev.parley.client.Timeouts;
import dev.parley.core.TargetUri;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * A request of the SDK, read for the client that sends it.
 *
 * @param request what the SDK wants sent
 * @param target where it goes
 * @param length of the content; empty where only its end will tell
 */
record SdkRequest(SdkHttpRequest request, TargetUri target, OptionalLong length) {
  private static final String CONTINUE = "100-continue";

  /**
   * Reads it.
   *
   * @param published how long the publisher says its content is
   * @throws IllegalArgumentException when it cannot be sent as it is
   */
  static SdkRequest of(SdkHttpRequest request, Optional<Long> published) {
    String host = request.firstMatchingHeader("Host").orElse("");
    TargetUri target = target(request);
    if (!host.isEmpty() && !host.equalsIgnoreCase(target.authority())) {
      throw new IllegalArgumentException(
          "Host: %s (expected: %s, where the request goes)".formatted(host, target.authority()));
    }
    SdkRequest read = new SdkRequest(request, target, length(request, published));
    if (read.expectsAsSigned()) {
      String value = String.join(", ", request.matchingHeaders("Expect"));
      boolean empty = read.length.isPresent() && read.length.getAsLong() == 0;
      if (!value.equals(CONTINUE) || empty) {
        throw new IllegalArgumentException(
            "Expect: %s (expected: %s and content, where a signature covers it)"
                .formatted(value, CONTINUE));
      }
    }
    return read;
  }

  /** To the letter: a signature covers it. */
  private static TargetUri target(SdkHttpRequest request) {
    return TargetUri.parse(
        request.protocol()
            + "://"
            + request.host()
            + ":"
            + request.port()
            + request.encodedPath()
            + request.encodedQueryParameters().map(query -> "?" + query).orElse(""));
  }

  /** The field counts: of content in chunks of its own the publisher may not say a length. */
  private static OptionalLong length(SdkHttpRequest request, Optional<Long> published) {
    if (request.firstMatchingHeader("Transfer-Encoding").isPresent()) {
      return OptionalLong.empty();
    }
    Optional<String> announced = request.firstMatchingHeader("Content-Length");
    if (announced.isPresent()) {
      return OptionalLong.of(Long.parseLong(announced.get().strip()));
    }
    return published.map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  /** Whether the expectation must be sent as it is. */
  boolean expectsAsSigned() {
    return request.firstMatchingHeader("Expect").isPresent()
        && SignedFields.cover(request, "expect");
  }

  /**
   * The same for the client.
   *
   * @param replayable whether each subscriber gets the same from the beginning
   */
  Request with(Content content, boolean replayable) {
    Request same =
        new Request(
            request.method().name(),
            target,
            fields(),
            sent(content, replayable),
            Optional.empty(),
            Timeouts.OF_CLIENT);
    return expectsAsSigned() ? same.withAsk(AskPolicy.ALWAYS) : same;
  }

  private RequestContent sent(Content content, boolean replayable) {
    if (length.isPresent() && length.getAsLong() == 0) {
      // A length of 0 may be signed too.
      return request.firstMatchingHeader("Content-Length").isPresent()
          ? RequestContent.of(new byte[0])
          : RequestContent.none();
    }
    // The SDK may be able to make it again, but not of a stream that cannot be reset.
    return RequestContent.of(content, length, replayable);
  }

  /** One character for each octet of what the SDK signs. */
  private static String utf8(String value) {
    return value.chars().allMatch(c -> c < 0x80)
        ? value
        : new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private List<Map.Entry<String, String>> fields() {
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    request.forEachHeader(
        (name, values) -> values.forEach(value -> lines.add(Map.entry(name, utf8(value)))));
    return CallerFields.of(lines).sent();
  }
}
