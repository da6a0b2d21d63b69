// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.ScriptedOrigin;
import java.net.URI;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyTest {
  private static final Credentials ME = new Credentials("me", "secret");

  private static ClientPolicy through(ScriptedOrigin proxy) {
    return ClientPolicy.DEFAULTS.withProxy(
        new HttpProxy("127.0.0.1", proxy.port(), Optional.of(ME)));
  }

  @Test
  void aProxyGetsTheWholeUriAndOurCredentials() throws Exception {
    try (ScriptedOrigin proxy = ScriptedOrigin.serving(OriginScripts.continueThen(201));
        ParleyClient client = ParleyClient.create(through(proxy))) {
      assertThat(
              client
                  .send(
                      Request.put(URI.create("http://far.example/u?q"), RequestContent.of("abc")),
                      BodyHandlers.discarding())
                  .status())
          .isEqualTo(201);
      Head head = proxy.connection(0).heads().get(0);
      assertThat(head.target()).isEqualTo("http://far.example/u?q");
      assertThat(head.first("Host")).contains("far.example");
      assertThat(head.first("Proxy-Authorization")).contains("Basic bWU6c2VjcmV0");
    }
  }

  @Test
  void whatIsForTheProxyIsNotToldAServer() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.readRequestHead();
                  peer.send("HTTP/1.1 204 No Content\r\n\r\n");
                });
        ParleyClient client = ParleyClient.create()) {
      client.send(
          Request.get(origin.uri()).withField("Proxy-Authorization", "Basic bWU6c2VjcmV0"),
          BodyHandlers.discarding());
      assertThat(origin.connection(0).heads().get(0).has("Proxy-Authorization")).isFalse();
    }
  }

  private static void assertNoTunnel(ScriptedOrigin proxy, String why) {
    try (ParleyClient client = ParleyClient.create(through(proxy))) {
      assertThatThrownBy(
              () ->
                  client.send(
                      Request.get(URI.create("https://far.example/")), BodyHandlers.discarding()))
          .isInstanceOf(ExchangeException.class)
          .hasMessage(
              "https://far.example:443: no connection: the proxy 127.0.0.1:%d %s",
              proxy.port(), why);
    }
  }

  private static ScriptedOrigin proxyThatSays(String answer) {
    return ScriptedOrigin.serving(
        peer -> {
          peer.readRequestHead();
          peer.send(answer.replace("|", "\r\n"));
          peer.shutdownOutput().discardToEof();
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 403, 407, 502})
  void aRefusedTunnelIsToldWithTheProxyAndItsStatus(int status) {
    String content = "HTTP/1.1 " + status + " |Content-Length: 6||wicked";
    try (ScriptedOrigin proxy = proxyThatSays("HTTP/1.1 102 Processing||" + content)) {
      assertNoTunnel(proxy, "answered CONNECT with " + status);
    }
  }

  @Test
  void aProxyThatMakesNoTunnelInTheEndIsToldAsSuch() {
    try (ScriptedOrigin proxy = proxyThatSays("HTTP/1.1 101 Other|Upgrade: a||")) {
      assertNoTunnel(proxy, "answered CONNECT with 101");
    }
    try (ScriptedOrigin proxy = proxyThatSays("SSH-2.0-OpenSSH_9.2p1 Debian-2||")) {
      assertNoTunnel(
          proxy,
          "sent no readable answer to CONNECT: a status line is a version, a status of three digits"
              + " and a reason (line 1 of the head)");
    }
    try (ScriptedOrigin proxy = proxyThatSays("HTTP/1.1 103 Early Hints||")) {
      assertNoTunnel(proxy, "closed the connection in place of a tunnel");
    }
  }

  @Test
  void anEncryptedServerIsTunnelledTo() throws Exception {
    try (ScriptedOrigin proxy = proxyThatSays("HTTP/1.1 403 Forbidden|Content-Length: 0||")) {
      assertNoTunnel(proxy, "answered CONNECT with 403");
      Head head = proxy.connection(0).heads().get(0);
      assertThat(head.startLine()).isEqualTo("CONNECT far.example:443 HTTP/1.1");
      assertThat(head.all("Host")).containsExactly("far.example:443");
      assertThat(head.first("Proxy-Authorization")).contains("Basic bWU6c2VjcmV0");
    }
  }
}
