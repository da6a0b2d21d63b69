// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** A wire on a loopback port that counts what the client put on it. */
final class Forwarder implements AutoCloseable {
  private final ServerSocket listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
  private final InetSocketAddress server;
  private final AtomicLong sent = new AtomicLong();

  private Forwarder(InetSocketAddress server) throws IOException {
    this.server = server;
  }

  static Forwarder to(InetSocketAddress server) throws IOException {
    Forwarder forwarder = new Forwarder(server);
    start(forwarder::acceptAll);
    return forwarder;
  }

  int port() {
    return listening.getLocalPort();
  }

  String url(String name) {
    return "http://127.0.0.1:" + port() + "/" + name;
  }

  /** The bytes of all clients so far. */
  long sent() {
    return sent.get();
  }

  private void acceptAll() throws IOException {
    while (true) {
      Socket client = listening.accept();
      Socket far = new Socket(server.getAddress(), server.getPort());
      start(() -> pass(client, far, sent));
      start(() -> pass(far, client, new AtomicLong()));
    }
  }

  private static void pass(Socket from, Socket to, AtomicLong count) throws IOException {
    byte[] block = new byte[1 << 16];
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    for (int size = in.read(block); size >= 0; size = in.read(block)) {
      count.addAndGet(size);
      out.write(block, 0, size);
    }
    to.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }

  /** What runs until an end of the wire is gone. */
  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException gone) {
                // An end of the wire left, which is how every wire ends.
              }
            },
            "forwarder");
    thread.setDaemon(true);
    thread.start();
  }
}
