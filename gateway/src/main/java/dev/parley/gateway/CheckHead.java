// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.admission.Verdict;
import dev.parley.netty.FieldNames;
import dev.parley.netty.SyntaxException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.regex.Pattern;

/** Refuses a head that two servers could read differently (RFC 9112 3, 5, 6). */
final class CheckHead implements Phase {
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._~!$&'()*+,;=%-]*)(:\\d{0,5})?");

  @Override
  public Verdict apply(Exchange exchange) {
    return check(exchange.head());
  }

  /** The verdict on {@code head}, whose target is a path, or {@code *}, where it is admitted. */
  static Verdict check(HttpRequest head) {
    DecoderResult read = head.decoderResult();
    if (read.isFailure()) {
      return unreadable(read.cause());
    }
    if (head.protocolVersion().majorVersion() != 1) {
      return Verdict.refuse(505, "HTTP/1.1 and HTTP/1.0 are spoken here");
    }
    List<String> codings = head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (codings.size() > 1
        || (codings.size() == 1
            && !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0)))) {
      return Verdict.refuse(501, "chunked is the only transfer coding read here");
    }
    if (HttpMethod.CONNECT.equals(head.method())) {
      return Verdict.refuse(501, "tunnels are not made here");
    }
    List<String> hosts = head.headers().getAll(HttpHeaderNames.HOST);
    boolean required = !HttpVersion.HTTP_1_0.equals(head.protocolVersion());
    if (hosts.size() > 1 || (hosts.isEmpty() && required)) {
      return Verdict.refuse(400, "exactly one Host field is expected");
    }
    if (!hosts.isEmpty() && !HOST.matcher(hosts.get(0)).matches()) {
      return Verdict.refuse(400, "the Host field is not a host and an optional port");
    }
    return target(head);
  }

  private static Verdict target(HttpRequest head) {
    String target = head.uri();
    // RFC 9112 3.2: no form of a target has a fragment, and hops disagree on where a path with one
    // ends.
    if (target.indexOf('#') >= 0) {
      return Verdict.refuse(400, "a request target has no fragment");
    }
    if (target.startsWith("/")
        || (target.equals("*") && HttpMethod.OPTIONS.equals(head.method()))) {
      return Verdict.admit();
    }
    String origin = AbsoluteForm.originForm(target);
    if (origin == null || !HOST.matcher(AbsoluteForm.authority(target)).matches()) {
      return Verdict.refuse(400, "the request target is neither a path nor an http URI");
    }
    // RFC 9112 3.2.2: the authority of an absolute target replaces Host.
    head.headers().set(FieldNames.HOST, AbsoluteForm.authority(target));
    // RFC 9112 3.2.4: OPTIONS for a URI without a path is meant for the server.
    head.setUri(
        HttpMethod.OPTIONS.equals(head.method()) && AbsoluteForm.pathless(target) ? "*" : origin);
    return Verdict.admit();
  }

  private static Verdict unreadable(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return Verdict.refuse(414, "the request line is longer than is read here");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return Verdict.refuse(431, "the field lines are more or longer than is read here");
    }
    return Verdict.refuse(
        400,
        cause instanceof SyntaxException wrong
            ? String.valueOf(wrong.getMessage())
            : "the request head is not in the syntax of HTTP/1.1");
  }
}
