// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.client.ClientPolicy;
import dev.parley.client.Credentials;
import dev.parley.client.HttpProxy;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.net.CookieManager;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

class BuilderTest {
  private static final HttpRequest FAR =
      HttpRequest.newBuilder(URI.create("http://far.example/a?b")).build();

  @Test
  void aClientSaysWhatItWasTold() throws Exception {
    CookieManager cookies = new CookieManager();
    SSLContext tls = SSLContext.getDefault();
    SSLParameters parameters = new SSLParameters();
    ProxySelector direct = HttpClient.Builder.NO_PROXY;
    try (ParleyHttpClient client =
        ParleyHttpClient.newBuilder()
            .cookieHandler(cookies)
            .connectTimeout(Duration.ofDays(1000))
            .sslContext(tls)
            .sslParameters(parameters)
            .followRedirects(Redirect.ALWAYS)
            .version(Version.HTTP_1_1)
            .priority(1)
            .proxy(direct)
            .build()) {
      assertThat(client.cookieHandler()).contains(cookies);
      assertThat(client.connectTimeout()).contains(Duration.ofDays(1000));
      assertThat(client.sslContext()).isSameAs(tls);
      assertThat(client.sslParameters()).isSameAs(parameters);
      assertThat(client.followRedirects()).isEqualTo(Redirect.ALWAYS);
      assertThat(client.version()).isEqualTo(Version.HTTP_1_1);
      assertThat(client.proxy()).contains(direct);
    }
  }

  @Test
  void aClientThatWasToldNothingIsLikeTheJdks() {
    HttpClient jdk = HttpClient.newHttpClient();
    try (ParleyHttpClient client = ParleyHttpClient.newHttpClient()) {
      assertThat(client.cookieHandler()).isEqualTo(jdk.cookieHandler());
      assertThat(client.connectTimeout()).isEqualTo(jdk.connectTimeout());
      assertThat(client.followRedirects()).isEqualTo(jdk.followRedirects());
      assertThat(client.proxy()).isEqualTo(jdk.proxy());
      assertThat(client.sslContext()).isEqualTo(jdk.sslContext());
      assertThat(client.authenticator()).isEqualTo(jdk.authenticator());
      assertThat(client.executor()).isEqualTo(jdk.executor());
    }
  }

  @Test
  void whatIsNotSpokenIsRefusedByName() {
    try (ParleyHttpClient client = ParleyHttpClient.newHttpClient()) {
      assertThatThrownBy(client::newWebSocketBuilder)
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("WebSocket");
    }
  }

  @Test
  void aVersionIsAPreference() throws Exception {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  peer.readRequestHead();
                  peer.send("HTTP/1.1 204 No Content\r\n\r\n");
                });
        ParleyHttpClient client = ParleyHttpClient.newBuilder().version(Version.HTTP_2).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(origin.uri())
              .version(Version.HTTP_2)
              .header("Keep-Alive", "timeout=5")
              .header("Proxy-Connection", "keep-alive")
              .build();
      assertThat(client.send(request, BodyHandlers.discarding()).version())
          .isEqualTo(Version.HTTP_1_1);
      assertThat(origin.connection(0).heads().get(0).has("Keep-Alive")).isFalse();
      assertThat(origin.connection(0).heads().get(0).has("Proxy-Connection")).isFalse();
      assertThat(client.version()).isEqualTo(Version.HTTP_1_1);
    }
  }

  @Test
  void aRequestGoesThroughTheProxyThatIsSelectedForIt() throws Exception {
    try (ScriptedOrigin proxy = ScriptedOrigin.serving(OriginScripts.continueThen(200))) {
      InetSocketAddress there = InetSocketAddress.createUnresolved("127.0.0.1", proxy.port());
      HttpProxy known =
          new HttpProxy("127.0.0.1", proxy.port(), Optional.of(new Credentials("me", "secret")));
      try (ParleyHttpClient selecting =
              ParleyHttpClient.newBuilder().proxy(ProxySelector.of(there)).build();
          ParleyHttpClient knowing =
              ParleyHttpClient.newBuilder().policy(ClientPolicy.DEFAULTS.withProxy(known)).build();
          ParleyHttpClient both =
              ParleyHttpClient.newBuilder()
                  .policy(ClientPolicy.DEFAULTS.withProxy(known))
                  .proxy(ProxySelector.of(there))
                  .build()) {
        for (ParleyHttpClient client : List.of(selecting, knowing, both)) {
          assertThat(client.send(FAR, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
        }
      }
      List<Head> heads =
          proxy.connections().stream().map(connection -> connection.heads().get(0)).toList();
      assertThat(heads).extracting(Head::target).containsOnly("http://far.example/a?b");
      assertThat(heads)
          .extracting(head -> head.has("Proxy-Authorization"))
          .containsExactly(false, true, true);
    }
  }

  @Test
  void aProxyThatCannotBeUsedIsNotPassedBy() {
    ProxySelector socks =
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI uri) {
            return List.of(
                new Proxy(Proxy.Type.SOCKS, InetSocketAddress.createUnresolved("127.0.0.1", 9)));
          }

          @Override
          public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        };
    try (ParleyHttpClient client = ParleyHttpClient.newBuilder().proxy(socks).build()) {
      assertThatThrownBy(() -> client.send(FAR, BodyHandlers.discarding()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("proxy: SOCKS");
    }
  }

  @Test
  void everyEngineIsTold() throws Exception {
    SSLParameters old = new SSLParameters();
    old.setProtocols(new String[] {"TLSv1.2"});
    SSLContext context = Tls.of(Optional.of(SSLContext.getDefault()), Optional.of(old)).applied();
    SSLEngine engine = context.createSSLEngine("far.example", 443);
    assertThat(engine.getSSLParameters().getProtocols()).containsExactly("TLSv1.2");
    assertThat(engine.getPeerHost()).isEqualTo("far.example");
  }

  @Test
  void onlyWhoWantsItLeavesEncryption() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://near.example/"))
            .header("Authorization", "secret")
            .header("X-A", "1")
            .build();
    HttpHeaders fields =
        HttpHeaders.of(Map.of("Location", List.of("http://far.example/")), (name, value) -> true);
    assertThat(Redirects.after(request, Redirect.NEVER, 307, fields, true)).isEmpty();
    assertThat(Redirects.after(request, Redirect.NORMAL, 307, fields, true)).isEmpty();
    assertThat(Redirects.after(request, Redirect.ALWAYS, 307, fields, false)).isEmpty();
    HttpRequest next = Redirects.after(request, Redirect.ALWAYS, 307, fields, true).orElseThrow();
    assertThat(next.uri()).isEqualTo(URI.create("http://far.example/"));
    assertThat(next.headers().map()).containsOnlyKeys("X-A");
  }
}
