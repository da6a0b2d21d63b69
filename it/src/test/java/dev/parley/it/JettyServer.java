// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** Jetty in this process: it answers 100 when the content is asked for. */
record JettyServer(Server server, int port, Path root) implements UploadServer {
  static JettyServer start(Path folder) throws IOException {
    Path root = UploadServer.root(folder);
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new Storing(root));
    start(server);
    return new JettyServer(server, connector.getLocalPort(), root);
  }

  @Override
  public Path stored(String name) {
    return root.resolve(name);
  }

  @Override
  public void close() throws IOException {
    stop(server);
  }

  static void start(Server server) throws IOException {
    try {
      server.start();
    } catch (Exception e) {
      throw new IOException("Jetty does not start", e);
    }
  }

  static void stop(Server server) throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException("Jetty does not stop", e);
    }
  }

  private static final class Storing extends Handler.Abstract {
    private final Path root;

    Storing(Path root) {
      this.root = root;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws IOException {
      Path file = root.resolve(Request.getPathInContext(request).substring(1));
      try (InputStream content = Content.Source.asInputStream(request)) {
        Files.copy(content, file);
      }
      response.setStatus(201);
      callback.succeeded();
      return true;
    }
  }
}
