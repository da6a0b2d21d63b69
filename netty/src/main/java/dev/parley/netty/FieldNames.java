// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.util.AsciiString;

/**
 * The names of the fields that Parley writes, as RFC 9110 spells them; Netty's own are in lower
 * case. Whatever a peer wrote itself is passed on in its own spelling.
 */
public final class FieldNames {
  public static final AsciiString ALLOW = AsciiString.cached("Allow");
  public static final AsciiString CACHE_CONTROL = AsciiString.cached("Cache-Control");
  public static final AsciiString CONNECTION = AsciiString.cached("Connection");
  public static final AsciiString CONTENT_LENGTH = AsciiString.cached("Content-Length");
  public static final AsciiString CONTENT_TYPE = AsciiString.cached("Content-Type");
  public static final AsciiString DATE = AsciiString.cached("Date");
  public static final AsciiString EXPECT = AsciiString.cached("Expect");
  public static final AsciiString HOST = AsciiString.cached("Host");
  public static final AsciiString MAX_FORWARDS = AsciiString.cached("Max-Forwards");
  public static final AsciiString PROXY_STATUS = AsciiString.cached("Proxy-Status");
  public static final AsciiString TRANSFER_ENCODING = AsciiString.cached("Transfer-Encoding");
  public static final AsciiString UPGRADE = AsciiString.cached("Upgrade");
  public static final AsciiString VIA = AsciiString.cached("Via");
  public static final AsciiString X_CONTENT_TYPE_OPTIONS =
      AsciiString.cached("X-Content-Type-Options");

  private FieldNames() {}
}
