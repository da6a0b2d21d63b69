// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code parley put} gets to a server, and whom it trusts there. */
class PutWayTest {
  private static final String PASSWORD = "changeit";

  @TempDir private static Path folder = Path.of("");
  private static List<HttpsServer> servers = new ArrayList<>();
  private static Path certificate = folder;
  private static String file = "";

  @BeforeAll
  static void serveUnderACertificateOfItsOwn() throws Exception {
    Path store = folder.resolve("keys.p12");
    keytool(store, "-genkeypair", "-keyalg", "EC", "-dname", "CN=x", "-ext", "SAN=ip:127.0.0.1");
    certificate = folder.resolve("own.pem");
    keytool(store, "-exportcert", "-rfc", "-file", certificate.toString());
    file = Files.write(folder.resolve("a"), new byte[100_000]).toString();
    servers.add(serving(store, "127.0.0.1"));
    servers.add(serving(store, "127.0.0.2"));
  }

  private static void keytool(Path store, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", "own", "-storepass", PASSWORD, "-keystore", store.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static HttpsServer serving(Path store, String address) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory identity =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    identity.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(identity.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getByName(address), 0), 1);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          int length = exchange.getRequestBody().readAllBytes().length;
          exchange.sendResponseHeaders(length == 100_000 ? 201 : 400, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  @AfterAll
  static void stop() {
    servers.forEach(server -> server.stop(0));
  }

  private static String url(int server) {
    InetSocketAddress at = servers.get(server).getAddress();
    return "https://" + at.getAddress().getHostAddress() + ":" + at.getPort() + "/a";
  }

  private static CommandRun put(String... arguments) throws IOException {
    return CommandRun.of(Files.createTempDirectory(folder, "cache"), "put", arguments);
  }

  @Test
  void anAuthorityOfAFileIsTrusted() throws Exception {
    CommandRun run = put("-s", "--cacert", certificate.toString(), file, url(0));
    assertThat(run).isEqualTo(new CommandRun(0, "", ""));
  }

  @Test
  void aServerThatNobodyVouchesForGetsNothing() throws Exception {
    CommandRun run = put("-s", file, url(0));
    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.err())
        .startsWith(file + ": unreachable: 127.0.0.1:")
        .contains(" is not trusted: ", "--cacert names other authorities")
        .hasLineCount(1);
  }

  @Test
  void aServerUnderTheNameOfAnotherGetsNothing() throws Exception {
    CommandRun run = put("-s", "--cacert", certificate.toString(), file, url(1));
    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.err()).contains(" is not trusted: ", "127.0.0.2").hasLineCount(1);
  }

  @Test
  void aServerThatDoesNotEncryptIsNamed() throws Exception {
    try (ScriptedOrigin plain =
        ScriptedOrigin.serving(
            peer -> {
              peer.awaitsMore();
              peer.send(OriginScripts.closing(400)).shutdownOutput().discardToEof();
            })) {
      CommandRun run = put("-s", file, "https://127.0.0.1:" + plain.port() + "/a");
      assertThat(run)
          .isEqualTo(
              new CommandRun(
                  4,
                  "",
                  file
                      + ": unreachable: 127.0.0.1:"
                      + plain.port()
                      + " does not speak TLS (expected: http://?)"
                      + System.lineSeparator()));
    }
  }

  @Test
  void whoTrustsAnybodyIsWarned() throws Exception {
    CommandRun run = put("-s", "--insecure", file, url(1));
    assertThat(run)
        .isEqualTo(
            new CommandRun(
                0,
                "",
                "parley put: warning: --insecure trusts whoever answers; others can read and"
                    + " change what is sent"
                    + System.lineSeparator()));
  }

  @Test
  void trustingAnybodyAndOnlySomeIsWrongUsage() throws Exception {
    CommandRun run = put("-k", "--cacert", certificate.toString(), file, url(0));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--insecure: given (expected: either --insecure or --cacert)");
  }

  @Test
  void aProxyGetsTheWholeUriAndItsOwnCredentials() throws Exception {
    try (ScriptedOrigin proxy = ScriptedOrigin.serving(OriginScripts.continueThen(201))) {
      CommandRun run =
          put("-s", "-x", "http://me:se%20cret@127.0.0.1:" + proxy.port(), file, "http://h/a");
      assertThat(run).isEqualTo(new CommandRun(0, "", ""));
      Head head = proxy.connection(0).heads().get(0);
      assertThat(head.startLine()).isEqualTo("PUT http://h/a HTTP/1.1");
      assertThat(head.first("Proxy-Authorization")).contains("Basic bWU6c2UgY3JldA==");
    }
  }
}
