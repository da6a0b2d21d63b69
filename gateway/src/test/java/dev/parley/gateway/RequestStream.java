// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A second reading of what a client sent, by other means than the gateway's: which bytes are
 * requests, by the letter of RFC 9112, up to the first that could be read in two ways.
 */
final class RequestStream {
  private static final Pattern LINE = Pattern.compile("([!-~]+) ([!-~\\x80-\\xff]+) HTTP/1\\.\\d");
  private static final Pattern FIELD =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\\x00-\\x08\\x0a-\\x1f\\x7f]*)");
  private static final Pattern CHUNK =
      Pattern.compile("([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n");

  /** One request that is there, whole or cut in its content. */
  record Request(String method, String target) {}

  private RequestStream() {}

  static List<Request> read(String bytes) {
    List<Request> requests = new ArrayList<>();
    int at = 0;
    while (at >= 0) {
      while (bytes.startsWith("\r\n", at)) {
        at += 2;
      }
      int end = bytes.indexOf("\r\n\r\n", at);
      if (end < 0) {
        return requests;
      }
      String[] lines = bytes.substring(at, end).split("\r\n", -1);
      Matcher line = LINE.matcher(lines[0]);
      Map<String, String> fields = new HashMap<>();
      if (!line.matches() || !fields(lines, fields)) {
        return requests;
      }
      requests.add(new Request(line.group(1), line.group(2)));
      at = afterContent(bytes, end + 4, fields);
    }
    return requests;
  }

  private static boolean fields(String[] lines, Map<String, String> fields) {
    for (int i = 1; i < lines.length; i++) {
      Matcher field = FIELD.matcher(lines[i]);
      if (!field.matches()) {
        return false;
      }
      fields.merge(
          field.group(1).toLowerCase(Locale.ROOT),
          field.group(2).strip(),
          (one, other) -> one + ", " + other);
    }
    return true;
  }

  /** Where the next request may begin, or -1 where that is not sure. */
  private static int afterContent(String bytes, int from, Map<String, String> fields) {
    String coding = fields.get("transfer-encoding");
    String length = fields.get("content-length");
    if (coding != null) {
      return length == null && coding.equalsIgnoreCase("chunked") ? afterChunks(bytes, from) : -1;
    }
    if (length == null) {
      return from;
    }
    if (!length.matches("\\d{1,9}")) {
      return -1;
    }
    int end = from + Integer.parseInt(length);
    return end <= bytes.length() ? end : -1;
  }

  private static int afterChunks(String bytes, int from) {
    int at = from;
    Matcher chunk = CHUNK.matcher(bytes);
    while (chunk.region(at, bytes.length()).lookingAt()) {
      long size = Long.parseLong(chunk.group(1), 16);
      at = chunk.end();
      if (size == 0) {
        int end = bytes.startsWith("\r\n", at) ? at : bytes.indexOf("\r\n\r\n", at);
        return end < 0 ? -1 : end == at ? at + 2 : end + 4;
      }
      if (at + size + 2 > bytes.length() || !bytes.startsWith("\r\n", (int) (at + size))) {
        return -1;
      }
      at += (int) size + 2;
    }
    return -1;
  }
}
