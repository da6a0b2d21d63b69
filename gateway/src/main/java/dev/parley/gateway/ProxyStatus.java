// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.core.Settlement;
import dev.parley.gateway.Evidence.Fault;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The value of {@code Proxy-Status} in a response that the gateway made itself (RFC 9209). */
final class ProxyStatus {
  static final String UNAVAILABLE = "destination_unavailable";
  static final String TIMED_OUT = "connection_timeout";
  static final String LIMIT_REACHED = "connection_limit_reached";

  /** Error types that a status tells on its own. */
  private static final Map<Integer, String> ERRORS =
      Map.ofEntries(
          Map.entry(403, "http_request_denied"),
          Map.entry(500, "proxy_internal_error"),
          Map.entry(504, "http_response_timeout"),
          Map.entry(508, "proxy_loop_detected"));

  private ProxyStatus() {}

  /** The field value for a refusal with this status, after this exchange. */
  static String of(int status, @Nullable String detail, Evidence evidence) {
    Fault fault = evidence.fault();
    String error = fault == null ? error(status, evidence.up()) : fault.error();
    int received = fault == null ? evidence.replaced() : fault.received();
    StringBuilder value = new StringBuilder("parley; error=").append(error);
    if (received != 0) {
      value.append("; received-status=").append(received);
    }
    if (detail != null) {
      string(value.append("; details="), detail);
    }
    return value.toString();
  }

  /** The error type (RFC 9209 2.3). */
  private static String error(int status, @Nullable Settlement up) {
    String known = status == Refusals.BAD_GATEWAY ? lost(up) : ERRORS.get(status);
    if (known != null) {
      return known;
    }
    return status < 500 ? "http_request_error" : "proxy_internal_response";
  }

  /** The error type for an origin whose connection was left so before it answered. */
  static String lost(@Nullable Settlement up) {
    return up == Settlement.PEER_GONE ? "connection_terminated" : "http_protocol_error";
  }

  /** The error type for an origin that could not be connected to. */
  static String unreachable(Throwable cause) {
    if (cause instanceof ConnectTimeoutException) {
      return TIMED_OUT;
    }
    if (cause instanceof UnknownHostException) {
      return "dns_error";
    }
    if (cause instanceof NoRouteToHostException) {
      return "destination_ip_unroutable";
    }
    return cause instanceof ConnectException ? "connection_refused" : UNAVAILABLE;
  }

  /** RFC 9651 3.3.3: a string holds visible characters and spaces. */
  private static void string(StringBuilder to, String text) {
    to.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        to.append('\\');
      }
      to.append(c >= ' ' && c <= '~' ? c : '?');
    }
    to.append('"');
  }
}
