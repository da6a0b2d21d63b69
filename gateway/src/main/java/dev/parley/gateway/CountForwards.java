// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.admission.Verdict;
import dev.parley.netty.FieldNames;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Counts {@code Max-Forwards} down, and answers what goes no further (RFC 9110 7.6.2).
 *
 * <p>A TRACE that ends here is not played back: what an earlier hop added to it, such as
 * credentials, is not for everybody's eyes.
 */
final class CountForwards implements Phase {
  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final long MOST = 999_999_999;

  @Override
  public Verdict apply(Exchange exchange) {
    HttpMethod method = exchange.head().method();
    boolean trace = HttpMethod.TRACE.equals(method);
    // RFC 9110 9.3.8
    if (trace && exchange.content().announced()) {
      return Verdict.refuse(400, "a TRACE request has no content");
    }
    HttpHeaders fields = exchange.head().headers();
    if ((!trace && !HttpMethod.OPTIONS.equals(method))
        || !fields.contains(HttpHeaderNames.MAX_FORWARDS)) {
      return Verdict.admit();
    }
    List<String> lines = fields.getAll(HttpHeaderNames.MAX_FORWARDS);
    if (lines.size() > 1 || !NUMBER.matcher(lines.get(0)).matches()) {
      return Verdict.refuse(400, "Max-Forwards is not one number");
    }
    long left =
        lines.get(0).chars().asLongStream().reduce(0, (n, c) -> Math.min(MOST, n * 10 + c - '0'));
    if (left > 0) {
      fields.set(FieldNames.MAX_FORWARDS, left - 1);
      return Verdict.admit();
    }
    return trace
        ? Verdict.refuse(501, "TRACE goes no further, and is not answered here")
        : new Verdict.NoContent();
  }
}
