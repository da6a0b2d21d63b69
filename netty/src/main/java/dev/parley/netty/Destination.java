// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Where connections of one pool lead, and what stands between the socket and the first request.
 *
 * @param host a name or an address
 * @param port 1 to 65535
 * @param tls what encrypts the connection and knows whom to trust; clear text where it is empty
 * @param tunnel the proxy that is asked for a tunnel to there (RFC 9110 9.3.6); none where it is
 *     empty
 */
public record Destination(
    String host, int port, Optional<SSLContext> tls, Optional<TunnelProxy> tunnel) {
  /**
   * A proxy that makes tunnels.
   *
   * @param credentials what it wants to know in {@code Proxy-Authorization}
   */
  public record TunnelProxy(String host, int port, Optional<Credentials> credentials) {}

  /** A name and a password (RFC 7617). */
  public record Credentials(String user, String password) {
    @Override
    public String toString() {
      return "Credentials[user=" + user + "]";
    }
  }

  /** In clear text, and straight there. */
  public static Destination plain(String host, int port) {
    return new Destination(host, port, Optional.empty(), Optional.empty());
  }

  /** What is connected to: the proxy where there is one. */
  HostAddress address() {
    return tunnel
        .map(proxy -> new HostAddress(proxy.host(), proxy.port()))
        .orElseGet(() -> new HostAddress(host, port));
  }

  /**
   * Puts in front of a pipeline what the connection needs.
   *
   * @return when the connection is ready for a request; null where it is as soon as it is made
   */
  @Nullable Future<?> prepare(SocketChannel channel, UpstreamPolicy policy) {
    if (tunnel.isEmpty() && tls.isEmpty()) {
      return null;
    }
    ChannelPipeline pipeline = channel.pipeline();
    Promise<Channel> ready = channel.eventLoop().newPromise();
    if (tunnel.isPresent()) {
      Promise<Channel> tunnelled = tls.isPresent() ? channel.eventLoop().newPromise() : ready;
      // What a proxy said tells more than the handshake that never was.
      tunnelled.addListener(
          made -> {
            if (!made.isSuccess()) {
              ready.tryFailure(made.cause());
            }
          });
      TunnelRequest.addTo(pipeline, authority(), tunnel.get(), policy, tunnelled);
    }
    if (tls.isPresent()) {
      SslHandler encryption = new SslHandler(engine(tls.get()));
      // Whoever makes the connection has one time for all of it.
      encryption.setHandshakeTimeoutMillis(0);
      pipeline.addLast(encryption);
      encryption.handshakeFuture().addListener(new PromiseNotifier<>(false, ready));
    }
    return ready;
  }

  /** With the port, whatever it is: CONNECT knows no standard one (RFC 9110 7.2, 9.3.6). */
  private String authority() {
    return (NetUtil.isValidIpV6Address(host) ? "[" + host + "]" : host) + ":" + port;
  }

  private SSLEngine engine(SSLContext context) {
    // A dot at the end is for the resolver: certificates and SNI have none (RFC 6066 3).
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    SSLEngine engine = context.createSSLEngine(name, port);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    // RFC 9110 4.3.4: the certificate must be the one of the host in the URI.
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    engine.setSSLParameters(parameters);
    return engine;
  }
}
