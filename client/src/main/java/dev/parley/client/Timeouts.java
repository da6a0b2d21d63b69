// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import java.time.Duration;
import java.util.Optional;

/**
 * What one request may take, where that is not what its client says.
 *
 * @param connect how long a connection may take to be made, with the look-up of its host, a tunnel
 *     and TLS
 * @param response how long the server may take nothing of the content, or send nothing of the
 *     response
 */
public record Timeouts(Optional<Duration> connect, Optional<Duration> response) {
  /** What the client says. */
  public static final Timeouts OF_CLIENT = new Timeouts(Optional.empty(), Optional.empty());

  /** A time that nobody sees run out; a longer one is taken for this. */
  public static final Duration FOR_EVER = Duration.ofDays(ClientPolicy.MOST_DAYS);

  public Timeouts {
    connect = connect.map(value -> ClientPolicy.time("connect", value));
    response = response.map(value -> ClientPolicy.time("response", value));
  }

  /** The same with another time to connect. */
  public Timeouts withConnect(Duration value) {
    return new Timeouts(Optional.of(value), response);
  }

  /** The same with another time for content and response. */
  public Timeouts withResponse(Duration value) {
    return new Timeouts(connect, Optional.of(value));
  }
}
