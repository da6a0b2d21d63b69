// SPDX-License-Identifier: Apache-2.0
package dev.parley.it;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;

/** Vert.x, which answers 100 only where it is told to. */
final class VertxApplication {
  private VertxApplication() {}

  static Application start(boolean handle100ContinueAutomatically) {
    Vertx vertx = Vertx.vertx();
    HttpServer server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHandle100ContinueAutomatically(handle100ContinueAutomatically))
            .requestHandler(request -> handle(vertx, request))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .orTimeout(Program.PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .join();
    return new Application(
        server.actualPort(), () -> vertx.close().toCompletionStage().toCompletableFuture().join());
  }

  private static void handle(Vertx vertx, HttpServerRequest request) {
    request.pause();
    if (Application.slow(request.path())) {
      vertx.setTimer(Application.DECIDES_AFTER.toMillis(), elapsed -> decide(request));
    } else {
      decide(request);
    }
  }

  private static void decide(HttpServerRequest request) {
    request.response().putHeader("X-Id", request.getHeader("X-Id"));
    String length = request.getHeader("Content-Length");
    if (length != null && Long.parseLong(length) > Application.LIMIT) {
      request.response().setStatusCode(413).end();
      // What is not read would stand before the next request of the connection.
      request.resume();
      return;
    }
    MessageDigest digest = Sample.newDigest();
    request.handler(content -> digest.update(content.getBytes()));
    request.endHandler(end -> request.response().setStatusCode(201).end(Application.hex(digest)));
    request.resume();
  }
}
