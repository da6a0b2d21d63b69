// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.okhttp;

import dev.parley.client.CredentialsPolicy;
import dev.parley.client.Outcome;
import dev.parley.client.ParleyClient;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.Optional;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/**
 * Sends the uploads of an OkHttp client through a {@link ParleyClient}, and leaves every other
 * request to OkHttp.
 *
 * <p>It is an application interceptor, and the last one: those before it see uploads as they see
 * everything. What OkHttp does behind it does not happen to an upload, so that this does it
 * instead: cookies of the {@code CookieJar}, the {@code Authenticator} for a 401, redirects as the
 * client follows them, the eviction of what a cache has of the same URL. Content that cannot be
 * repeated survives a redirect and a challenge as long as none of it was sent. {@code
 * Call.cancel()}, the call timeout, the connect timeout and the read timeout count; the read
 * timeout is also how long a server may take nothing of the content.
 *
 * <p>Failures are those of OkHttp: {@code ConnectException}, {@code UnknownHostException}, {@code
 * SocketTimeoutException}, {@code InterruptedIOException} after the call timeout, {@code
 * IOException} ("Canceled", or "unexpected end of stream" where no response came), {@code
 * ProtocolException} where a response is cut or no HTTP, and what a body fails with.
 *
 * <p>An upload is a request with a body. OkHttp keeps those that need what is its own: a duplex
 * body, a proxy, a {@code Dns}, {@code SocketFactory} or {@code HostnameVerifier} other than the
 * usual, a pinned certificate, an {@code Upgrade}, fields that {@code Connection} names, a {@code
 * Host} other than that of the URL, an expectation other than {@code 100-continue}, a URL or a
 * field value that no HTTP/1.1 message can hold. Field values beyond ASCII are UTF-8, both ways.
 *
 * <p>{@code retryOnConnectionFailure} counts: a request whose kept connection died before it
 * brought a response is sent again, whatever its method.
 *
 * <p>Whether an upload asks first is the client's policy; a request that says {@code Expect:
 * 100-continue} always asks.
 *
 * <p>Network interceptors, the connection pool, HTTP/2, and the trust and keys of OkHttp do not
 * apply to uploads: whom to trust is for {@link dev.parley.client.ClientPolicy#withTls} to say as
 * well.
 */
public final class ParleyUploads implements Interceptor {
  /** As many as OkHttp follows; curl's 30 and browsers' 20 are near. */
  private static final int FOLLOW_UPS = 20;

  private final ParleyClient client;

  private ParleyUploads(ParleyClient client) {
    this.client = client;
  }

  /**
   * Has the uploads of what is built negotiate. To be called after all other interceptors were
   * added.
   *
   * @param client follows no redirects and has no credentials, since those of OkHttp count; stays
   *     the caller's to close
   * @return {@code builder}
   * @throws IllegalArgumentException where {@code client} follows redirects or has credentials
   */
  public static OkHttpClient.Builder register(OkHttpClient.Builder builder, ParleyClient client) {
    int redirects = client.policy().redirects();
    if (redirects != 0) {
      throw new IllegalArgumentException(
          "redirects: " + redirects + " (expected: 0, OkHttp says which are followed)");
    }
    if (client.policy().credentials() != CredentialsPolicy.NONE) {
      throw new IllegalArgumentException("credentials: some (expected: none, OkHttp has them)");
    }
    return builder.addInterceptor(new ParleyUploads(client));
  }

  /** What became of the upload that this is the response to; empty where it was none. */
  public static Optional<Outcome> outcome(Response response) {
    return Optional.ofNullable(response.request().tag(Outcome.class));
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    Response prior = null;
    for (int followed = 0; Uploads.isOne(request, chain); followed++) {
      Upload upload = new Upload(client, chain, request);
      Optional<dev.parley.client.Request> sent = upload.inOurWords();
      if (sent.isEmpty()) {
        break;
      }
      Response response = following(upload.send(sent.get()), prior);
      Request next = FollowUp.of(response, chain);
      if (next == null || !upload.contentIsThereFor(next)) {
        return response;
      }
      response.close();
      if (followed == FOLLOW_UPS) {
        throw new ProtocolException("Too many follow-up requests: " + (followed + 1));
      }
      prior = response;
      request = next;
    }
    // Not an upload, or not any more.
    return following(chain.proceed(request), prior);
  }

  private static Response following(Response response, @Nullable Response prior) {
    if (prior == null || response.priorResponse() != null) {
      return response;
    }
    return response.newBuilder().priorResponse(withoutContent(prior)).build();
  }

  static Response withoutContent(Response response) {
    return response.newBuilder().body(ResponseBody.EMPTY).build();
  }
}
