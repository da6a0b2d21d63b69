// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.parley.testkit.OriginScripts;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
  private static final int SIZE = 2_000_000;
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private static Path folder = Path.of("");
  private static SSLContext server = none();
  private static SSLContext client = none();

  private static SSLContext none() {
    try {
      return SSLContext.getInstance("TLS");
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeAll
  static void makeACertificate() throws Exception {
    Path store = folder.resolve("keys.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process made =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit",
                "-storetype",
                "PKCS12")
            .inheritIO()
            .start();
    assertThat(made.waitFor(60, TimeUnit.SECONDS)).isTrue();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(store)) {
      keys.load(file, PASSWORD);
    }
    KeyManagerFactory identity =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    identity.init(keys, PASSWORD);
    server.init(identity.getKeyManagers(), null, null);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, PASSWORD);
    trusted.setCertificateEntry("server", keys.getCertificate("server"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    client.init(null, trust.getTrustManagers(), null);
  }

  private static ParleyClient trusting() {
    return ParleyClient.create(ClientPolicy.DEFAULTS.withTls(client));
  }

  /** The JDK's server, which answers 100 and stores nothing. */
  private static HttpsServer listening() throws IOException {
    HttpsServer https =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(server));
    https.createContext(
        "/",
        exchange -> {
          long length = exchange.getRequestBody().readAllBytes().length;
          byte[] answer = Long.toString(length).getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(201, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    https.start();
    return https;
  }

  private static URI uri(String host, int port) {
    return URI.create("https://" + host + ":" + port + "/u");
  }

  @Test
  void anUploadIsEncryptedFromMemoryAndFromAFile() throws Exception {
    HttpsServer https = listening();
    try (ParleyClient trusting = trusting()) {
      URI there = uri("localhost", https.getAddress().getPort());
      Path file = Files.write(folder.resolve("f"), PatternSource.bytes(SIZE));
      for (RequestContent content :
          new RequestContent[] {
            RequestContent.of(PatternSource.bytes(SIZE)),
            RequestContent.of(file),
            RequestContent.of(PatternSource.stream(SIZE))
          }) {
        Response<String> response =
            trusting.send(Request.put(there, content), BodyHandlers.ofString());
        assertThat(response.status()).isEqualTo(201);
        assertThat(response.content()).isEqualTo(Integer.toString(SIZE));
      }
    } finally {
      https.stop(0);
    }
  }

  @Test
  void aFileThatIsRefusedBeforeAnyOfItIsSentIsClosed() throws Exception {
    Path file = Files.write(folder.resolve("refused"), PatternSource.bytes(SIZE));
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getByName("localhost"));
        ParleyClient trusting = trusting()) {
      CompletableFuture<Void> served =
          CompletableFuture.runAsync(
              () -> {
                try (Socket plain = listening.accept();
                    SSLSocket encrypted =
                        (SSLSocket)
                            server.getSocketFactory().createSocket(plain, "localhost", 1, false)) {
                  encrypted.setUseClientMode(false);
                  encrypted.getInputStream().read(new byte[1000]);
                  encrypted
                      .getOutputStream()
                      .write(OriginScripts.closing(413).getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      Request request =
          Request.put(uri("localhost", listening.getLocalPort()), RequestContent.of(file))
              .withAsk(AskPolicy.ALWAYS);
      assertThat(trusting.send(request, BodyHandlers.discarding()).status()).isEqualTo(413);
      await().untilAsserted(() -> assertThat(OpenFiles.count(file)).isZero());
      served.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void anUploadGoesThroughTheTunnelOfAProxy() throws Exception {
    HttpsServer https = listening();
    int port = https.getAddress().getPort();
    try (TunnellingProxy proxy = TunnellingProxy.start();
        ParleyClient trusting =
            ParleyClient.create(
                ClientPolicy.DEFAULTS
                    .withTls(client)
                    .withProxy(HttpProxy.of("127.0.0.1", proxy.port())))) {
      Response<String> response =
          trusting.send(
              Request.put(uri("localhost", port), RequestContent.of(PatternSource.bytes(SIZE))),
              BodyHandlers.ofString());
      assertThat(response.content()).isEqualTo(Integer.toString(SIZE));
      assertThat(proxy.asked()).isEqualTo("CONNECT localhost:" + port + " HTTP/1.1");
    } finally {
      https.stop(0);
    }
  }

  /** RFC 9110 9.3.6: after any 2xx it is a tunnel, whatever its fields say; 15.2: not before. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 204 No Content|",
        "HTTP/1.1 200 Connected|Content-Length: 5|",
        "HTTP/1.1 200 Connected|Content-Length: 5|Transfer-Encoding: chunked|",
        "HTTP/1.1 102 Processing||HTTP/1.1 103 Early Hints|Link: </a>||HTTP/1.1 200 OK|",
        "HTTP/1.0 200 OK|"
      })
  void everySuccessOfAProxyIsATunnelAndNothingBeforeItIs(String answer) throws Exception {
    HttpsServer https = listening();
    try (TunnellingProxy proxy = TunnellingProxy.answering((answer + "|").replace("|", "\r\n"));
        ParleyClient trusting =
            ParleyClient.create(
                ClientPolicy.DEFAULTS
                    .withTls(client)
                    .withProxy(HttpProxy.of("127.0.0.1", proxy.port())))) {
      assertThat(
              trusting
                  .send(
                      Request.put(
                          uri("localhost", https.getAddress().getPort()), RequestContent.of("abc")),
                      BodyHandlers.ofString())
                  .content())
          .isEqualTo("3");
    } finally {
      https.stop(0);
    }
  }

  @Test
  void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
    HttpsServer https = listening();
    try (ParleyClient unknowing = ParleyClient.create()) {
      assertThatThrownBy(
              () ->
                  unknowing.send(
                      Request.get(uri("localhost", https.getAddress().getPort())),
                      BodyHandlers.discarding()))
          .isInstanceOfSatisfying(
              ExchangeException.class,
              failure -> assertThat(failure.source()).isEqualTo(ExchangeException.Source.CONNECT));
    } finally {
      https.stop(0);
    }
  }

  @Test
  void aCertificateThatIsRefusedIsNoDefectToLog() throws Exception {
    List<LogRecord> logged = new CopyOnWriteArrayList<>();
    Handler keeping =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            logged.add(record);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("dev.parley.netty.Upstream");
    logger.addHandler(keeping);
    HttpsServer https = listening();
    try (ParleyClient unknowing = ParleyClient.create()) {
      assertThatThrownBy(
              () ->
                  unknowing.send(
                      Request.get(uri("localhost", https.getAddress().getPort())),
                      BodyHandlers.discarding()))
          .isInstanceOf(ExchangeException.class);
    } finally {
      https.stop(0);
      logger.removeHandler(keeping);
    }
    assertThat(logged).isEmpty();
  }

  @Test
  void aCertificateOfAnotherHostIsRefused() throws Exception {
    HttpsServer https = listening();
    try (ParleyClient trusting = trusting()) {
      assertThatThrownBy(
              () ->
                  trusting.send(
                      Request.get(uri("127.0.0.1", https.getAddress().getPort())),
                      BodyHandlers.discarding()))
          .isInstanceOf(ExchangeException.class)
          .hasMessageContaining("no connection");
    } finally {
      https.stop(0);
    }
  }

  @Test
  void anEndThatTlsDidNotAnnounceCutsAResponseWithoutALength() throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getByName("localhost"));
        ParleyClient trusting = trusting()) {
      CompletableFuture<Void> served =
          CompletableFuture.runAsync(
              () -> {
                try (Socket plain = listening.accept()) {
                  SSLSocket encrypted =
                      (SSLSocket)
                          server.getSocketFactory().createSocket(plain, "localhost", 1, false);
                  encrypted.setUseClientMode(false);
                  encrypted.getInputStream().read(new byte[1000]);
                  encrypted
                      .getOutputStream()
                      .write("HTTP/1.1 200 OK\r\n\r\nhalf".getBytes(StandardCharsets.US_ASCII));
                  // The socket below TLS, so that its end is not announced.
                  plain.shutdownOutput();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      assertThatThrownBy(
              () ->
                  trusting.send(
                      Request.get(uri("localhost", listening.getLocalPort())),
                      BodyHandlers.ofString()))
          .isInstanceOf(ExchangeException.class)
          .hasMessageContaining("cut short");
      served.get(10, TimeUnit.SECONDS);
    }
  }
}
