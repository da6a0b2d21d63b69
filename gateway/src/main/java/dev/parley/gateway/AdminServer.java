// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an operator may look at, on an address of its own: nothing can be changed here.
 *
 * <p>A web page can have a browser ask this address under a name of its own that leads here. So a
 * request must name an IP address, {@code localhost} or the configured host in {@code Host}.
 */
final class AdminServer implements Closeable {
  private static final System.Logger LOG = System.getLogger("dev.parley.admin");
  private static final int THREADS = 2;
  private static final int BACKLOG = 16;
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";

  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\d{1,3}(?:\\.\\d{1,3}){3}|\\[[0-9A-Fa-f:.]+]|(?i:localhost))(?::\\d+)?");

  private static final String INDEX =
      """
      Parley, for its operator.

      /origins  what is known of each origin, as JSON
      """;

  private final HttpServer server;
  private final ExecutorService threads;
  private final String host;
  private final Supplier<String> origins;

  private AdminServer(HttpServer server, String host, Supplier<String> origins) {
    this.server = server;
    this.host = host;
    this.origins = origins;
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "parley-admin");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts to serve.
   *
   * @throws UnusableException when the address cannot be listened on
   */
  static AdminServer start(InetSocketAddress address, Supplier<String> origins)
      throws UnusableException {
    HttpServer server;
    try {
      server = HttpServer.create(address, BACKLOG);
    } catch (IOException taken) {
      throw new UnusableException(
          "admin.address",
          address.getHostString()
              + ":"
              + address.getPort()
              + " (expected: a free address of this machine; "
              + taken.getMessage()
              + ")",
          taken);
    }
    AdminServer admin = new AdminServer(server, address.getHostString(), origins);
    server.setExecutor(admin.threads);
    server.createContext("/", admin::answer);
    server.start();
    if (!server.getAddress().getAddress().isLoopbackAddress()) {
      LOG.log(
          Level.WARNING,
          "admin.address: {0} is not of this machine alone, and asks nobody who they are",
          server.getAddress());
    }
    return admin;
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!trusts(exchange.getRequestHeaders().getFirst("Host"))) {
        send(exchange, 421, TEXT, "Host must be an IP address, localhost or the host of admin.\n");
      } else if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        send(exchange, 405, TEXT, "GET is all there is.\n");
      } else {
        switch (exchange.getRequestURI().getPath()) {
          case "/" -> send(exchange, 200, TEXT, INDEX);
          case "/origins" -> send(exchange, 200, JSON, origins.get());
          default -> send(exchange, 404, TEXT, "Nothing is here.\n");
        }
      }
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "a request to the admin address failed on our side", bug);
    }
  }

  private boolean trusts(@Nullable String named) {
    return named != null
        && (ADDRESS.matcher(named).matches()
            || named.equalsIgnoreCase(host)
            || named.regionMatches(true, 0, host + ":", 0, host.length() + 1));
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, content.length);
    exchange.getResponseBody().write(content);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    try {
      // Its threads are done with what they do, or hang on a connection that was closed above.
      if (!threads.awaitTermination(1, TimeUnit.SECONDS)) {
        LOG.log(Level.DEBUG, "a request to the admin address outlives it");
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
