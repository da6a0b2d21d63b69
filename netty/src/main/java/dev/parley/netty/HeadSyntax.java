// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * The syntax and the size of heads and trailers, checked byte for byte before any parser sees them
 * (RFC 9112 2 to 5, 7.1.2).
 *
 * <p>Two hops that forgive different things read different messages, so nothing is forgiven here:
 * no line folding, no space around a field name, no bare CR or LF, no control bytes, no second
 * space in the start line. One exception harms nobody: a status line without a reason phrase may
 * lack the space before it, too. What the lengths of a response mean depends on the rest of its
 * head, so they are only looked at here.
 */
final class HeadSyntax {
  static final String WRONG_LENGTH = "Content-Length is one number";

  private static final int SPACE = ' ';
  private static final int TAB = '\t';
  private static final int CR = '\r';
  private static final int LF = '\n';
  private static final int DEL = 0x7f;
  private static final int VERSION_LENGTH = 8;
  private static final int STATUS_LENGTH = 3;

  /** Two strings and their entry in a table. */
  private static final int FIELD_OBJECTS = 128;

  private static final boolean[] TOKEN = new boolean[256];

  static {
    for (int c = '!'; c < DEL; c++) {
      TOKEN[c] = "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
    }
  }

  private final boolean ofRequests;
  private final MessageLimits limits;
  private boolean inFields;
  private int line;
  private int lengths;
  private long length;
  private int lengthDigits;
  private boolean lengthWrong;
  private boolean whole;
  private int fieldLines;
  private int fieldBytes;

  /** The lines that were checked, as bytes from the reader index on. */
  private int checked;

  /** Up to where no further line ends, as bytes from the reader index on. */
  private int searched;

  private HeadSyntax(boolean ofRequests, MessageLimits limits) {
    this.ofRequests = ofRequests;
    this.limits = limits;
  }

  static HeadSyntax ofRequests(MessageLimits limits) {
    return new HeadSyntax(true, limits);
  }

  static HeadSyntax ofResponses(MessageLimits limits) {
    return new HeadSyntax(false, limits);
  }

  /** Ready for the next start line. */
  void reset() {
    inFields = false;
    line = 0;
    lengths = 0;
    length = 0;
    lengthWrong = false;
    whole = false;
    fieldLines = 0;
    fieldBytes = 0;
    checked = 0;
    searched = 0;
  }

  /** Ready for field lines that follow chunks. */
  void awaitTrailers() {
    reset();
    inFields = true;
  }

  /** Whether the start line was checked. */
  boolean begun() {
    return inFields;
  }

  /** How many lines were looked at, the one that is wrong included. */
  int line() {
    return line;
  }

  /** Whether a response has a length that is no number, or several that differ. */
  boolean lengthWrong() {
    return lengthWrong;
  }

  /** The length that a response says, and 0 where it says none. */
  long length() {
    return length;
  }

  /** Whether a response says its length more than once. */
  boolean lengthRepeated() {
    return lengths > 1;
  }

  /** What the head that was checked weighs once it is decoded, in bytes. */
  int weight() {
    return checked + fieldLines * FIELD_OBJECTS;
  }

  /** Whether the empty line that ends the head was seen. */
  boolean whole() {
    return whole;
  }

  /**
   * Checks every whole line that was not checked before, up to the end of the head, and reads
   * nothing: between two calls only the end of the bytes may change.
   *
   * @return what is wrong, or null as long as nothing is
   */
  @Nullable Exception check(ByteBuf bytes) {
    int start = bytes.readerIndex();
    int end = bytes.writerIndex();
    while (!whole) {
      int at = start + checked;
      int lineEnd = bytes.indexOf(start + Math.max(checked, searched), end, (byte) LF);
      if (lineEnd < 0) {
        searched = end - start;
        boolean endsSoon = end > at && bytes.getByte(end - 1) == CR;
        return tooLong(end - at - (endsSoon ? 1 : 0));
      }
      line++;
      if (lineEnd == at || bytes.getByte(lineEnd - 1) != CR) {
        return new SyntaxException("a line must end with CR LF");
      }
      int length = lineEnd - 1 - at;
      whole = inFields && length == 0;
      if (!whole) {
        Exception wrong = checkLine(bytes, at, length);
        if (wrong != null) {
          return wrong;
        }
      }
      checked = lineEnd + 1 - start;
    }
    return null;
  }

  private @Nullable Exception checkLine(ByteBuf bytes, int at, int length) {
    int to = at + length;
    String wrong =
        inFields
            ? checkField(bytes, at, to)
            : ofRequests ? checkRequestLine(bytes, at, to) : checkStatusLine(bytes, at, to);
    if (wrong != null) {
      return new SyntaxException(wrong);
    }
    if (inFields) {
      fieldLines++;
    }
    Exception tooLong = tooLong(length);
    if (inFields) {
      fieldBytes += length;
    }
    inFields = true;
    return tooLong;
  }

  /** What is wrong with the size of the head once its last line has this many bytes. */
  private @Nullable Exception tooLong(int length) {
    if (!inFields) {
      return length > limits.startLine() ? new TooLongHttpLineException() : null;
    }
    return fieldLines > limits.lines() || length > limits.fields() - fieldBytes
        ? new TooLongHttpHeaderException()
        : null;
  }

