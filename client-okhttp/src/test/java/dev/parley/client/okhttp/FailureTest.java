// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.client.AskPolicy;
import dev.parley.client.ClientPolicy;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Failures are those that users of OkHttp catch, and none leaves a request behind. */
class FailureTest {
  private static final Script ENDLESS =
      peer -> {
        peer.discardContent(peer.readRequestHead());
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nabc");
        peer.discardToEof();
      };

  private static Request put(URI uri) {
    return new Request.Builder().url(uri.toString()).put(RequestBody.create("abc", null)).build();
  }

  @Test
  void nobodyListensThere() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (Subject subject = Subject.create()) {
      assertThatThrownBy(() -> subject.status(put(URI.create("http://127.0.0.1:" + port + "/"))))
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void thereIsNoSuchHost() {
    try (Subject subject = Subject.create()) {
      assertThatThrownBy(() -> subject.status(put(URI.create("http://no-such-host.invalid/"))))
          .isInstanceOf(UnknownHostException.class);
    }
  }

  @Test
  void theConnectTimeoutCounts() throws Exception {
    // A listener whose queue is full: the kernel drops what comes then.
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
        Socket second = new Socket(full.getInetAddress(), full.getLocalPort());
        Subject subject =
            Subject.create(builder -> builder.connectTimeout(Duration.ofMillis(200)))) {
      assertThat(first.isConnected() && second.isConnected()).isTrue();
      assertThatThrownBy(
              () ->
                  subject.status(put(URI.create("http://127.0.0.1:" + full.getLocalPort() + "/"))))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageStartingWith("failed to connect to http://127.0.0.1");
    }
  }

  @Test
  void theServerClosesWithoutAnAnswer() {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.closesAtOnce());
        Subject subject = Subject.create()) {
      assertThatThrownBy(() -> subject.status(put(origin.uri())))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("unexpected end of stream on http://127.0.0.1");
    }
  }

  /** Answers the first request of its connection, and gives it up when it sees the next one. */
  private static final Script GIVES_UP =
      peer -> {
        peer.discardContent(peer.readRequestHead());
        peer.send(OriginScripts.response(201));
        peer.readRequestHead();
        peer.reset();
      };

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPostOnAConnectionThatDiedIsRepeatedWhereOkHttpWould(boolean retries) throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.inOrder(GIVES_UP, OriginScripts.continueThen(201));
        Subject subject =
            Subject.create(
                ClientPolicy.DEFAULTS.withAsk(AskPolicy.NEVER),
                builder -> builder.retryOnConnectionFailure(retries))) {
      Request post =
          new Request.Builder()
              .url(origin.uri().toString())
              .post(RequestBody.create("abc", null))
              .build();
      assertThat(subject.status(post)).isEqualTo(201);
      if (retries) {
        assertThat(subject.status(post)).isEqualTo(201);
        assertThat(origin.connectionCount()).isEqualTo(2);
      } else {
        assertThatThrownBy(() -> subject.status(post)).hasMessageStartingWith("unexpected end");
      }
    }
  }

  @Test
  void anAnswerThatIsNoHttpIsTold() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.discardContent(peer.readRequestHead());
                  peer.send(
                          "HTTP/1.1 201 Created\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n")
                      .discardToEof();
                });
        Subject subject = Subject.create()) {
      assertThatThrownBy(() -> subject.status(put(origin.uri())))
          .isInstanceOf(ProtocolException.class)
          .hasMessage("Content-Length is one number");
      assertThat(origin.connectionCount()).isEqualTo(1);
    }
  }

  @Test
  void contentThatIsNoHttpIsTold() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.discardContent(peer.readRequestHead());
                  peer.send(
                          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\nzz\r\n")
                      .discardToEof();
                });
        Subject subject = Subject.create()) {
      assertThatThrownBy(() -> subject.content(put(origin.uri())))
          .isInstanceOf(ProtocolException.class)
          .hasMessage("a chunk is not in its grammar");
    }
  }

  @Test
  void theReadTimeoutCounts() {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers());
        Subject subject = Subject.create(builder -> builder.readTimeout(Duration.ofMillis(200)))) {
      assertThatThrownBy(() -> subject.status(put(origin.uri())))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessage("timeout");
      await().until(() -> subject.parley().open() == 0);
    }
  }

  @Test
  void theCallTimeoutCounts() {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers());
        Subject subject = Subject.create(builder -> builder.callTimeout(Duration.ofMillis(300)))) {
      assertThatThrownBy(() -> subject.status(put(origin.uri())))
          .isInstanceOf(InterruptedIOException.class)
          .hasMessage("timeout");
      await().until(() -> subject.parley().open() == 0);
    }
  }

  @Test
  void theCallTimeoutCountsForTheContentOfTheResponse() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(ENDLESS);
        Subject subject = Subject.create(builder -> builder.callTimeout(Duration.ofSeconds(3)));
        Response response = subject.http().newCall(put(origin.uri())).execute()) {
      assertThatThrownBy(() -> response.body().bytes())
          .isInstanceOf(InterruptedIOException.class)
          .hasMessage("timeout");
      await().until(() -> subject.parley().open() == 0);
    }
  }

  @Test
  void theResponseIsCut() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.discardContent(peer.readRequestHead());
                  peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
                });
        Subject subject = Subject.create()) {
      assertThatThrownBy(() -> subject.content(put(origin.uri())))
          .isInstanceOf(ProtocolException.class)
          .hasMessage("unexpected end of stream");
    }
  }

  @Test
  void theBodyFails() {
    IOException wrong = new IOException("disk on fire");
    RequestBody body =
        new RequestBody() {
          @Override
          public @Nullable MediaType contentType() {
            return null;
          }

          @Override
          public void writeTo(BufferedSink to) throws IOException {
            throw wrong;
          }
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers());
        Subject subject = Subject.create()) {
      Request request = put(origin.uri()).newBuilder().put(body).build();
      assertThatThrownBy(() -> subject.status(request)).isSameAs(wrong);
      await().until(() -> subject.parley().open() == 0);
    }
  }

  @Test
  void aCancelledCallIsGivenUp() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.readRequestHead();
                  arrived.countDown();
                  peer.discardToEof();
                });
        Subject subject = Subject.create()) {
      CompletableFuture<IOException> failure = new CompletableFuture<>();
      Call call = subject.http().newCall(put(origin.uri()));
      call.enqueue(
          new Callback() {
            @Override
            public void onFailure(Call failed, IOException why) {
              failure.complete(why);
            }

            @Override
            public void onResponse(Call answered, Response response) {
              response.close();
            }
          });
      arrived.await();
      call.cancel();
      assertThat(failure.get()).hasMessage("Canceled");
      await().until(() -> subject.parley().open() == 0);
    }
  }

  @Test
  void aCallThatIsCancelledEndsItsResponse() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(ENDLESS);
        Subject subject = Subject.create()) {
      Call call = subject.http().newCall(put(origin.uri()));
      try (Response response = call.execute()) {
        call.cancel();
        assertThatThrownBy(() -> response.body().bytes()).hasMessage("Canceled");
        await().until(() -> subject.parley().open() == 0);
      }
    }
  }

  @Test
  void aResponseThatIsClosedUnreadEndsItsRequest() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(ENDLESS);
        Subject subject = Subject.create()) {
      subject.http().newCall(put(origin.uri())).execute().close();
      await().until(() -> subject.parley().open() == 0);
    }
  }
}
