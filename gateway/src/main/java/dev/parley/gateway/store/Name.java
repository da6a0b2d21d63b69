// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decoded path inside the store, free of anything a file system could read as more than a name.
 *
 * @param folder whether the path ends in a slash and so speaks of a folder
 */
record Name(List<String> segments, boolean folder) {

  /** The name of the folder that a store keeps to itself, and that no other store hands out. */
  static final String RESERVED = ".parley";

  private static final int SEGMENT_LIMIT = 255;
  private static final int PATH_LIMIT = 2048;

  /** Every folder on the way is looked at for every request. */
  private static final int DEPTH_LIMIT = 64;

  private static final String TOO_LONG = "a path has at most " + PATH_LIMIT + " bytes";
  private static final String HEX = "0123456789ABCDEF";

  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  Name {
    segments = List.copyOf(segments);
  }

  /** Reads a target in origin-form; the query is not part of the name. */
  static Name of(String target) throws RefusedException {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    if (!path.startsWith("/")) {
      throw refused("the request target is not a path");
    }
    if (path.length() > 3 * PATH_LIMIT) {
      throw refused(TOO_LONG);
    }
    List<String> segments = new ArrayList<>();
    String[] raw = path.substring(1).split("/", -1);
    boolean folder = raw[raw.length - 1].isEmpty();
    int bytes = 0;
    for (int i = 0; i < raw.length - (folder ? 1 : 0); i++) {
      String segment = decode(raw[i]);
      String wrong = wrong(segment);
      if (wrong != null) {
        throw refused(wrong);
      }
      bytes += segment.getBytes(UTF_8).length + 1;
      segments.add(segment);
    }
    if (segments.size() > DEPTH_LIMIT) {
      throw refused("a path has at most " + DEPTH_LIMIT + " segments");
    }
    if (bytes > PATH_LIMIT) {
      throw refused(TOO_LONG);
    }
    if (segments.stream().anyMatch(Name::reserved)) {
      throw new RefusedException(Problem.NOT_FOUND);
    }
    return new Name(segments, folder);
  }

  static boolean acceptable(String segment) {
    return wrong(segment) == null;
  }

  /** The rule that a decoded segment breaks, or null. */
  private static @Nullable String wrong(String segment) {
    if (segment.isEmpty()) {
      return "a segment of the path is empty";
    }
    if (segment.equals(".") || segment.equals("..")) {
      return "a segment of the path is a dot or two";
    }
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c == '/') {
        return "a name holds no slash, even if it is percent-encoded";
      }
      if (c == '\\') {
        return "a name holds no backslash";
      }
      if (Character.isISOControl(c)) {
        return "a name holds no control characters";
      }
    }
    return segment.getBytes(UTF_8).length > SEGMENT_LIMIT
        ? "a name has at most " + SEGMENT_LIMIT + " bytes"
        : null;
  }

  /**
   * Whether the name is a store's own, at any depth: an older store, or one of another process, may
   * lie further down. A file system may ignore case, so every spelling is.
   */
  static boolean reserved(String segment) {
    return segment.equalsIgnoreCase(RESERVED);
  }

  Name child(String segment) {
    List<String> all = new ArrayList<>(segments);
    all.add(segment);
    return new Name(all, false);
  }

  Name asFolder() {
    return new Name(segments, true);
  }

  /** The decoded path without its leading slash; one spelling for one file. */
  String key() {
    return String.join("/", segments);
  }

  String last() {
    return segments.isEmpty() ? "" : segments.get(segments.size() - 1);
  }

  /** The path in its one encoded form, safe as a reference and in a field. */
  String target() {
    StringBuilder out = new StringBuilder();
    for (String segment : segments) {
      out.append('/').append(encode(segment));
    }
    return folder ? out.append('/').toString() : out.toString();
  }

  static String encode(String segment) {
    StringBuilder out = new StringBuilder(segment.length() + 16);
    for (byte b : segment.getBytes(UTF_8)) {
      if (UNRESERVED.indexOf(b) >= 0) {
        out.append((char) b);
      } else {
        out.append('%').append(HEX.charAt(b >> 4 & 0xf)).append(HEX.charAt(b & 0xf));
      }
    }
    return out.toString();
  }

  private static String decode(String raw) throws RefusedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c <= 0x20 || c >= 0x7f || c == '#') {
        throw refused(
            c >= 0x7f
                ? "characters beyond ASCII must be percent-encoded in the path"
                : "spaces, control characters and # must be percent-encoded in the path");
      }
      if (c != '%') {
        bytes.write(c);
        continue;
      }
      int high = i + 2 < raw.length() ? hex(raw.charAt(i + 1)) : -1;
      int low = i + 2 < raw.length() ? hex(raw.charAt(i + 2)) : -1;
      if (high < 0 || low < 0) {
        throw refused("a % in the path is not followed by two hexadecimal digits");
      }
      bytes.write(high << 4 | low);
      i += 2;
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
    } catch (CharacterCodingException e) {
      throw refused("the path is not UTF-8");
    }
  }

  /** Only ASCII digits: other scripts have digits of their own. */
  private static int hex(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  private static RefusedException refused(String detail) {
    return new RefusedException(Problem.of(400, detail));
  }
}
