// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.apache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.RequestFailedException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.entity.EntityTemplate;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.Test;

/** Failures are those that users of HttpClient catch, and none leaves a request behind. */
class FailureTest {
  private static HttpPut put(URI uri) {
    HttpPut put = new HttpPut(uri);
    put.setEntity(new StringEntity("abc"));
    return put;
  }

  private static Subject subject() {
    return Subject.create(HttpClientBuilder::disableAutomaticRetries);
  }

  @Test
  void nobodyListensThere() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (Subject subject = subject()) {
      assertThatThrownBy(() -> subject.content(put(URI.create("http://127.0.0.1:" + port + "/"))))
          .isInstanceOf(HttpHostConnectException.class)
          .hasMessageContaining("127.0.0.1:" + port);
    }
  }

  @Test
  void thereIsNoSuchHost() {
    try (Subject subject = subject()) {
      assertThatThrownBy(() -> subject.content(put(URI.create("http://no-such-host.invalid/"))))
          .isInstanceOf(UnknownHostException.class);
    }
  }

  @Test
  @SuppressWarnings("deprecation")
  void theConnectTimeoutOfTheRequestCounts() throws Exception {
    // A listener whose queue is full: the kernel drops what comes then.
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
        Socket second = new Socket(full.getInetAddress(), full.getLocalPort());
        Subject subject = subject()) {
      assertThat(first.isConnected() && second.isConnected()).isTrue();
      HttpPut put = put(URI.create("http://127.0.0.1:" + full.getLocalPort() + "/"));
      put.setConfig(RequestConfig.custom().setConnectTimeout(Timeout.ofMilliseconds(200)).build());
      assertThatThrownBy(() -> subject.content(put)).isInstanceOf(ConnectTimeoutException.class);
    }
  }

  @Test
  void theServerClosesWithoutAnAnswer() {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.closesAtOnce());
        Subject subject = subject()) {
      assertThatThrownBy(() -> subject.content(put(origin.uri())))
          .isInstanceOf(NoHttpResponseException.class);
    }
  }

  /** Every attempt of HttpClient would store the upload once more. */
  @Test
  void anAnswerThatIsNoHttpIsToldAndNotRepeated() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.discardContent(peer.readRequestHead());
                  peer.send(
                          "HTTP/1.1 201 Created\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n")
                      .discardToEof();
                });
        Subject subject = subject()) {
      assertThatThrownBy(() -> subject.content(put(origin.uri())))
          .isInstanceOf(ClientProtocolException.class)
          .hasStackTraceContaining("Content-Length is one number");
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
        Subject subject = subject()) {
      assertThatThrownBy(() -> subject.content(put(origin.uri())))
          .isInstanceOf(MalformedChunkCodingException.class)
          .hasMessageContaining("a chunk is not in its grammar");
    }
  }

  @Test
  void theResponseTimeoutOfTheRequestCounts() {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers());
        Subject subject = subject()) {
      HttpPut put = put(origin.uri());
      put.setConfig(RequestConfig.custom().setResponseTimeout(Timeout.ofMilliseconds(200)).build());
      assertThatThrownBy(() -> subject.content(put)).isInstanceOf(SocketTimeoutException.class);
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
        Subject subject = subject()) {
      assertThatThrownBy(() -> subject.content(put(origin.uri())))
          .isInstanceOf(ConnectionClosedException.class);
    }
  }

  @Test
  void theEntityFails() {
    IOException wrong = new IOException("disk on fire");
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers());
        Subject subject = subject()) {
      HttpPut put = new HttpPut(origin.uri());
      put.setEntity(
          new EntityTemplate(
              -1,
              ContentType.TEXT_PLAIN,
              null,
              to -> {
                throw wrong;
              }));
      assertThatThrownBy(() -> subject.content(put)).isSameAs(wrong);
      await().until(() -> subject.parley().open() == 0);
    }
  }

  @Test
  void aCancelledUploadIsGivenUp() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    CountDownLatch arrived = new CountDownLatch(1);
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.readRequestHead();
                  arrived.countDown();
                  peer.discardToEof();
                });
        Subject subject = subject()) {
      HttpPut put = put(origin.uri());
      Future<String> result = other.submit(() -> subject.content(put));
      arrived.await();
      put.cancel();
      assertThatThrownBy(result::get).hasCauseInstanceOf(RequestFailedException.class);
      await().until(() -> subject.parley().open() == 0);
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void aThreadThatIsInterruptedGivesItsUploadUp() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    CountDownLatch arrived = new CountDownLatch(1);
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.readRequestHead();
                  arrived.countDown();
                  peer.discardToEof();
                });
        Subject subject = subject()) {
      Future<String> result = other.submit(() -> subject.content(put(origin.uri())));
      arrived.await();
      other.shutdownNow();
      assertThatThrownBy(result::get).hasCauseInstanceOf(InterruptedIOException.class);
      await().until(() -> subject.parley().open() == 0);
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void aResponseThatIsClosedUnreadEndsItsRequest() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.discardContent(peer.readRequestHead());
                  peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
                  peer.sendContentUntilAnswered(500_000);
                  peer.discardToEof();
                });
        Subject subject = subject()) {
      subject.http().executeOpen(null, put(origin.uri()), null).close();
      await().until(() -> subject.parley().open() == 0);
      assertThat(origin.connectionCount()).isOne();
    }
  }
}