  private static @Nullable String checkRequestLine(ByteBuf bytes, int from, int to) {
    int at = from;
    while (at < to && isToken(bytes.getByte(at))) {
      at++;
    }
    if (at == from || at == to || bytes.getByte(at) != SPACE) {
      return "a request line starts with a method and one space";
    }
    int target = ++at;
    while (at < to && bytes.getByte(at) > SPACE && bytes.getByte(at) != DEL) {
      at++;
    }
    if (at == target || at == to || bytes.getByte(at) != SPACE) {
      return "a request line has a target of visible characters between two single spaces";
    }
    at++;
    return to - at == VERSION_LENGTH && isVersion(bytes, at)
        ? null
        : "a request line ends with HTTP/ and two digits around a dot";
  }

  private static @Nullable String checkStatusLine(ByteBuf bytes, int from, int to) {
    int status = from + VERSION_LENGTH + 1;
    int reason = status + STATUS_LENGTH;
    if (to < reason
        || !isVersion(bytes, from)
        || bytes.getByte(status - 1) != SPACE
        || !isDigit(bytes.getByte(status))
        || !isDigit(bytes.getByte(status + 1))
        || !isDigit(bytes.getByte(status + 2))
        || (to > reason && bytes.getByte(reason) != SPACE)) {
      return "a status line is a version, a status of three digits and a reason";
    }
    return hasControl(bytes, reason, to) ? "a reason phrase has no control bytes" : null;
  }

  private static boolean isVersion(ByteBuf bytes, int at) {
    return bytes.getByte(at) == 'H'
        && bytes.getByte(at + 1) == 'T'
        && bytes.getByte(at + 2) == 'T'
        && bytes.getByte(at + 3) == 'P'
        && bytes.getByte(at + 4) == '/'
        && isDigit(bytes.getByte(at + 5))
        && bytes.getByte(at + 6) == '.'
        && isDigit(bytes.getByte(at + 7));
  }

  private @Nullable String checkField(ByteBuf bytes, int from, int to) {
    byte first = bytes.getByte(from);
    if (first == SPACE || first == TAB) {
      return "a field line must not be folded";
    }
    int at = from;
    while (at < to && isToken(bytes.getByte(at))) {
      at++;
    }
    if (at == from || at == to || bytes.getByte(at) != ':') {
      int colon = skipSpace(bytes, at, to);
      return !ofRequests && at > from && colon < to && bytes.getByte(colon) == ':'
          ? "no space is allowed between a field name and its colon"
          : "a field line is a token, a colon and a value";
    }
    if (hasControl(bytes, at + 1, to)) {
      return "a field value has no control bytes";
    }
    if (isLength(bytes, from, at)) {
      readLengths(bytes, at + 1, to);
    }
    return ofRequests && (lengthWrong || lengths > 1) ? WRONG_LENGTH : null;
  }

  /**
   * RFC 9112 6.3: a parser that takes one of several lengths may take another than its neighbour.
   * RFC 9110 8.6: the same length several times, in lines or a list, is one.
   */
  private void readLengths(ByteBuf bytes, int from, int to) {
    int at = from;
    while (true) {
      at = skipSpace(bytes, at, to);
      int digits = at;
      long value = 0;
      while (at < to && isDigit(bytes.getByte(at))) {
        lengthWrong |= value > (Long.MAX_VALUE - 9) / 10;
        value = value * 10 + bytes.getByte(at) - '0';
        at++;
      }
      lengthWrong |= at == digits;
      lengthWrong |= lengths > 0 && (value != length || at - digits != lengthDigits);
      length = value;
      lengthDigits = at - digits;
      lengths++;
      at = skipSpace(bytes, at, to);
      if (at == to) {
        return;
      }
      if (bytes.getByte(at) != ',') {
        lengthWrong = true;
        return;
      }
      at++;
    }
  }

  private static boolean isLength(ByteBuf bytes, int from, int to) {
    AsciiString name = HttpHeaderNames.CONTENT_LENGTH;
    if (to - from != name.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (AsciiString.toLowerCase((char) bytes.getUnsignedByte(from + i)) != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int skipSpace(ByteBuf bytes, int from, int to) {
    int at = from;
    while (at < to && (bytes.getByte(at) == SPACE || bytes.getByte(at) == TAB)) {
      at++;
    }
    return at;
  }

  private static boolean hasControl(ByteBuf bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      int c = bytes.getByte(at);
      if ((c >= 0 && c < SPACE && c != TAB) || c == DEL) {
        return true;
      }
    }
    return false;
  }

  /** Whether these bytes are the line of the last chunk, as far as a parser took it for one. */
  static boolean isLastChunk(ByteBuf bytes, int from, int to) {
    int at = skipSpace(bytes, from, to);
    int zeros = at;
    while (at < to && bytes.getByte(at) == '0') {
      at++;
    }
    return at > zeros && (at == to || Character.digit(bytes.getByte(at), 16) < 0);
  }

  private static boolean isToken(byte c) {
    return TOKEN[c & 0xff];
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }
}
