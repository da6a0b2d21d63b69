// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import java.util.Locale;

/** The uploads that every peer gets: the columns of the outcome page. */
enum Upload {
  ASKED("asks", "HTTP/1.1", Framing.LENGTH, true, "ok"),
  ASKED_CHUNKED("asks, chunked", "HTTP/1.1", Framing.CHUNKED, true, "ok"),
  PLAIN("plain", "HTTP/1.1", Framing.LENGTH, false, "ok"),
  PLAIN_CHUNKED("plain, chunked", "HTTP/1.1", Framing.CHUNKED, false, "ok"),
  LARGE_ASKED("too large, asks", "HTTP/1.1", Framing.TOO_LARGE, true, "ok"),
  LARGE_PLAIN("too large, plain", "HTTP/1.1", Framing.TOO_LARGE, false, "ok"),
  SLOW_ASKED("slow, asks", "HTTP/1.1", Framing.LENGTH, true, "slow"),
  SLOW_PLAIN("slow, plain", "HTTP/1.1", Framing.LENGTH, false, "slow"),
  OLD_PLAIN("1.0", "HTTP/1.0", Framing.LENGTH, false, "ok"),
  OLD_ASKED("1.0 with `Expect`", "HTTP/1.0", Framing.LENGTH, true, "ok");

  private static final int SIZE = 256 << 10;

  private enum Framing {
    LENGTH,
    CHUNKED,
    TOO_LARGE
  }

  private final String title;
  private final String version;
  private final Framing framing;
  private final boolean expects;
  private final String folder;

  Upload(String title, String version, Framing framing, boolean expects, String folder) {
    this.title = title;
    this.version = version;
    this.framing = framing;
    this.expects = expects;
    this.folder = folder;
  }

  String title() {
    return title;
  }

  /** Bytes of content; four times the limit where it is too large. */
  long size() {
    return tooLarge() ? 4 * Application.LIMIT : SIZE;
  }

  /** The path below which origins know what to do. */
  String folder() {
    return folder;
  }

  /** What its request and the response to it are called. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  boolean chunked() {
    return framing == Framing.CHUNKED;
  }

  boolean tooLarge() {
    return framing == Framing.TOO_LARGE;
  }

  boolean slow() {
    return folder.equals("slow");
  }

  /** Whether the client speaks HTTP/1.0, which has no interim responses. */
  boolean old() {
    return version.equals("HTTP/1.0");
  }

  /** Whether the client holds its content back until it is told. */
  boolean holdsBack() {
    return expects && !old();
  }

  /** The head of the request. */
  String head(String path, String id) {
    return "PUT "
        + path
        + " "
        + version
        + "\r\nHost: h\r\nX-Id: "
        + id
        + (expects ? "\r\nExpect: 100-continue" : "")
        + (chunked() ? "\r\nTransfer-Encoding: chunked" : "\r\nContent-Length: " + size())
        + "\r\n\r\n";
  }
}
