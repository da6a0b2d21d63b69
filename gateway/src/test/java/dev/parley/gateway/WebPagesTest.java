// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.ScriptedClient;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a page that somebody visits can have a browser do to a store on the same machine. */
final class WebPagesTest {
  private static final String REBOUND = "Host: evil.example:8417|Origin: http://evil.example:8417|";
  private static final String FOREIGN =
      "Host: localhost|Origin: https://evil.example|Sec-Fetch-Site: cross-site|"
          + "Sec-Fetch-Mode: no-cors|";

  @TempDir private Path folder = Path.of("");

  private static String ask(InetSocketAddress address, String request) {
    try (ScriptedClient client = ScriptedClient.connect(address)) {
      client.send(request.replace("|", "\r\n"));
      Head head = client.readFinal();
      return head.status() + " " + client.readContent(head);
    }
  }

  @Test
  void aNameThatWasReboundReadsAndChangesNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("private.txt"), "private");
    try (Running gateway = new Running()) {
      InetSocketAddress store = gateway.start(TestGateway.policy(RoutePolicy.toStore(folder)));
      String misdirected = "over a loopback address, the store answers only for localhost";
      for (String line : new String[] {"GET /", "GET /private.txt", "DELETE /private.txt"}) {
        assertThat(ask(store, line + " HTTP/1.1|" + REBOUND + "|"))
            .startsWith("421 ")
            .contains("\"title\":\"Misdirected Request\"", misdirected, "\"request_id\"");
      }
      assertThat(ask(store, "GET http://evil.example/private.txt HTTP/1.1|Host: localhost||"))
          .startsWith("421 ");
      assertThat(file).hasContent("private");
      assertThat(ask(store, "GET /private.txt HTTP/1.1|Host: localhost||")).endsWith("private");
    }
  }

  @Test
  void aPageOfAnotherSiteIsRefusedBeforeThe100AndLeavesNothing() throws IOException {
    Path kept = Files.writeString(folder.resolve("kept.txt"), "kept");
    try (Running gateway = new Running()) {
      InetSocketAddress store = gateway.start(TestGateway.policy(RoutePolicy.toStore(folder)));
      String content = "Expect: 100-continue|Content-Length: 2||";
      for (String line : new String[] {"POST /x/", "PUT /kept.txt", "PUT /new.txt"}) {
        assertThat(ask(store, line + " HTTP/1.1|" + FOREIGN + content))
            .startsWith("403 ")
            .contains("a web page of another origin may not change the store", "\"request_id\"");
      }
      assertThat(ask(store, "POST /x/ HTTP/1.1|" + FOREIGN + "Content-Length: 2||hi"))
          .startsWith("403 ");
      assertThat(ask(store, "DELETE /kept.txt HTTP/1.1|" + FOREIGN + "|")).startsWith("403 ");
      assertThat(ask(store, "GET /kept.txt HTTP/1.1|" + FOREIGN + "|")).startsWith("200 ");
      assertThat(kept).hasContent("kept");
      assertThat(folder.resolve("x")).doesNotExist();
      assertThat(folder.resolve("new.txt")).doesNotExist();
    }
  }

  @Test
  void whatTheConfigurationNamesIsAnsweredAndMayChangeTheStore() throws IOException {
    RoutePolicy route =
        RoutePolicy.toStore(folder)
            .withWeb(
                WebPolicy.DEFAULTS
                    .withHosts("files.example.org")
                    .withOrigins("https://app.example.org"));
    try (Running gateway = new Running()) {
      InetSocketAddress store = gateway.start(TestGateway.policy(route));
      String head = " HTTP/1.1|Host: files.example.org|";
      String app = "Origin: https://app.example.org|Sec-Fetch-Site: cross-site|";
      String content = "Content-Length: 2||hi";
      assertThat(ask(store, "PUT /a" + head + content)).startsWith("201 ");
      assertThat(ask(store, "PUT /b" + head + app + content)).startsWith("201 ");
      assertThat(ask(store, "GET /b" + head + "|")).isEqualTo("200 hi");
    }
  }

  @Test
  void anOriginDecidesAboutHostsAndPagesItself() throws IOException {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                OriginScripts.keepAlive(OriginScripts.silentUntilContentThen(201)));
        Running gateway = new Running()) {
      InetSocketAddress address =
          gateway.start(TestGateway.policy(RoutePolicy.to(TestGateway.origin(origin.address()))));
      assertThat(ask(address, "PUT /a HTTP/1.1|" + REBOUND + "Content-Length: 2||hi"))
          .startsWith("201 ");
    }
  }

  @Test
  void aBrowserReadsARefusalOfTheGatewayAsAPage() throws IOException {
    OriginAddress nobody = new OriginAddress("127.0.0.1", 1);
    try (Running gateway = new Running()) {
      InetSocketAddress address = gateway.start(TestGateway.policy(RoutePolicy.to(nobody)));
      assertThat(ask(address, "GET / HTTP/1.1|Host: h|Accept: text/html,*/*;q=0.8||"))
          .startsWith("502 <!DOCTYPE html>")
          .contains("<title>502 Bad Gateway</title>", "no origin could be reached", "Request ");
      assertThat(ask(address, "GET / HTTP/1.1|Host: h|Accept: */*||"))
          .startsWith("502 {\"title\":");
    }
  }
}
