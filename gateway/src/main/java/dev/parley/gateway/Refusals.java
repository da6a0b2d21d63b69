// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.admission.Problem;
import dev.parley.core.Settlement;
import dev.parley.gateway.store.ProblemPage;
import dev.parley.netty.FieldNames;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The final responses that the gateway makes itself. */
final class Refusals {
  static final int NO_CONTENT = 204;
  static final int BAD_GATEWAY = 502;

  private Refusals() {}

  /** A response to a request that asked nothing but whether somebody is here. */
  static FullHttpResponse noContent() {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT, Unpooled.EMPTY_BUFFER);
    response.headers().set(FieldNames.DATE, CurrentDate.text());
    return response;
  }

  /** A response with the problem as its content (RFC 9457), or a page that says the same. */
  static FullHttpResponse response(
      Problem problem, Map<String, String> fields, Evidence evidence, List<String> accept) {
    boolean page = ProblemPage.wanted(accept);
    String text = page ? ProblemPage.render(problem, evidence.id()) : problem.toJson(evidence.id());
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            new HttpResponseStatus(problem.status(), problem.title()),
            Unpooled.wrappedBuffer(content));
    HttpHeaders head = response.headers();
    head.set(FieldNames.CONTENT_TYPE, page ? ProblemPage.TYPE : "application/problem+json");
    if (page) {
      head.set("Content-Security-Policy", ProblemPage.POLICY);
      head.set(FieldNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
      head.set("Vary", "Accept");
    }
    head.set(FieldNames.CONTENT_LENGTH, content.length);
    head.set(FieldNames.DATE, CurrentDate.text());
    head.set(FieldNames.PROXY_STATUS, ProxyStatus.of(problem.status(), problem.detail(), evidence));
    fields.forEach(head::set);
    return response;
  }

  /** What to say where the machine refused by itself. */
  static String detail(int status) {
    return switch (status) {
      case 400 -> "the content is not in the syntax of HTTP/1.1";
      case 408 -> "the announced content did not come in time";
      case 504 -> "the origin took or sent nothing for too long";
      default -> "the request was not served";
    };
  }

  /** What to say of the origin that was reached last, or of none. */
  static String lost(@Nullable Settlement up, @Nullable String malformed) {
    if (up == null) {
      return "no origin could be reached";
    }
    if (up != Settlement.UNREADABLE) {
      return "the origin closed the connection without an answer";
    }
    String unreadable = "the origin did not answer in the syntax of HTTP/1.1";
    return malformed == null ? unreadable : unreadable + ": " + malformed;
  }
}
