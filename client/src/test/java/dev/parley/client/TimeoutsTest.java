// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.client.ExchangeException.Source;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Peer;
import dev.parley.testkit.ScriptedOrigin;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeoutsTest {
  private static final Timeouts SHORT =
      Timeouts.OF_CLIENT.withConnect(Duration.ofMillis(200)).withResponse(Duration.ofMillis(200));

  @Test
  void aRequestCanHaveLessPatienceThanItsClient() {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                OriginScripts.inTurn(OriginScripts.continueThen(201), Peer::discardToEof));
        ParleyClient client = ParleyClient.create()) {
      Request request = Request.put(origin.uri(), RequestContent.of("abc"));
      assertThatThrownBy(
              () -> {
                assertThat(
                        client
                            .send(request.withTimeouts(SHORT), BodyHandlers.discarding())
                            .status())
                    .isEqualTo(201);
                client.send(request.withTimeouts(SHORT), BodyHandlers.discarding());
              })
          .isInstanceOfSatisfying(
              ExchangeException.class,
              failure -> assertThat(failure.source()).isEqualTo(Source.TIMEOUT));
    }
  }

  @Test
  void itIsTheOnlyOneOnTheConnectionThatHasIt() throws Exception {
    ClientPolicy impatient = ClientPolicy.DEFAULTS.withResponse(Duration.ofMillis(200));
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                OriginScripts.inTurn(OriginScripts.continueThen(201), Peer::discardToEof));
        ParleyClient client = ParleyClient.create(impatient)) {
      Request request = Request.put(origin.uri(), RequestContent.of("abc"));
      Timeouts patient = Timeouts.OF_CLIENT.withResponse(Duration.ofDays(1));
      assertThat(client.send(request.withTimeouts(patient), BodyHandlers.discarding()).status())
          .isEqualTo(201);
      assertThatThrownBy(() -> client.send(request, BodyHandlers.discarding()))
          .isInstanceOf(ExchangeException.class);
    }
  }

  @Test
  void aConnectionThatIsNotMadeInTimeIsTold() throws Exception {
    // A listener whose queue is full: the kernel drops what comes then.
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ParleyClient client = ParleyClient.create()) {
      List<Socket> queued = new ArrayList<>();
      try {
        for (int i = 0; i < 2; i++) {
          queued.add(new Socket(full.getInetAddress(), full.getLocalPort()));
        }
        URI uri = URI.create("http://127.0.0.1:" + full.getLocalPort() + "/");
        assertThatThrownBy(
                () -> client.send(Request.get(uri).withTimeouts(SHORT), BodyHandlers.discarding()))
            .isInstanceOfSatisfying(
                ExchangeException.class,
                failure -> assertThat(failure.source()).isEqualTo(Source.CONNECT))
            .hasCauseInstanceOf(HttpConnectTimeoutException.class);
      } finally {
        for (Socket socket : queued) {
          socket.close();
        }
      }
    }
  }
}
