// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;

/** An origin that reads thousands of heads on one thread and never answers. */
final class SilentOrigin implements AutoCloseable {
  private static final int BACKLOG = 4096;

  private final Selector selector = Selector.open();
  private final ServerSocketChannel listening = ServerSocketChannel.open();
  private final ByteBuffer dropped = ByteBuffer.allocate(1 << 14);
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final Thread thread = new Thread(this::run, "silent-origin");

  private SilentOrigin() throws IOException {
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    listening.configureBlocking(false);
    listening.register(selector, SelectionKey.OP_ACCEPT);
  }

  static SilentOrigin start() throws IOException {
    SilentOrigin origin = new SilentOrigin();
    origin.thread.start();
    return origin;
  }

  int port() throws IOException {
    return ((InetSocketAddress) listening.getLocalAddress()).getPort();
  }

  /** How many connections brought a head so far. */
  int asked() {
    return asked.get();
  }

  /** How many connections are open. */
  int open() {
    return open.get();
  }

  private void run() {
    try {
      while (selector.isOpen()) {
        selector.select();
        for (SelectionKey key : selector.selectedKeys()) {
          turn(key);
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException | java.nio.channels.ClosedSelectorException closed) {
      // The test is over.
    }
  }

  private void turn(SelectionKey key) throws IOException {
    if (key.isAcceptable()) {
      SocketChannel accepted = listening.accept();
      accepted.configureBlocking(false);
      accepted.register(selector, SelectionKey.OP_READ);
      open.incrementAndGet();
      return;
    }
    SocketChannel channel = (SocketChannel) key.channel();
    int count;
    try {
      count = channel.read(dropped.clear());
    } catch (IOException reset) {
      count = -1;
    }
    // A head is small enough to come in one piece.
    if (count > 0) {
      asked.incrementAndGet();
    } else if (count < 0) {
      channel.close();
      open.decrementAndGet();
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
