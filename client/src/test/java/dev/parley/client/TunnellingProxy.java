// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** A proxy that serves one {@code CONNECT}, and carries bytes both ways from then on. */
final class TunnellingProxy implements Closeable {
  private final ServerSocket listening;
  private final String answer;
  private final CompletableFuture<String> asked = new CompletableFuture<>();
  private final Thread thread = new Thread(this::serve, "tunnelling-proxy");

  private TunnellingProxy(ServerSocket listening, String answer) {
    this.listening = listening;
    this.answer = answer;
  }

  static TunnellingProxy start() throws IOException {
    return answering("HTTP/1.1 200 Connected\r\n\r\n");
  }

  /** One that answers its client so. */
  static TunnellingProxy answering(String answer) throws IOException {
    TunnellingProxy proxy =
        new TunnellingProxy(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()), answer);
    proxy.thread.start();
    return proxy;
  }

  int port() {
    return listening.getLocalPort();
  }

  /** The request line of its client. */
  String asked() {
    return asked.join();
  }

  private void serve() {
    try (Socket near = listening.accept()) {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) near.getInputStream().read());
      }
      String line = head.substring(0, head.indexOf("\r\n"));
      asked.complete(line);
      String[] target = line.split("[ :]", -1);
      try (Socket far = new Socket(target[1], Integer.parseInt(target[2]))) {
        near.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        Thread back = new Thread(() -> carry(far, near), "tunnelling-proxy-back");
        back.start();
        carry(near, far);
        back.join();
      }
    } catch (IOException | InterruptedException e) {
      asked.completeExceptionally(e);
    }
  }

  private static void carry(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException left) {
      // Either side may leave when it likes.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
