// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import dev.parley.core.Version;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/** How a response to a certain request is delimited on the connection (RFC 9112 6.3). */
final class ResponseFraming {
  private ResponseFraming() {}

  /** Frames {@code response} for the client that sent {@code request}. */
  static void apply(HttpResponse response, HttpRequest request, boolean closes) {
    HttpHeaders fields = response.headers();
    // RFC 9110 6.2: whoever forwards a message says its own version.
    response.setProtocolVersion(HttpVersion.HTTP_1_1);
    if (closes) {
      fields.set(FieldNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    if (RequestFraming.version(request) == Version.HTTP_1_0) {
      fields.remove(HttpHeaderNames.TRANSFER_ENCODING);
    } else if (hasContent(response, request) && !delimited(fields)) {
      fields.set(FieldNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
  }

  /** Whether the origin's connection can be used again after {@code response}. */
  static boolean persistent(HttpResponse response, HttpMethod method) {
    return HttpUtil.isKeepAlive(response) && !endsWithConnection(response, method);
  }

  /** Whether only the end of the connection tells the end of {@code response}. */
  static boolean endsWithConnection(HttpResponse response, HttpMethod method) {
    return !delimited(response.headers()) && hasContent(response, method);
  }

  private static boolean delimited(HttpHeaders fields) {
    return fields.contains(HttpHeaderNames.CONTENT_LENGTH)
        || fields.contains(HttpHeaderNames.TRANSFER_ENCODING);
  }

  private static boolean hasContent(HttpResponse response, HttpRequest request) {
    return hasContent(response, request.method());
  }

  private static boolean hasContent(HttpResponse response, HttpMethod method) {
    int status = response.status().code();
    return !HttpMethod.HEAD.equals(method) && status >= 200 && status != 204 && status != 304;
  }
}
