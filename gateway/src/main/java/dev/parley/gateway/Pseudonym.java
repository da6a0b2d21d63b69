// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.security.SecureRandom;
import java.util.regex.Pattern;

/**
 * What a running gateway calls itself in {@code Via} (RFC 9110 7.6.3).
 *
 * <p>Every one has a name of its own, so that gateways in a row are no loop; and nobody outside can
 * know the name before, so that none can be made to refuse the requests of others.
 */
final class Pseudonym {
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[, \\t]+");

  private final String name;
  private final String viaHttp11;

  private Pseudonym(String name) {
    this.name = name;
    this.viaHttp11 = "1.1 " + name;
  }

  /** One that no other running gateway has. */
  static Pseudonym unique() {
    return new Pseudonym("parley-%08x".formatted(new SecureRandom().nextInt()));
  }

  /** The member of {@code Via} for a message received in this version. */
  String via(HttpVersion received) {
    return HttpVersion.HTTP_1_1.equals(received)
        ? viaHttp11
        : received.majorVersion() + "." + received.minorVersion() + " " + name;
  }

  /** Whether these fields belong to a request that came this way before. */
  boolean isIn(HttpHeaders fields) {
    return fields.contains(HttpHeaderNames.VIA)
        && fields.getAll(HttpHeaderNames.VIA).stream()
            .flatMap(BETWEEN_WORDS::splitAsStream)
            .anyMatch(word -> AsciiString.contentEqualsIgnoreCase(word, name));
  }
}
