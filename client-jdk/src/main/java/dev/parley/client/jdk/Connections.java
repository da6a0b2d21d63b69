// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import dev.parley.client.ClientPolicy;
import dev.parley.client.HttpProxy;
import dev.parley.client.OriginMemories;
import dev.parley.client.ParleyClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The connections of one client: straight to servers and through proxies, each proxy with clients
 * of its own below. All of them share what they know of servers.
 */
final class Connections {
  private final Settings settings;
  private final OriginMemories memories;
  private final ServerCredentials credentials;
  private final Map<Optional<HttpProxy>, ParleyClient> clients = new HashMap<>();
  private final CountDownLatch terminated = new CountDownLatch(1);
  private int underWay;
  private boolean shutdown;
  private boolean closing;

  Connections(Settings settings, OriginMemories memories) {
    this.settings = settings;
    this.memories = memories;
    this.credentials =
        new ServerCredentials(settings.authenticator(), settings.policy().credentials());
  }

  OriginMemories memories() {
    return memories;
  }

  ServerCredentials credentials() {
    return credentials;
  }

  /**
   * What sends a request there.
   *
   * @throws IOException when the client was shut down, or the proxy is of a kind that is not known
   */
  ParleyClient to(URI uri) throws IOException {
    Optional<HttpProxy> proxy = proxy(uri);
    synchronized (this) {
      if (closing) {
        throw closed();
      }
      return clients.computeIfAbsent(proxy, this::made);
    }
  }

  private ParleyClient made(Optional<HttpProxy> proxy) {
    ClientPolicy straight = settings.policy().withRedirects(0).withCredentials(credentials);
    ClientPolicy policy = proxy.map(straight::withProxy).orElse(straight);
    return settings
        .executor()
        .map(threads -> ParleyClient.create(policy, memories, threads))
        .orElseGet(() -> ParleyClient.create(policy, memories));
  }

  private Optional<HttpProxy> proxy(URI uri) throws IOException {
    Optional<HttpProxy> known = settings.policy().proxy();
    if (settings.proxies().isEmpty() && known.isPresent()) {
      return known;
    }
    ProxySelector selector = settings.proxies().orElseGet(ProxySelector::getDefault);
    List<Proxy> proxies = selector == null ? List.of() : selector.select(uri);
    if (proxies.isEmpty() || proxies.get(0).type() == Proxy.Type.DIRECT) {
      return Optional.empty();
    }
    Proxy first = proxies.get(0);
    if (first.type() != Proxy.Type.HTTP || !(first.address() instanceof InetSocketAddress there)) {
      throw new IOException("proxy: %s (expected: one for HTTP, or none)".formatted(first));
    }
    return Optional.of(
        known
            .filter(
                proxy ->
                    proxy.host().equals(there.getHostString()) && proxy.port() == there.getPort())
            .orElseGet(() -> HttpProxy.of(there.getHostString(), there.getPort())));
  }

  private static IOException closed() {
    return new IOException("the client was shut down");
  }

  // Its end

  /** A request begins. */
  synchronized void began() throws IOException {
    if (shutdown) {
      throw closed();
    }
    underWay++;
  }

  /** One more begins on behalf of a request that is under way. */
  synchronized void continued() {
    underWay++;
  }

  /** A request is over, with all its responses. */
  synchronized void ended() {
    underWay--;
    closeIfIdle();
  }

  synchronized void shutdown() {
    shutdown = true;
    closeIfIdle();
  }

  synchronized void shutdownNow() {
    shutdown = true;
    closeAll();
  }

  private void closeIfIdle() {
    if (shutdown && underWay == 0) {
      closeAll();
    }
  }

  private void closeAll() {
    if (!closing) {
      closing = true;
      List<ParleyClient> last = List.copyOf(clients.values());
      // To close waits for event loops, of which this thread may be one.
      Thread closer =
          new Thread(
              () -> {
                last.forEach(ParleyClient::close);
                terminated.countDown();
              },
              "parley-client-closing");
      closer.setDaemon(true);
      closer.start();
    }
  }

  boolean isTerminated() {
    return terminated.getCount() == 0;
  }

  boolean awaitTermination(Duration time) throws InterruptedException {
    return terminated.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }
}
