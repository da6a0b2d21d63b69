// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import dev.parley.client.AskPolicy;
import dev.parley.client.Callbacks;
import dev.parley.client.ClientPolicy;
import dev.parley.client.ParleyClient;
import dev.parley.client.Request;
import dev.parley.client.RequestContent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleResponseConsumer;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.FileEntity;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http.nio.entity.AsyncEntityProducers;
import org.apache.hc.core5.http.nio.support.AsyncRequestBuilder;

/** A client library that puts content somewhere; safe for all threads. */
interface Uploader extends AutoCloseable {
  /** What is uploaded: a file, or bytes in memory. */
  final class Content {
    private final Path file;
    private final byte[] bytes;
    private final boolean inMemory;

    private Content(Path file, byte[] bytes, boolean inMemory) {
      this.file = file;
      this.bytes = bytes;
      this.inMemory = inMemory;
    }

    static Content of(Path file) {
      return new Content(file, new byte[0], false);
    }

    static Content of(byte[] bytes) {
      return new Content(Path.of(""), bytes, true);
    }
  }

  /** Uploads, and waits for the status. */
  int put(URI uri, Content content) throws IOException, InterruptedException;

  /**
   * Uploads, and calls back on a thread of the library. Who asks several at a time needs no threads
   * for that.
   */
  interface Asynchronous extends Uploader {
    CompletableFuture<Integer> start(URI uri, Content content) throws IOException;

    @Override
    default int put(URI uri, Content content) throws IOException, InterruptedException {
      try {
        return start(uri, content).get();
      } catch (ExecutionException failed) {
        throw new IOException(failed.getCause());
      }
    }
  }

  @Override
  void close() throws IOException;

  /** The libraries, each as it comes but for what its name says. */
  enum Library {
    PARLEY {
      @Override
      Uploader open(int connections) {
        return new Parley(ParleyClient.create(ClientPolicy.DEFAULTS));
      }
    },
    PARLEY_ALWAYS {
      @Override
      Uploader open(int connections) {
        return new Parley(ParleyClient.create(ClientPolicy.DEFAULTS.withAsk(AskPolicy.ALWAYS)));
      }
    },
    PARLEY_ASYNC {
      @Override
      Uploader open(int connections) {
        return new ParleyAsync(
            ParleyClient.create(ClientPolicy.DEFAULTS.withCallbacks(Callbacks.NEVER_WAIT)));
      }
    },
    JDK {
      @Override
      Uploader open(int connections) {
        return new Jdk(jdk(), false);
      }
    },
    JDK_ASYNC {
      @Override
      Uploader open(int connections) {
        return new JdkAsync(jdk());
      }
    },
    JDK_EXPECT {
      @Override
      Uploader open(int connections) {
        return new Jdk(jdk(), true);
      }
    },
    APACHE {
      @Override
      Uploader open(int connections) {
        return new Apache(apache(connections, false));
      }
    },
    APACHE_ASYNC {
      @Override
      Uploader open(int connections) {
        return ApacheAsync.open(connections);
      }
    },
    APACHE_EXPECT {
      @Override
      Uploader open(int connections) {
        return new Apache(apache(connections, true));
      }
    },
    OKHTTP {
      @Override
      Uploader open(int connections) {
        return new OkHttp(new OkHttpClient());
      }
    };

    /** A new client that may use as many connections as uploads run at a time. */
    abstract Uploader open(int connections);

