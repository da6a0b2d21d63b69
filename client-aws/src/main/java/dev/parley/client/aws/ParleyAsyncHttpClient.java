// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.aws;

import dev.parley.client.ClientPolicy;
import dev.parley.client.CredentialsPolicy;
import dev.parley.client.OriginMemories;
import dev.parley.client.ParleyClient;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import software.amazon.awssdk.http.HttpMetric;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * An HTTP/1.1 client for the AWS SDK for Java v2 that negotiates before it uploads.
 *
 * <p>Retries, redirects and signatures are the SDK's. What this client decides is whether an
 * attempt asks with {@code Expect: 100-continue}: the field that the SDK or an interceptor set is
 * taken off, and the {@link ClientPolicy} counts. An expectation that a signature covers is sent as
 * it was signed and never taken off; a 417 to it is the response.
 *
 * <p>Content is subscribed to when it may flow, and not before: after a refusal that came first,
 * the SDK's next attempt finds even content whole that can be had once. Content longer or shorter
 * than its {@code Content-Length} fails with an {@link IllegalStateException}, which the SDK does
 * not retry; the SDK's own clients cut longer content off.
 *
 * <p>Failures of the connection and times that ran out are {@link IOException}s, which the SDK
 * retries; what the publisher of the content failed with is handed on as it is. HTTP/2 and with it
 * event streams are not supported. Connections are not limited in number.
 *
 * <p>Safe for all threads. An SDK client that was given the built client does not close it; one
 * that was given the builder does.
 */
public final class ParleyAsyncHttpClient implements SdkAsyncHttpClient {
  private static final String NAME = "Parley";

  private final ParleyClient client;
  private final Predicate<? super SdkHttpContentPublisher> replayable;

  private ParleyAsyncHttpClient(Builder settings) {
    this.client =
        ParleyClient.create(
            settings.policy.withRedirects(0).withCredentials(CredentialsPolicy.NONE),
            settings.memories);
    this.replayable = settings.replayable;
  }

  /** A client that decides everything by itself. */
  public static ParleyAsyncHttpClient create() {
    return builder().build();
  }

  /** For a client with settings. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Sends one attempt of the SDK. The future ends with the content of the response, and fails with
   * what the handler is told. To fail or to cancel it gives the attempt up.
   */
  @Override
  public CompletableFuture<Void> execute(AsyncExecuteRequest attempt) {
    if (attempt.fullDuplex()) {
      return Execution.failed(
          attempt.responseHandler(),
          new UnsupportedOperationException("full duplex: needs HTTP/2 (expected: HTTP/1.1)"));
    }
    attempt
        .metricCollector()
        .ifPresent(metrics -> metrics.reportMetric(HttpMetric.HTTP_CLIENT_NAME, NAME));
    SdkHttpContentPublisher publisher = attempt.requestContentPublisher();
    try {
      SdkRequest asked = SdkRequest.of(attempt.request(), publisher.contentLength());
      Content content = new Content(publisher);
      return new Execution(attempt.responseHandler(), content, asked.expectsAsSigned())
          .start(client, asked.with(content, replayable.test(publisher)));
    } catch (RuntimeException wrong) {
      return Execution.failed(attempt.responseHandler(), wrong);
    }
  }

  /** {@code Parley}, which the SDK makes a part of its {@code User-Agent}. */
  @Override
  public String clientName() {
    return NAME;
  }

  /** Gives up every request and closes every connection. */
  @Override
  public void close() {
    client.close();
  }

  /** The settings of a client. Not safe for threads; builds any number of clients. */
  public static final class Builder implements SdkAsyncHttpClient.Builder<Builder> {
    private ClientPolicy policy = ClientPolicy.DEFAULTS;
    private OriginMemories memories = new OriginMemories();
    private Predicate<? super SdkHttpContentPublisher> replayable = publisher -> false;

    private Builder() {}

    /**
     * Everything a client is told, but for redirects and credentials, which are the SDK's. {@link
     * ClientPolicy#DEFAULTS} without it.
     */
    public Builder policy(ClientPolicy value) {
      policy = value;
      return this;
    }

    /** What is known of servers, to share it with other clients. A memory of its own without it. */
    public Builder memories(OriginMemories value) {
      memories = value;
      return this;
    }

    /**
     * Which content may be subscribed to again within one attempt of the SDK, each subscriber
     * getting the same from the beginning: it is repeated after a 417 that came when it was on its
     * way, and after a dead connection. None without it, since publishers do not tell: the SDK
     * wraps them, some can be had once, and some of its versions keep a part of one subscription
     * for the next. The SDK's own retries make a new publisher and need no permission.
     */
    public Builder replayable(Predicate<? super SdkHttpContentPublisher> value) {
      replayable = value;
      return this;
    }

    @Override
    public ParleyAsyncHttpClient build() {
      return buildWithDefaults(AttributeMap.empty());
    }

    /**
     * Builds a client. The policy counts, and not what a service would like to have by default.
     *
     * @throws UnsupportedOperationException when the service needs HTTP/2
     */
    @Override
    public ParleyAsyncHttpClient buildWithDefaults(AttributeMap serviceDefaults) {
      if (serviceDefaults.get(SdkHttpConfigurationOption.PROTOCOL) == Protocol.HTTP2) {
        throw new UnsupportedOperationException("protocol: HTTP2 (expected: HTTP1_1)");
      }
      return new ParleyAsyncHttpClient(this);
    }
  }
}
