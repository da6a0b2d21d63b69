// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The field lines of a head: those of the caller, and those that the client sees to. */
final class Fields {
  private static final String AGENT = "parley";

  private Fields() {}

  static List<Map.Entry<String, String>> of(
      Request request,
      OptionalLong length,
      Target target,
      boolean asks,
      Optional<HttpProxy> proxy,
      @Nullable Authorizer authorizer) {
    List<Map.Entry<String, String>> fields = new ArrayList<>(request.fields().size() + 5);
    fields.add(Map.entry("Host", target.authority()));
    if (!request.has("User-Agent")) {
      fields.add(Map.entry("User-Agent", AGENT));
    }
    for (Map.Entry<String, String> field : request.fields()) {
      // RFC 9110 11.7.2: it is for the next proxy alone, and a tunnel hides that from it.
      if (target.viaProxy() || !field.getKey().equalsIgnoreCase("Proxy-Authorization")) {
        fields.add(field);
      }
    }
    // RFC 9110 9.3.8: whoever answers would send them back.
    boolean echoed = request.method().equals("TRACE");
    if (authorizer != null && !echoed) {
      fields.add(Map.entry("Authorization", authorizer.authorize(request.method(), target.path())));
    }
    if (target.viaProxy() && !echoed && !request.has("Proxy-Authorization")) {
      proxy
          .flatMap(HttpProxy::authorization)
          .ifPresent(value -> fields.add(Map.entry("Proxy-Authorization", value)));
    }
    if (length.isEmpty()) {
      fields.add(Map.entry("Transfer-Encoding", "chunked"));
    } else if (length.getAsLong() > 0
        || !(request.content() instanceof RequestContent.None)
        || Methods.expectsContent(request.method())) {
      fields.add(Map.entry("Content-Length", Long.toString(length.getAsLong())));
    }
    if (asks) {
      fields.add(Map.entry("Expect", "100-continue"));
    }
    return fields;
  }
}
