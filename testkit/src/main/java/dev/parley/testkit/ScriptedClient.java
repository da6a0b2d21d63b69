// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/** A client that sends exactly these bytes and reads when told. */
public final class ScriptedClient extends Peer {
  private ScriptedClient(SocketChannel channel, PeerOptions options) throws IOException {
    super(channel, options);
  }

  /**
   * Connects with {@link PeerOptions#DEFAULTS}.
   *
   * @throws UncheckedIOException when nobody listens there
   */
  public static ScriptedClient connect(InetSocketAddress server) {
    return connect(server, PeerOptions.DEFAULTS);
  }

  /**
   * Connects to a host and port with {@link PeerOptions#DEFAULTS}.
   *
   * @throws UncheckedIOException when nobody listens there
   */
  public static ScriptedClient connect(String host, int port) {
    return connect(new InetSocketAddress(host, port));
  }

  /**
   * Connects.
   *
   * @throws UncheckedIOException when nobody listens there, or does not accept before the deadline
   */
  public static ScriptedClient connect(InetSocketAddress server, PeerOptions options) {
    try {
      SocketChannel channel = SocketChannel.open();
      try {
        if (options.receiveBuffer() > 0) {
          channel.setOption(StandardSocketOptions.SO_RCVBUF, options.receiveBuffer());
        }
        if (options.sendBuffer() > 0) {
          channel.setOption(StandardSocketOptions.SO_SNDBUF, options.sendBuffer());
        }
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.socket().connect(server, Math.toIntExact(options.deadline().toMillis()));
        return new ScriptedClient(channel, options);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("connecting to " + server, e);
    }
  }
}
