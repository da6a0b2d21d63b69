// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.okhttp;

import dev.parley.client.ExchangeException;
import dev.parley.client.ExchangeListener;
import dev.parley.client.Outcome;
import dev.parley.client.ParleyClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import okhttp3.Call;
import okhttp3.Cookie;
import okhttp3.EventListener;
import okhttp3.Headers;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.Okio;

/** One upload of a call, from its request to its response. */
final class Upload {
  /** More dead connections than this in a row are no coincidence. */
  private static final int REPEATS = 20;

  private final ParleyClient client;
  private final Interceptor.Chain chain;
  private final Request request;
  private final RequestBody body;
  private final long startedAt = System.nanoTime();
  private volatile boolean begun;

  Upload(ParleyClient client, Interceptor.Chain chain, Request request) {
    this.client = client;
    this.chain = chain;
    this.request = request;
    this.body = Objects.requireNonNull(request.body());
  }

  /** Whether what {@code next} shall send can still be had. */
  boolean contentIsThereFor(Request next) {
    return next.body() != body || !body.isOneShot() || !begun;
  }

  /** What is to be sent; empty where only OkHttp can send it as it is. */
  Optional<dev.parley.client.Request> inOurWords() throws IOException {
    return Uploads.of(request, chain, this::write);
  }

  /** Sends it, again and again while kept connections turn out to be dead, where OkHttp would. */
  Response send(dev.parley.client.Request sent) throws IOException {
    for (int again = 0; ; again++) {
      Last last = new Last();
      try {
        return send(sent, last);
      } catch (ExchangeException lost) {
        if (again == REPEATS || !mayRepeat(lost, last)) {
          throw Failures.ofRequest(lost, request.url());
        }
      }
    }
  }

  /** OkHttp's own choice, whatever the method, since its user can make another one. */
  private boolean mayRepeat(ExchangeException lost, Last last) {
    return chain.getRetryOnConnectionFailure()
        && lost.source() == ExchangeException.Source.UPSTREAM
        && !(lost.getCause() instanceof ProtocolException)
        && last.diedUnanswered
        && !(body.isOneShot() && begun);
  }

  private Response send(dev.parley.client.Request sent, Last last) throws IOException {
    long sentAt = System.currentTimeMillis();
    CompletableFuture<dev.parley.client.Response<InputStream>> response =
        client.sendAsync(sent, BodyHandlers.ofInputStream(), last);
    Runnable surrender = () -> dev.parley.client.Response.giveUp(response);
    Call call = chain.call();
    call.addEventListener(new Cancelled(surrender));
    if (call.isCanceled()) {
      surrender.run();
    }
    return toOkHttp(await(response), surrender, sentAt);
  }

  private void write(OutputStream to) throws IOException {
    begun = true;
    BufferedSink sink = Okio.buffer(Okio.sink(to));
    body.writeTo(sink);
    sink.flush();
  }

  private dev.parley.client.Response<InputStream> await(
      CompletableFuture<dev.parley.client.Response<InputStream>> response) throws IOException {
    try {
      return response.get();
    } catch (CancellationException cancelled) {
      throw new IOException("Canceled", cancelled);
    } catch (InterruptedException interrupted) {
      dev.parley.client.Response.giveUp(response);
      Thread.currentThread().interrupt();
      InterruptedIOException failure = new InterruptedIOException("interrupted");
      failure.initCause(interrupted);
      throw failure;
    } catch (ExecutionException failed) {
      if (chain.call().isCanceled()) {
        throw new IOException("Canceled", failed.getCause());
      }
      throw failed.getCause() instanceof ExchangeException exchange
          ? exchange
          : new IOException(failed.getCause());
    }
  }

  private Response toOkHttp(
      dev.parley.client.Response<InputStream> response, Runnable surrender, long sentAt)
      throws IOException {
    Headers.Builder headers = new Headers.Builder();
    response
        .fields()
        .map()
        .forEach(
            (name, values) ->
                values.forEach(value -> headers.addUnsafeNonAscii(name, Uploads.text(value))));
    Headers fields = headers.build();
    List<Cookie> cookies = Cookie.parseAll(request.url(), fields);
    if (!cookies.isEmpty()) {
      chain.getCookieJar().saveFromResponse(request.url(), cookies);
    }
    if (response.status() < 400) {
      evict();
    }
    Response head =
        new Response.Builder()
            .request(request.newBuilder().tag(Outcome.class, response.outcome()).build())
            .protocol(Protocol.HTTP_1_1)
            .code(response.status())
            .message("")
            .headers(fields)
            .sentRequestAtMillis(sentAt)
            .receivedResponseAtMillis(System.currentTimeMillis())
            .build();
    return head.newBuilder()
        .networkResponse(head)
        .body(
            UploadBody.of(
                fields, new UploadStream(response.content(), chain.call(), left(), surrender)))
        .build();
  }

  /** RFC 9111 4.4: what an unsafe request changed is not to be had from a cache. */
  private void evict() throws IOException {
    if (chain.getCache() == null) {
      return;
    }
    String url = request.url().toString();
    for (Iterator<String> cached = chain.getCache().urls(); cached.hasNext(); ) {
      if (cached.next().equals(url)) {
        cached.remove();
      }
    }
  }

  /** What is left of the time for the whole call; zero where it has no end. */
  private Duration left() {
    long all = chain.call().timeout().timeoutNanos();
    return all == 0
        ? Duration.ZERO
        : Duration.ofNanos(Math.max(1, all - (System.nanoTime() - startedAt)));
  }

  /** Hears whether a kept connection died before it brought a response. */
  private static final class Last implements ExchangeListener {
    private volatile boolean diedUnanswered;

    @Override
    public void attemptEnded(Outcome.Attempt attempt) {
      diedUnanswered = attempt.reused() && attempt.status().isEmpty();
    }
  }

  /** Hears of a cancelled call, by whomever and whenever, its own timeout included. */
  private static final class Cancelled extends EventListener {
    private final Runnable surrender;

    Cancelled(Runnable surrender) {
      this.surrender = surrender;
    }

    @Override
    public void canceled(Call call) {
      surrender.run();
    }
  }
}
