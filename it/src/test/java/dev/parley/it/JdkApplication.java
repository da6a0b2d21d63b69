// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The server in the JDK, which answers 100 before it calls anybody. */
final class JdkApplication {
  private JdkApplication() {}

  static Application start() throws IOException {
    ExecutorService threads = Executors.newCachedThreadPool();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", JdkApplication::handle);
    server.start();
    return new Application(
        server.getAddress().getPort(),
        () -> {
          server.stop(0);
          threads.shutdownNow();
        });
  }

  private static void handle(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("X-Id", exchange.getRequestHeaders().getFirst("X-Id"));
    Application.run(
        new Application.Call() {
          @Override
          public String path() {
            return exchange.getRequestURI().getPath();
          }

          @Override
          public long announced() {
            String length = exchange.getRequestHeaders().getFirst("Content-Length");
            return length == null ? -1 : Long.parseLong(length);
          }

          @Override
          public InputStream content() {
            return exchange.getRequestBody();
          }

          @Override
          public void answer(int status, String content) throws IOException {
            byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
            // This server wants -1 where there is none.
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
          }
        });
  }
}
