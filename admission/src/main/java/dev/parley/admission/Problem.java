// SPDX-License-Identifier: Apache-2.0
package dev.parley.admission;

import dev.parley.core.Checks;
import java.util.Map;

/**
 * Why a request was not served, in the shape of RFC 9457.
 *
 * <p>Neither title nor detail ever holds text of the request, so nothing a client sends is played
 * back to whoever reads the response.
 *
 * @param status 400 to 599
 * @param title the status in words
 * @param detail what was wrong here, and what is expected
 */
public record Problem(int status, String title, String detail) {
  private static final Map<Integer, String> TITLES =
      Map.ofEntries(
          Map.entry(400, "Bad Request"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(408, "Request Timeout"),
          Map.entry(409, "Conflict"),
          Map.entry(411, "Length Required"),
          Map.entry(412, "Precondition Failed"),
          Map.entry(413, "Content Too Large"),
          Map.entry(414, "URI Too Long"),
          Map.entry(415, "Unsupported Media Type"),
          Map.entry(416, "Range Not Satisfiable"),
          Map.entry(417, "Expectation Failed"),
          Map.entry(421, "Misdirected Request"),
          Map.entry(431, "Request Header Fields Too Large"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(501, "Not Implemented"),
          Map.entry(502, "Bad Gateway"),
          Map.entry(503, "Service Unavailable"),
          Map.entry(504, "Gateway Timeout"),
          Map.entry(505, "HTTP Version Not Supported"),
          Map.entry(507, "Insufficient Storage"),
          Map.entry(508, "Loop Detected"));

  public Problem {
    Checks.between("status", status, 400, 599);
  }

  /** A problem whose title is the status in the words of RFC 9110. */
  public static Problem of(int status, String detail) {
    return new Problem(
        status,
        TITLES.getOrDefault(status, status < 500 ? "Client Error" : "Server Error"),
        detail);
  }

  /** The content of {@code application/problem+json}. */
  public String toJson() {
    return members() + "}\n";
  }

  /**
   * The same with what the request is called in the logs.
   *
   * @param requestId becomes the member {@code request_id}
   */
  public String toJson(String requestId) {
    return members() + ",\"request_id\":\"" + escape(requestId) + "\"}\n";
  }

  private String members() {
    return "{\"title\":\""
        + escape(title)
        + "\",\"status\":"
        + status
        + ",\"detail\":\""
        + escape(detail)
        + "\"";
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        escaped.append('\\').append(c);
      } else if (c < ' ') {
        escaped.append(String.format("\\u%04x", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
