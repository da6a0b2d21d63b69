// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpStatusClass;

/** Netty's response encoder, told which request the next final response answers. */
final class ResponseEncoder extends HttpResponseEncoder {
  private boolean toHead;

  /**
   * Names the method that the response will answer: one to HEAD has no content (RFC 9110 9.3.2).
   */
  void answering(HttpMethod method) {
    toHead = HttpMethod.HEAD.equals(method);
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpResponse response) {
    // Netty gives content to a 101 of an old WebSocket draft.
    return toHead
        || response.status().codeClass() == HttpStatusClass.INFORMATIONAL
        || super.isContentAlwaysEmpty(response);
  }
}
