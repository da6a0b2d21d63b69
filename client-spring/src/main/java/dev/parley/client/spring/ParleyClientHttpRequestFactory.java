// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.spring;

import dev.parley.client.ParleyClient;
import dev.parley.core.Checks;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Makes the requests of a {@link org.springframework.web.client.RestClient} or a {@link
 * org.springframework.web.client.RestTemplate}, and sends them with a {@link ParleyClient}.
 *
 * <p>What Spring streams is streamed: content begins to be written when the server has said that it
 * wants it, or did not say anything, and goes on at the pace at which the server takes it, on a
 * thread of the client as with {@code JdkClientHttpRequestFactory}. What the server does not want
 * when it answers is not written: whoever writes meets an {@link java.io.IOException} then, and the
 * caller gets the response. Content that Spring can write again (a {@link
 * org.springframework.core.io.Resource} but for an {@code InputStreamResource}, what message
 * converters make, whatever interceptors have seen) is written again after a 417, a challenge or a
 * redirect; other content is sent once.
 *
 * <p>When to ask is decided by the {@link dev.parley.client.AskPolicy} of the client. A request
 * with a field {@code Expect: 100-continue} asks in any case. Redirects and challenges are the
 * client's, since Spring leaves them to whatever is below. {@code Host} and {@code
 * Transfer-Encoding} cannot be set by the caller, and of {@code Connection} only {@code close}.
 *
 * <p>A request fails with an {@link java.net.ConnectException} where there was no connection, a
 * {@link java.net.SocketTimeoutException} where a time ran out, what the writer threw, or a {@link
 * dev.parley.client.ExchangeException}; Spring wraps all of them in a {@code
 * ResourceAccessException}.
 *
 * <p>Safe for all threads. To close it closes the client, if it made that itself; as a bean it is
 * closed with its context.
 */
public final class ParleyClientHttpRequestFactory
    implements ClientHttpRequestFactory, AutoCloseable {
  private final ParleyClient client;
  private final boolean own;
  private volatile Optional<Duration> readTimeout = Optional.empty();

  /** With a client of its own, which decides everything by itself. */
  public ParleyClientHttpRequestFactory() {
    this(ParleyClient.create(), true);
  }

  /** With a client that stays the caller's to close. */
  public ParleyClientHttpRequestFactory(ParleyClient client) {
    this(client, false);
  }

  private ParleyClientHttpRequestFactory(ParleyClient client, boolean own) {
    this.client = client;
    this.own = own;
  }

  /**
   * How long a request may take to its response, with all its attempts. Where this is not called,
   * there is no limit but one that the policy of the client sets. Precedent: {@code
   * JdkClientHttpRequestFactory}.
   */
  public void setReadTimeout(Duration value) {
    readTimeout = Optional.of(Checks.positive("readTimeout", value));
  }

  @Override
  public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
    return new ParleyClientHttpRequest(client, uri, method, readTimeout);
  }

  @Override
  public void close() {
    if (own) {
      client.close();
    }
  }
}
