// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import dev.parley.client.ClientPolicy;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient.Redirect;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * What a builder was told.
 *
 * @param policy for everything that the builder of the JDK has no word for; its times, credentials
 *     and encryption are what the rest makes of them
 */
record Settings(
    ClientPolicy policy,
    Optional<CookieHandler> cookies,
    Optional<Duration> connectTimeout,
    Redirect redirects,
    Optional<ProxySelector> proxies,
    Optional<Authenticator> authenticator,
    Optional<Executor> executor,
    Tls tls) {
  /** Where what depends on a response goes on. */
  Executor completing() {
    // As in the JDK, which does not lend its own threads.
    return executor.orElseGet(() -> new CompletableFuture<Void>().defaultExecutor());
  }
}
