// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.handler.codec.http.HttpResponse;
import java.time.Duration;

/** How long an origin says that it keeps an unused connection ({@code Keep-Alive: timeout=5}). */
final class KeepAlive {
  private static final String TIMEOUT = "timeout=";
  private static final int DIGITS = 6;

  private KeepAlive() {}

  /**
   * How long the connection is kept on this side: a second less, so that no request meets its end
   * on the way.
   *
   * @param known what holds where the response does not say it
   */
  static Duration time(HttpResponse response, Duration known, Duration atMost) {
    String value = response.headers().get("keep-alive");
    long seconds = value == null ? -1 : seconds(value);
    if (seconds < 0) {
      return known;
    }
    Duration kept =
        seconds > 1 ? Duration.ofSeconds(seconds - 1) : Duration.ofSeconds(seconds).dividedBy(2);
    return kept.compareTo(atMost) < 0 ? kept : atMost;
  }

  private static long seconds(String value) {
    for (String parameter : value.split(",", -1)) {
      String stripped = parameter.strip();
      if (stripped.regionMatches(true, 0, TIMEOUT, 0, TIMEOUT.length())) {
        String number = stripped.substring(TIMEOUT.length());
        boolean digits = !number.isEmpty() && number.chars().allMatch(c -> c >= '0' && c <= '9');
        return !digits ? -1 : number.length() > DIGITS ? Integer.MAX_VALUE : Long.parseLong(number);
      }
    }
    return -1;
  }
}
