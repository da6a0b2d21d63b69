// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import io.netty.handler.codec.http.HttpMethod;
import java.util.Set;

/** What the semantics of a method allow (RFC 9110 9.2). */
final class Methods {
  private static final Set<HttpMethod> IDEMPOTENT =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.OPTIONS,
          HttpMethod.TRACE,
          HttpMethod.PUT,
          HttpMethod.DELETE);

  private Methods() {}

  /** Whether sending a request twice does no more than sending it once (RFC 9110 9.2.2). */
  static boolean idempotent(HttpMethod method) {
    return IDEMPOTENT.contains(method);
  }
}
