// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.ScriptedOrigin;
import java.io.InputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the code of the caller throws fails its own request, which otherwise waits forever. */
class BrokenCodeOfCallersTest {
  private static final String ANSWER =
      OriginScripts.interim(100) + "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc";

  private static Error broken() {
    return new AssertionError("broken");
  }

  private static <T> Throwable failure(
      String answer, RequestContent content, BodyHandler<T> handler) {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.readRequestHead();
                  peer.send(answer);
                  if (content instanceof RequestContent.None) {
                    peer.shutdownOutput();
                  }
                  peer.discardToEof();
                });
        ParleyClient client = ParleyClient.create()) {
      CompletableFuture<?> response =
          client.sendAsync(Request.put(origin.uri(), content).withAsk(AskPolicy.ALWAYS), handler);
      ExecutionException failure =
          catchThrowableOfType(ExecutionException.class, () -> response.get(10, TimeUnit.SECONDS));
      return Objects.requireNonNull(failure.getCause());
    }
  }

  private enum Moment {
    SUBSCRIBE,
    NEXT,
    COMPLETE,
    ERROR
  }

  private record Subscriber(Moment throwsAt) implements BodySubscriber<String> {
    @Override
    public CompletionStage<String> getBody() {
      return new CompletableFuture<>();
    }

    private void at(Moment moment) {
      if (moment == throwsAt) {
        throw broken();
      }
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      at(Moment.SUBSCRIBE);
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
      at(Moment.NEXT);
    }

    @Override
    public void onError(Throwable cause) {
      at(Moment.ERROR);
    }

    @Override
    public void onComplete() {
      at(Moment.COMPLETE);
    }
  }

  private static Stream<Map.Entry<String, BodyHandler<String>>> handlers() {
    return Stream.of(
        Map.entry(
            "handler",
            head -> {
              throw broken();
            }),
        Map.entry("onSubscribe", head -> new Subscriber(Moment.SUBSCRIBE)),
        Map.entry("onNext", head -> new Subscriber(Moment.NEXT)),
        Map.entry("onComplete", head -> new Subscriber(Moment.COMPLETE)));
  }

  @ParameterizedTest
  @MethodSource("handlers")
  void whatAHandlerOfAResponseThrowsIsTheFailure(Map.Entry<String, BodyHandler<String>> handler) {
    assertThat(failure(ANSWER, RequestContent.none(), handler.getValue()))
        .isInstanceOf(AssertionError.class)
        .hasMessage("broken");
  }

  @Test
  void whatASubscriberThrowsWhenItHearsOfAFailureDoesNotHideIt() {
    Throwable failure =
        failure(
            "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc",
            RequestContent.none(),
            head -> new Subscriber(Moment.ERROR));
    assertThat(failure)
        .isInstanceOf(ExchangeException.class)
        .hasMessageContaining("cut short")
        .hasSuppressedException(broken());
  }

  private static RequestContent published(Flow.Publisher<ByteBuffer> publisher) {
    return RequestContent.of(publisher, OptionalLong.of(3), false);
  }

  private static Flow.Publisher<ByteBuffer> asked(Runnable request) {
    return subscriber ->
        subscriber.onSubscribe(
            new Flow.Subscription() {
              @Override
              public void request(long count) {
                request.run();
              }

              @Override
              public void cancel() {}
            });
  }

  private static Stream<Map.Entry<String, RequestContent>> contents() {
    return Stream.of(
        Map.entry(
            "writer",
            RequestContent.written(
                to -> {
                  throw broken();
                },
                OptionalLong.of(3),
                false)),
        Map.entry(
            "supplier",
            RequestContent.of(
                () -> {
                  throw broken();
                })),
        Map.entry(
            "stream",
            RequestContent.of(
                new InputStream() {
                  @Override
                  public int read() {
                    throw broken();
                  }

                  @Override
                  public int read(byte[] bytes, int from, int count) {
                    throw broken();
                  }
                })),
        Map.entry(
            "subscribe",
            published(
                subscriber -> {
                  throw broken();
                })),
        Map.entry(
            "request",
            published(
                asked(
                    () -> {
                      throw broken();
                    }))),
        Map.entry(
            "request that throws no error",
            published(
                asked(
                    () -> {
                      throw new IllegalStateException("broken");
                    }))));
  }

  @SuppressWarnings("NullAway") // What is tested.
  private static Stream<Flow.Publisher<ByteBuffer>> publishersOfNull() {
    return Stream.of(
        subscriber -> subscriber.onSubscribe(null),
        subscriber ->
            subscriber.onSubscribe(
                new Flow.Subscription() {
                  @Override
                  public void request(long count) {
                    subscriber.onNext(null);
                  }

                  @Override
                  public void cancel() {}
                }));
  }

  @ParameterizedTest
  @MethodSource("publishersOfNull")
  void aPublisherThatGivesNullFailsTheRequest(Flow.Publisher<ByteBuffer> publisher) {
    assertThat(failure(OriginScripts.interim(100), published(publisher), BodyHandlers.discarding()))
        .hasMessageContaining("content: the publisher failed")
        .hasRootCauseMessage("the publisher gave null");
  }

  @ParameterizedTest
  @MethodSource("contents")
  void whatTheSourceOfContentThrowsIsTheCause(Map.Entry<String, RequestContent> content) {
    Throwable failure =
        failure(OriginScripts.interim(100), content.getValue(), BodyHandlers.discarding());
    assertThat(failure)
        .isInstanceOfSatisfying(
            ExchangeException.class,
            known -> assertThat(known.source()).isEqualTo(ExchangeException.Source.LOCAL))
        .hasMessageContaining("content: ")
        .rootCause()
        .hasMessage("broken");
  }

  @Test
  void aTaskThatThrowsKeepsNoOtherFromRunning() throws Exception {
    List<String> ran = new ArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              Serial serial = new Serial(Runnable::run);
              serial.execute(
                  () -> {
                    serial.execute(() -> ran.add("waiting"));
                    throw broken();
                  });
              serial.execute(() -> ran.add("later"));
            });
    thread.setUncaughtExceptionHandler((where, thrown) -> ran.add(thrown.getMessage()));
    thread.start();
    thread.join();
    assertThat(ran).containsExactly("broken", "waiting", "later");
  }
}
