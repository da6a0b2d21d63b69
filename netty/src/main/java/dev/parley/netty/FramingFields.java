// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The framing fields of an origin's response, put into the one form in which they are passed on
 * (RFC 9112 6.1 to 6.3).
 *
 * <p>What has one lawful reading is mended. Whether the origin means the same nobody knows, so
 * nothing more is read on its connection.
 */
final class FramingFields {
  private static final int NO_CONTENT = 204;
  private static final String LENGTH = "Content-Length";
  private static final String CODING = "Transfer-Encoding";

  private FramingFields() {}

  /** What is wrong with a head that is read all the same; holds nothing of the response. */
  static final class Mended extends DecoderResult {
    private final String wrong;

    private Mended(String wrong) {
      super(SIGNAL_SUCCESS);
      this.wrong = wrong;
    }

    String wrong() {
      return wrong;
    }
  }

  /** What the head turns out to be, or null where nothing is wrong with it. */
  static @Nullable DecoderResult settle(
      HttpResponse response, boolean endsWithHead, HeadSyntax lengths) {
    HttpHeaders fields = response.headers();
    if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
      // It ends with its head, and what follows it is read as a response or not at all.
      remove(fields);
      return lengths.lengthWrong() ? unreadable(HeadSyntax.WRONG_LENGTH) : null;
    }
    if (response.status().code() == NO_CONTENT) {
      boolean announces = lengths.lengthWrong() || fields.contains(CODING) || lengths.length() > 0;
      remove(fields);
      return announces ? new Mended("a 204 has no content") : null;
    }
    String wrong = wrong(response, lengths);
    if (wrong == null) {
      wrong = mend(fields, lengths);
      return wrong == null ? null : new Mended(wrong);
    }
    if (endsWithHead) {
      remove(fields);
      return new Mended(wrong);
    }
    return unreadable(wrong);
  }

  static DecoderResult unreadable(String wrong) {
    return DecoderResult.failure(new SyntaxException(wrong));
  }

  private static void remove(HttpHeaders fields) {
    fields.remove(LENGTH);
    fields.remove(CODING);
  }

  /** What leaves no lawful reading. */
  private static @Nullable String wrong(HttpResponse response, HeadSyntax lengths) {
    if (lengths.lengthWrong()) {
      return HeadSyntax.WRONG_LENGTH;
    }
    List<String> codings = response.headers().getAll(CODING);
    if (codings.isEmpty()) {
      return null;
    }
    if (response.protocolVersion().minorVersion() == 0) {
      return "HTTP/1.0 has no transfer codings";
    }
    return chunkings(codings) > 0 ? null : "chunked is the only transfer coding";
  }

  /** How often the codings say chunked; none of them where they say anything else. */
  private static int chunkings(List<String> codings) {
    int count = 0;
    for (String line : codings) {
      for (String coding : line.split(",", -1)) {
        String name = coding.strip();
        if (HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(name)) {
          count++;
        } else if (!name.isEmpty()) {
          return 0;
        }
      }
    }
    return count;
  }

  /** Spells the framing as everybody does, and says what was wrong with it. */
  private static @Nullable String mend(HttpHeaders fields, HeadSyntax lengths) {
    String length = fields.get(LENGTH);
    List<String> codings = fields.getAll(CODING);
    if (codings.isEmpty()) {
      if (length != null) {
        String plain = Long.toString(lengths.length());
        if (lengths.lengthRepeated() || !plain.equals(length)) {
          fields.set(LENGTH, plain);
        }
      }
      return lengths.lengthRepeated() ? "Content-Length is said once" : null;
    }
    boolean once = chunkings(codings) == 1;
    if (codings.size() > 1 || !HttpHeaderValues.CHUNKED.contentEquals(codings.get(0))) {
      fields.set(CODING, HttpHeaderValues.CHUNKED);
    }
    if (length != null) {
      // RFC 9112 6.3: the coding overrides the length, which is not passed on.
      fields.remove(LENGTH);
      return "a response has a length or chunks, not both";
    }
    return once ? null : "chunked is applied once";
  }
}
