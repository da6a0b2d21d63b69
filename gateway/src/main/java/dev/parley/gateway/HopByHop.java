// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The fields that are meant for one connection only (RFC 9110 7.6.1). */
final class HopByHop {
  private static final List<AsciiString> ALWAYS =
      List.of(
          HttpHeaderNames.CONNECTION,
          AsciiString.cached("keep-alive"),
          AsciiString.cached("proxy-connection"),
          HttpHeaderNames.TE,
          HttpHeaderNames.UPGRADE,
          AsciiString.cached("http2-settings"),
          HttpHeaderNames.PROXY_AUTHENTICATE,
          HttpHeaderNames.PROXY_AUTHORIZATION);
  private static final List<AsciiString> FRAMING =
      List.of(
          HttpHeaderNames.CONTENT_LENGTH, HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderNames.HOST);

  private HopByHop() {}

  /** Takes out what must not be forwarded; framing and Host stay, whoever nominates them. */
  static void remove(HttpHeaders fields) {
    Set<String> nominated = new HashSet<>();
    for (String name : nominated(fields)) {
      if (FRAMING.stream().noneMatch(framing -> framing.contentEqualsIgnoreCase(name))) {
        nominated.add(lowerCase(name));
      }
    }
    if (!nominated.isEmpty()) {
      // By what is there: looking for thousands of nominated names would take a field list each.
      for (String name : fields.names()) {
        if (nominated.contains(lowerCase(name))) {
          fields.remove(name);
        }
      }
    }
    for (AsciiString name : ALWAYS) {
      fields.remove(name);
    }
  }

  /**
   * Takes out what must not be forwarded, and what no trailer may say: a recipient that merges
   * trailers into the head would frame or route by it (RFC 9110 6.5.1).
   */
  static void removeFromTrailers(HttpHeaders trailers) {
    remove(trailers);
    for (AsciiString name : FRAMING) {
      trailers.remove(name);
    }
  }

  /** Whether {@code Connection} names the field. */
  static boolean nominates(HttpHeaders fields, AsciiString name) {
    return nominated(fields).stream().anyMatch(name::contentEqualsIgnoreCase);
  }

  /** Letters of ASCII only, as field names have no others. */
  private static String lowerCase(String name) {
    return AsciiString.of(name).toLowerCase().toString();
  }

  private static List<String> nominated(HttpHeaders fields) {
    if (!fields.contains(HttpHeaderNames.CONNECTION)) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    for (String line : fields.getAll(HttpHeaderNames.CONNECTION)) {
      for (String name : line.split(",", -1)) {
        names.add(name.strip());
      }
    }
    return names;
  }
}
