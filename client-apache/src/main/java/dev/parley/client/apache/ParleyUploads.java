// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.apache;

import dev.parley.client.CredentialsPolicy;
import dev.parley.client.Outcome;
import dev.parley.client.ParleyClient;
import java.io.IOException;
import java.util.Optional;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/**
 * Sends the uploads of an Apache HttpClient 5 (the classic one) through a {@link ParleyClient}, and
 * leaves every other request to HttpClient.
 *
 * <p>It takes the place of the connection alone. Cookies, default headers, interceptors, redirects,
 * authentication, retries and decompression are HttpClient's as before, and so are the exceptions:
 * {@code HttpHostConnectException}, {@code ConnectTimeoutException}, {@code
 * NoHttpResponseException}, {@code ClientProtocolException} where a response is no HTTP (which
 * HttpClient does not retry), {@code SocketTimeoutException}, {@code ConnectionClosedException}
 * where a response is cut, {@code RequestFailedException} where the request was cancelled, and what
 * an entity fails with. Content that cannot be repeated survives a redirect, a challenge and a
 * retry as long as none of it was sent.
 *
 * <p>An upload is a request with an entity. HttpClient keeps those that need what is its own: a
 * proxy, a local address, a Unix socket, trailers, an {@code Upgrade}, fields that {@code
 * Connection} names, a {@code Host} other than the target's, an expectation other than {@code
 * 100-continue}, an authentication that belongs to a connection.
 *
 * <p>Whether an upload asks first is the client's policy, whatever the default {@code
 * RequestConfig} says of expectations. A request that says {@code Expect: 100-continue} itself, or
 * whose own {@code RequestConfig} does, always asks.
 *
 * <p>Of {@code RequestConfig}, the connect timeout and the response timeout are honoured; where
 * they are not set, the policy of the client counts, and where that sets no response timeout
 * either, there is none, as with HttpClient alone. The connections are the client's: the connection
 * manager's TLS settings, pool limits, DNS resolver and socket settings do not apply to uploads,
 * nor does the keep-alive strategy.
 */
public final class ParleyUploads implements ExecChainHandler {
  private static final String NAME = "parley";
  private static final String OUTCOME = "parley.outcome";
  private static final String CALLER = "parley.caller";

  private final ParleyClient client;

  private ParleyUploads(ParleyClient client) {
    this.client = client;
  }

  /** Whoever can cancel a request, on all its ways. */
  private record Caller(String exchangeId, CancellableDependency request) {}

  /**
   * Has the uploads of what is built negotiate.
   *
   * @param client follows no redirects and has no credentials, since HttpClient sees to them; stays
   *     the caller's to close
   * @return {@code builder}
   * @throws IllegalArgumentException where {@code client} follows redirects or has credentials
   */
  public static HttpClientBuilder register(HttpClientBuilder builder, ParleyClient client) {
    int redirects = client.policy().redirects();
    if (redirects != 0) {
      throw new IllegalArgumentException(
          "redirects: " + redirects + " (expected: 0, HttpClient follows them)");
    }
    if (client.policy().credentials() != CredentialsPolicy.NONE) {
      throw new IllegalArgumentException("credentials: some (expected: none, HttpClient has them)");
    }
    return builder.addExecInterceptorAfter(
        ChainElement.PROTOCOL.name(), NAME, new ParleyUploads(client));
  }

  /** What became of the last upload in this context: who decided on it, and what that spared. */
  public static Optional<Outcome> outcome(HttpContext context) {
    return context.getAttribute(OUTCOME) instanceof Outcome known
        ? Optional.of(known)
        : Optional.empty();
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    CancellableDependency caller = caller(scope);
    if (!Uploads.isOne(request, scope)) {
      return chain.proceed(request, scope);
    }
    HttpEntity entity = request.getEntity();
    if (!entity.isRepeatable()) {
      request.setEntity(new UnspentEntity(entity));
    }
    ExecChain.Scope ours =
        new ExecChain.Scope(
            scope.exchangeId,
            scope.route,
            scope.originalRequest,
            new UploadRuntime(
                client,
                scope,
                caller,
                outcome -> scope.clientContext.setAttribute(OUTCOME, outcome)),
            scope.clientContext);
    ClassicHttpResponse response = chain.proceed(request, ours);
    // What stands before us reads a response that it will not return to its end, not just forgets.
    scope.execRuntime.markConnectionReusable(null, TimeValue.ZERO_MILLISECONDS);
    return response;
  }

  private static @Nullable CancellableDependency caller(ExecChain.Scope scope) {
    if (scope.originalRequest instanceof CancellableDependency request) {
      scope.clientContext.setAttribute(CALLER, new Caller(scope.exchangeId, request));
      return request;
    }
    // A redirect to another server is a copy of the request.
    return scope.clientContext.getAttribute(CALLER) instanceof Caller known
            && known.exchangeId.equals(scope.exchangeId)
        ? known.request
        : null;
  }
}
