// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/** A listening loopback socket whose every wait has a deadline. */
final class Listener implements AutoCloseable {
  /** A thousand clients at once; beyond it Linux answers with cookies, and resets who shows one. */
  private static final int BACKLOG = 4096;

  private final ServerSocketChannel server;
  private final Selector selector;
  private final PeerOptions options;
  private final InetSocketAddress address;

  Listener(PeerOptions options) {
    this.options = options;
    try {
      server = ServerSocketChannel.open();
      if (options.receiveBuffer() > 0) {
        server.setOption(StandardSocketOptions.SO_RCVBUF, options.receiveBuffer());
      }
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
      address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.socket().getLocalPort());
      server.configureBlocking(false);
      selector = Selector.open();
      server.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  InetSocketAddress address() {
    return address;
  }

  /** The next connection; empty once this listener is closed. */
  Optional<Peer> accept() throws IOException {
    while (selector.isOpen()) {
      Optional<Peer> peer = poll();
      if (peer.isPresent()) {
        return peer;
      }
      try {
        selector.select();
        selector.selectedKeys().clear();
      } catch (ClosedSelectorException e) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /**
   * The next connection.
   *
   * @throws ScriptError when none comes before the deadline
   */
  Peer accept(String expected) throws IOException {
    Call call = new Call(expected, options.deadline());
    while (true) {
      Optional<Peer> peer = poll();
      if (peer.isPresent()) {
        return peer.get();
      }
      long left = call.nanosLeft();
      if (left <= 0) {
        throw call.error(ScriptError.Reason.DEADLINE, call.overdue(), "", null);
      }
      selector.select(left / 1_000_000 + 1);
      selector.selectedKeys().clear();
    }
  }

  /** A connection that waits to be accepted right now. */
  Optional<Peer> poll() throws IOException {
    SocketChannel channel;
    try {
      channel = server.accept();
    } catch (ClosedChannelException closed) {
      return Optional.empty();
    }
    if (channel == null) {
      return Optional.empty();
    }
    if (options.sendBuffer() > 0) {
      channel.setOption(StandardSocketOptions.SO_SNDBUF, options.sendBuffer());
    }
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return Optional.of(new Peer(channel, options));
  }

  @Override
  public void close() {
    try {
      selector.close();
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
