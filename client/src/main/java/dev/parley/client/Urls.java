// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import dev.parley.core.Checks;
import dev.parley.core.TargetUri;
import java.net.IDN;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** URLs as people and servers write them. */
public final class Urls {
  private static final Pattern HOST =
      Pattern.compile("^([A-Za-z]+://(?:[^/?#@]*@)?)([^/?#@\\[\\]:]+)(.*)$", Pattern.DOTALL);

  private static final Pattern ESCAPED = Pattern.compile("(?:%[0-9A-Fa-f]{2})+");

  /** What IDNA has spelled in two ways: which of them is meant nobody can know. */
  private static final Pattern AMBIGUOUS = Pattern.compile("[\u00df\u03c2\u200c\u200d]");

  private static final Pattern ASCII_NAME = Pattern.compile("[A-Za-z0-9._-]+");

  private Urls() {}

  /**
   * Reads a URL as curl and browsers do: what RFC 3986 does not allow in a path or a query is
   * percent-encoded, and a host of other letters than ASCII gets its form in ASCII.
   *
   * @throws IllegalArgumentException with what was expected where it leads to no server; the
   *     message repeats nothing of the URL but a character
   */
  public static TargetUri read(String text) {
    Matcher parts = HOST.matcher(text);
    if (parts.matches() && isForeign(parts.group(2))) {
      return TargetUri.lenient(parts.group(1) + ascii(parts.group(2)) + parts.group(3));
    }
    return TargetUri.lenient(text);
  }

  /** A URI is what it is; its letters of other scripts are sent as UTF-8. */
  static TargetUri of(URI uri) {
    try {
      return TargetUri.parse(uri.toString());
    } catch (IllegalArgumentException wrong) {
      throw wrong("uri", uri.toString(), wrong);
    }
  }

  /** The server of a URI, whomever it names as its user. */
  static TargetUri withoutUser(URI uri) {
    return TargetUri.parse(uri.toString().replaceFirst("//[^/?#]*@", "//"));
  }

  static IllegalArgumentException wrong(String name, String text, IllegalArgumentException why) {
    return Checks.wrong(name, withoutUser(text), String.valueOf(why.getMessage()));
  }

  /** A password in it is not repeated. */
  static String withoutUser(String text) {
    return text.replaceAll("//[^/?#]*@", "//...@");
  }

  /** As much of a URI as {@code java.net} takes for one. */
  static URI uri(TargetUri target) {
    return URI.create(target.asUri());
  }

  private static boolean isForeign(String host) {
    return host.indexOf('%') >= 0 || host.chars().anyMatch(c -> c > 0x7f);
  }

  private static String ascii(String host) {
    String name =
        ESCAPED.matcher(host).replaceAll(found -> Matcher.quoteReplacement(utf8(found.group())));
    String ascii = "";
    try {
      ascii = AMBIGUOUS.matcher(name).find() ? "" : IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
    } catch (IllegalArgumentException unknown) {
      // Said below.
    }
    // A letter may stand for several, such as one for a/c.
    if (!ASCII_NAME.matcher(ascii).matches()) {
      throw new IllegalArgumentException("a host in ASCII, such as xn--...");
    }
    return ascii;
  }

  private static String utf8(String escaped) {
    byte[] octets = new byte[escaped.length() / 3];
    for (int i = 0; i < octets.length; i++) {
      octets[i] = (byte) Integer.parseInt(escaped.substring(3 * i + 1, 3 * i + 3), 16);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException other) {
      return escaped;
    }
  }
}
