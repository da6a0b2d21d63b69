// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.okhttp;

import java.io.IOException;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** The request that OkHttp would send after a response to an upload (RFC 9110 15.4, 11.6.1). */
final class FollowUp {
  private static final Set<Integer> REDIRECTS = Set.of(300, 301, 302, 303, 307, 308);

  private FollowUp() {}

  static @Nullable Request of(Response response, Interceptor.Chain chain) throws IOException {
    if (response.code() == 401) {
      return chain.getAuthenticator().authenticate(null, response);
    }
    return REDIRECTS.contains(response.code()) && chain.getFollowRedirects()
        ? redirect(response, chain)
        : null;
  }

  private static @Nullable Request redirect(Response response, Interceptor.Chain chain) {
    Request request = response.request();
    String location = response.header("Location");
    HttpUrl there = location == null ? null : request.url().resolve(location);
    if (there == null
        || (!there.scheme().equals(request.url().scheme()) && !chain.getFollowSslRedirects())) {
      return null;
    }
    Request.Builder next = request.newBuilder().url(there);
    boolean keeps =
        response.code() == 307 || response.code() == 308 || request.method().equals("PROPFIND");
    if (!keeps) {
      next.method("GET", null)
          .removeHeader("Content-Type")
          .removeHeader("Content-Encoding")
          .removeHeader("Content-Length")
          .removeHeader("Transfer-Encoding")
          .removeHeader("Expect");
    }
    if (!isSameServer(there, request.url())) {
      next.removeHeader("Authorization").removeHeader("Host");
    }
    return next.build();
  }

  private static boolean isSameServer(HttpUrl one, HttpUrl other) {
    return one.host().equals(other.host())
        && one.port() == other.port()
        && one.scheme().equals(other.scheme());
  }
}
