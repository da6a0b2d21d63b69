// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** Jetty, which answers 100 when the content is asked for. */
final class JettyApplication extends Handler.Abstract {
  static Application serve() throws IOException {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server, 1, 1);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new JettyApplication());
    JettyServer.start(server);
    return new Application(connector.getLocalPort(), () -> JettyServer.stop(server));
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws IOException {
    response.getHeaders().put("X-Id", request.getHeaders().get("X-Id"));
    Application.run(
        new Application.Call() {
          @Override
          public String path() {
            return Request.getPathInContext(request);
          }

          @Override
          public long announced() {
            return request.getLength();
          }

          @Override
          public InputStream content() {
            return Content.Source.asInputStream(request);
          }

          @Override
          public void answer(int status, String content) {
            response.setStatus(status);
            Content.Sink.write(response, true, content, callback);
          }
        });
    return true;
  }
}
