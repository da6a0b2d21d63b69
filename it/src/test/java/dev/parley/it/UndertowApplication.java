// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;

/** Undertow, which has a handler that answers 100 when the content is read. */
final class UndertowApplication {
  private static final HttpString ID = new HttpString("X-Id");

  private UndertowApplication() {}

  /** Without its handler for that, it never answers 100. */
  static Application start(boolean continues) {
    Application.quiet();
    HttpHandler application = new BlockingHandler(UndertowApplication::handle);
    Undertow server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setIoThreads(1)
            .setHandler(continues ? new HttpContinueReadHandler(application) : application)
            .build();
    server.start();
    InetSocketAddress address = (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
    return new Application(address.getPort(), server::stop);
  }

  private static void handle(HttpServerExchange exchange) throws IOException {
    exchange.getResponseHeaders().put(ID, exchange.getRequestHeaders().getFirst(ID));
    Application.run(
        new Application.Call() {
          @Override
          public String path() {
            return exchange.getRequestPath();
          }

          @Override
          public long announced() {
            return exchange.getRequestContentLength();
          }

          @Override
          public InputStream content() {
            return exchange.getInputStream();
          }

          @Override
          public void answer(int status, String content) {
            exchange.setStatusCode(status);
            exchange.getResponseSender().send(content);
          }
        });
  }
}
