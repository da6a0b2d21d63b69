// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.apache;

import dev.parley.client.ExchangeException;
import dev.parley.client.Outcome;
import dev.parley.client.ParleyClient;
import dev.parley.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.impl.classic.RequestFailedException;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.impl.EnglishReasonPhraseCatalog;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a connection of HttpClient that is always there, and lets one upload through to
 * Parley.
 */
final class UploadRuntime implements ExecRuntime {
  private final ParleyClient client;
  private final ExecChain.Scope scope;
  private final @Nullable CancellableDependency caller;
  private final Consumer<Outcome> outcomes;
  private volatile Runnable surrender = () -> {};

  UploadRuntime(
      ParleyClient client,
      ExecChain.Scope scope,
      @Nullable CancellableDependency caller,
      Consumer<Outcome> outcomes) {
    this.client = client;
    this.scope = scope;
    this.caller = caller;
    this.outcomes = outcomes;
  }

  @Override
  public ClassicHttpResponse execute(
      String id, ClassicHttpRequest request, HttpClientContext context)
      throws IOException, HttpException {
    CompletableFuture<Response<InputStream>> response =
        client.sendAsync(
            Uploads.of(request, scope, client.policy().responseIfSet()),
            BodyHandlers.ofInputStream());
    surrender = () -> Response.giveUp(response);
    if (caller != null) {
      caller.setDependency(
          () -> {
            Response.giveUp(response);
            return true;
          });
    }
    return toHttpClient(await(response), request);
  }

  /** Interim responses stay with Parley. */
  @Override
  public ClassicHttpResponse execute(
      String id,
      ClassicHttpRequest request,
      HttpResponseInformationCallback interim,
      HttpClientContext context)
      throws IOException, HttpException {
    return execute(id, request, context);
  }

  private Response<InputStream> await(CompletableFuture<Response<InputStream>> response)
      throws IOException, HttpException {
    try {
      return response.get();
    } catch (CancellationException cancelled) {
      throw new RequestFailedException("Request aborted", cancelled);
    } catch (InterruptedException interrupted) {
      Response.giveUp(response);
      Thread.currentThread().interrupt();
      InterruptedIOException failure = new InterruptedIOException("Request interrupted");
      failure.initCause(interrupted);
      throw failure;
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause();
      if (cause instanceof ExchangeException exchange) {
        if (isExecutionAborted()) {
          throw new RequestFailedException("Request aborted", exchange);
        }
        if (exchange.getCause() instanceof java.net.ProtocolException) {
          // The request may have been served: HttpClient repeats no such failure.
          throw new ProtocolException(String.valueOf(exchange.getMessage()), exchange);
        }
        throw Failures.ofRequest(exchange, scope.route.getTargetHost());
      }
      throw new IOException(cause);
    }
  }

  private ClassicHttpResponse toHttpClient(
      Response<InputStream> response, ClassicHttpRequest request) {
    outcomes.accept(response.outcome());
    ClassicHttpResponse made =
        new BasicClassicHttpResponse(response.status(), EnglishReasonPhraseCatalog.INSTANCE, null);
    made.setVersion(HttpVersion.HTTP_1_1);
    for (Map.Entry<String, java.util.List<String>> field : response.fields().map().entrySet()) {
      field.getValue().forEach(value -> made.addHeader(field.getKey(), value));
    }
    boolean hasContent =
        !Method.HEAD.isSame(request.getMethod())
            && response.status() != HttpStatus.SC_NO_CONTENT
            && response.status() != HttpStatus.SC_NOT_MODIFIED;
    if (hasContent) {
      made.setEntity(new UploadResponseEntity(response));
    }
    return made;
  }

  @Override
  public boolean isExecutionAborted() {
    return scope.execRuntime.isExecutionAborted() || (caller != null && caller.isCancelled());
  }

  // The connection that is always there

  @Override
  public boolean isEndpointAcquired() {
    return true;
  }

  @Override
  public void acquireEndpoint(
      String id, HttpRoute route, Object state, HttpClientContext context) {}

  @Override
  public void releaseEndpoint() {}

  @Override
  public void discardEndpoint() {
    surrender.run();
  }

  @Override
  public boolean isEndpointConnected() {
    return true;
  }

  @Override
  public void disconnectEndpoint() {
    surrender.run();
  }

  @Override
  public void connectEndpoint(HttpClientContext context) {}

  @Override
  public void upgradeTls(HttpClientContext context) {
    throw new UnsupportedOperationException("an upload is not upgraded");
  }

  @Override
  public boolean isConnectionReusable() {
    return true;
  }

  @Override
  public void markConnectionReusable(Object state, TimeValue validity) {}

  @Override
  public void markConnectionNonReusable() {}

  @Override
  public ExecRuntime fork(CancellableDependency other) {
    return new UploadRuntime(client, scope, other, outcomes);
  }
}
