// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.util.concurrent.CompletableFuture;

/**
 * The final response to a request.
 *
 * @param status 200 to 999
 * @param uri what was asked last, after redirects
 * @param fields of the head
 * @param content what the handler made of the content
 * @param version HTTP/1.1, also where the status line says 1.0, for which the JDK has no name
 * @param outcome what became of the request
 */
public record Response<T>(
    int status,
    URI uri,
    HttpHeaders fields,
    T content,
    HttpClient.Version version,
    Outcome outcome) {
  /**
   * Gives a request up whose content is read as a stream, and closes the stream of a response that
   * came all the same: nobody will read it.
   */
  public static void giveUp(CompletableFuture<Response<InputStream>> response) {
    if (!response.cancel(true)) {
      response.thenAccept(
          late -> {
            try {
              late.content().close();
            } catch (IOException closed) {
              // That was the aim.
            }
          });
    }
  }
}
