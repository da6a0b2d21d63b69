// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import io.netty.channel.ConnectTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;

/** Why an address could not be connected to or listened on, in the words of the system alone. */
final class ConnectFailure {
  private ConnectFailure() {}

  static String reason(Throwable cause) {
    if (cause instanceof UnknownHostException) {
      return "its name has no address";
    }
    if (cause instanceof ConnectTimeoutException) {
      return "no connection in time";
    }
    return said(String.valueOf(cause.getMessage()));
  }

  /**
   * The transport says {@code finishConnect(..) failed with error(-111): Connection refused:
   * /127.0.0.1:8080} or {@code Connection refused: ...}.
   */
  private static String said(String message) {
    for (String part : message.split(": ", -1)) {
      String text = part.strip();
      boolean call = text.indexOf('(') >= 0 || text.indexOf('/') >= 0;
      if (!call && !text.isEmpty()) {
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
      }
    }
    return message;
  }
}