    /** How tables and options call it. */
    String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Library of(String label) {
      return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static HttpClient jdk() {
      // An origin of HTTP/1.1 alone; without this every first request offers an upgrade.
      return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    private static CloseableHttpClient apache(int connections, boolean expects) {
      return HttpClients.custom()
          .setConnectionManager(
              PoolingHttpClientConnectionManagerBuilder.create()
                  .setMaxConnPerRoute(connections)
                  .setMaxConnTotal(connections)
                  .build())
          .setDefaultRequestConfig(RequestConfig.custom().setExpectContinueEnabled(expects).build())
          .build();
    }
  }

  /** Ours. */
  record Parley(ParleyClient client) implements Uploader {
    @Override
    public int put(URI uri, Content content) throws IOException, InterruptedException {
      RequestContent what =
          content.inMemory ? RequestContent.of(content.bytes) : RequestContent.of(content.file);
      return client
          .send(Request.put(uri, what), java.net.http.HttpResponse.BodyHandlers.discarding())
          .status();
    }

    @Override
    public void close() {
      client.close();
    }
  }

  /** Ours, called back. */
  record ParleyAsync(ParleyClient client) implements Asynchronous {
    @Override
    public CompletableFuture<Integer> start(URI uri, Content content) {
      RequestContent what =
          content.inMemory ? RequestContent.of(content.bytes) : RequestContent.of(content.file);
      return client
          .sendAsync(Request.put(uri, what), java.net.http.HttpResponse.BodyHandlers.discarding())
          .thenApply(response -> response.status());
    }

    @Override
    public void close() {
      client.close();
    }
  }

  /** The one of the JDK. */
  record Jdk(HttpClient client, boolean expects) implements Uploader {
    @Override
    public int put(URI uri, Content content) throws IOException, InterruptedException {
      BodyPublisher what =
          content.inMemory
              ? BodyPublishers.ofByteArray(content.bytes)
              : BodyPublishers.ofFile(content.file);
      HttpRequest request = HttpRequest.newBuilder(uri).PUT(what).expectContinue(expects).build();
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    @Override
    public void close() {
      // On JDK 17 it ends when nobody refers to it.
    }
  }

  /** The one of the JDK, called back. */
  record JdkAsync(HttpClient client) implements Asynchronous {
    @Override
    public CompletableFuture<Integer> start(URI uri, Content content) throws IOException {
      BodyPublisher what =
          content.inMemory
              ? BodyPublishers.ofByteArray(content.bytes)
              : BodyPublishers.ofFile(content.file);
      return client
          .sendAsync(HttpRequest.newBuilder(uri).PUT(what).build(), BodyHandlers.discarding())
          .thenApply(response -> response.statusCode());
    }

    @Override
    public void close() {
      // On JDK 17 it ends when nobody refers to it.
    }
  }

  /** Apache HttpClient 5, the asynchronous one. */
  record ApacheAsync(CloseableHttpAsyncClient client) implements Asynchronous {
    static ApacheAsync open(int connections) {
      CloseableHttpAsyncClient client =
          HttpAsyncClients.custom()
              .setConnectionManager(
                  PoolingAsyncClientConnectionManagerBuilder.create()
                      .setMaxConnPerRoute(connections)
                      .setMaxConnTotal(connections)
                      .build())
              .build();
      client.start();
      return new ApacheAsync(client);
    }

    @Override
    public CompletableFuture<Integer> start(URI uri, Content content) {
      AsyncEntityProducer what =
          content.inMemory
              ? AsyncEntityProducers.create(content.bytes, ContentType.APPLICATION_OCTET_STREAM)
              : AsyncEntityProducers.create(
                  content.file.toFile(), ContentType.APPLICATION_OCTET_STREAM);
      CompletableFuture<Integer> status = new CompletableFuture<>();
      client.execute(
          AsyncRequestBuilder.put(uri).setEntity(what).build(),
          SimpleResponseConsumer.create(),
          new FutureCallback<>() {
            @Override
            public void completed(SimpleHttpResponse response) {
              status.complete(response.getCode());
            }

            @Override
            public void failed(Exception cause) {
              status.completeExceptionally(cause);
            }

            @Override
            public void cancelled() {
              status.cancel(false);
            }
          });
      return status;
    }

    @Override
    public void close() throws IOException {
      client.close();
    }
  }

  /** Apache HttpClient 5, the blocking one. */
  record Apache(CloseableHttpClient client) implements Uploader {
    @Override
    public int put(URI uri, Content content) throws IOException {
      HttpPut request = new HttpPut(uri);
      HttpEntity what =
          content.inMemory
              ? new ByteArrayEntity(content.bytes, ContentType.APPLICATION_OCTET_STREAM)
              : new FileEntity(content.file.toFile(), ContentType.APPLICATION_OCTET_STREAM);
      request.setEntity(what);
      return client.execute(
          request,
          response -> {
            EntityUtils.consume(response.getEntity());
            return response.getCode();
          });
    }

    @Override
    public void close() throws IOException {
      client.close();
    }
  }

  /** OkHttp. */
  record OkHttp(OkHttpClient client) implements Uploader {
    @Override
    public int put(URI uri, Content content) throws IOException {
      RequestBody what =
          content.inMemory
              ? RequestBody.create(content.bytes)
              : RequestBody.create(content.file.toFile(), null);
      okhttp3.Request request = new okhttp3.Request.Builder().url(uri.toString()).put(what).build();
      try (Response response = client.newCall(request).execute()) {
        response.body().bytes();
        return response.code();
      }
    }

    @Override
    public void close() {
      client.connectionPool().evictAll();
      client.dispatcher().executorService().shutdown();
    }
  }
}
