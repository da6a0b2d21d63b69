// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import dev.parley.core.Content;
import dev.parley.core.Version;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;

/**
 * What a request head that was decoded says about its content and its connection (RFC 9112 6, 9).
 */
public final class RequestFraming {
  private RequestFraming() {}

  /** The content that follows the head. */
  public static Content content(HttpRequest head) {
    HttpHeaders fields = head.headers();
    if (fields.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      return new Content.Unknown();
    }
    String length = fields.get(HttpHeaderNames.CONTENT_LENGTH);
    return length == null ? new Content.None() : Content.ofLength(Long.parseLong(length));
  }

  /** Spells the framing of a head that passed every check as the next hop surely reads it. */
  public static void spell(HttpRequest head) {
    HttpHeaders fields = head.headers();
    String coding = fields.get(HttpHeaderNames.TRANSFER_ENCODING);
    if (coding != null && !HttpHeaderValues.CHUNKED.contentEquals(coding)) {
      fields.set("Transfer-Encoding", HttpHeaderValues.CHUNKED);
    }
    String length = fields.get(HttpHeaderNames.CONTENT_LENGTH);
    if (length != null && length.length() > 1 && length.charAt(0) == '0') {
      fields.set("Content-Length", Long.toString(Long.parseLong(length)));
    }
  }

  /** The version to speak: a higher minor one than ours is read as ours (RFC 9110 2.5). */
  public static Version version(HttpRequest head) {
    HttpVersion version = head.protocolVersion();
    return version.majorVersion() == 1 && version.minorVersion() > 0
        ? Version.HTTP_1_1
        : Version.HTTP_1_0;
  }

  /**
   * Whether the client asks for another protocol (RFC 9110 7.8). With content it may be ignored,
   * with HTTP/1.0 it must be, and here it is.
   */
  public static boolean asksUpgrade(HttpRequest head) {
    HttpHeaders fields = head.headers();
    return fields.contains(HttpHeaderNames.UPGRADE)
        && fields.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
        && version(head) == Version.HTTP_1_1
        && !content(head).announced();
  }

  /** Whether the client means to use the connection again; never with HTTP/1.0. */
  public static boolean persistent(HttpRequest head) {
    return version(head) == Version.HTTP_1_1 && HttpUtil.isKeepAlive(head);
  }
}
