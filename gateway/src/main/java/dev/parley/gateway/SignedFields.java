// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.AsciiString;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The request fields that a signature covers (AWS Signature Version 4). */
final class SignedFields {
  private static final Pattern IN_FIELD = Pattern.compile("SignedHeaders=([^,\\s]*)");
  private static final Pattern IN_TARGET =
      Pattern.compile("[?&]X-Amz-SignedHeaders=([^&#]*)", Pattern.CASE_INSENSITIVE);
  private static final Pattern SEPARATOR = Pattern.compile(";|%3[bB]");

  private SignedFields() {}

  /** Whether a signature of the request covers a field: changed, it would be refused. */
  static boolean covers(HttpRequest head, AsciiString name) {
    String authorization = head.headers().get(HttpHeaderNames.AUTHORIZATION, "");
    return (authorization.startsWith("AWS4-") && lists(IN_FIELD.matcher(authorization), name))
        || (head.uri().contains("-SignedHeaders=") && lists(IN_TARGET.matcher(head.uri()), name));
  }

  private static boolean lists(Matcher signed, AsciiString name) {
    return signed.find()
        && SEPARATOR.splitAsStream(signed.group(1)).anyMatch(name::contentEqualsIgnoreCase);
  }
}
