// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.gateway.GatewayPolicy.AdminPolicy;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.ScriptedClient;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Field names are spelled as RFC 9110 spells them, in whatever is written here. */
final class FieldSpellingTest {
  private static final String SPELLED = "ETag|TE|[A-Z][a-z]*(-[A-Z][a-z]+)*";

  @TempDir private Path folder = Path.of("");

  private static Head ask(InetSocketAddress address, String request) {
    try (ScriptedClient client = ScriptedClient.connect(address)) {
      client.send(request.replace("|", "\r\n"));
      Head head = client.readFinal();
      client.readContent(head);
      return head;
    }
  }

  private static void check(Head head) {
    assertThat(head.fields())
        .as(head.raw())
        .isNotEmpty()
        .allSatisfy(field -> assertThat(field.name()).matches(SPELLED));
  }

  @Test
  void whatTheGatewayAnswersItself() throws IOException {
    OriginAddress nobody = new OriginAddress("127.0.0.1", 1);
    GatewayPolicy policy =
        TestGateway.policy(RoutePolicy.to(nobody))
            .withAdmin(new AdminPolicy(TestGateway.anyPort()));
    try (Gateway gateway = Gateway.start(policy)) {
      InetSocketAddress address = gateway.addresses().get(0);
      InetSocketAddress admin = gateway.adminAddress().orElseThrow();
      check(ask(address, "GET /a HTTP/1.1|Host: h||"));
      check(ask(address, "PUT /a HTTP/1.1|Host: h|Expect: x|Content-Length: 3||"));
      check(ask(address, "OPTIONS * HTTP/1.1|Host: h|Max-Forwards: 0||"));
      check(ask(address, "GET /a|Host: h||"));
      check(ask(admin, "GET /origins HTTP/1.1|Host: localhost||"));
      check(ask(admin, "PUT / HTTP/1.1|Host: localhost|Content-Length: 0||"));
      check(ask(admin, "GET / HTTP/1.1|Host: evil.example||"));
    }
  }

  @Test
  void whatTheStoreAnswers() throws IOException {
    try (Running running = new Running()) {
      InetSocketAddress store = running.start(TestGateway.policy(RoutePolicy.toStore(folder)));
      String host = " HTTP/1.1|Host: localhost|";
      check(ask(store, "PUT /a" + host + "Content-Length: 2||hi"));
      check(ask(store, "POST /b/" + host + "Content-Length: 2||hi"));
      check(ask(store, "PUT /b/" + host + "Expect: 100-continue|Content-Length: 2||"));
      check(ask(store, "GET /a" + host + "|"));
      check(ask(store, "GET /a" + host + "Range: bytes=0-0||"));
      check(ask(store, "GET /a" + host + "Range: bytes=9-||"));
      check(ask(store, "GET /b" + host + "|"));
      check(ask(store, "GET /" + host + "Accept: text/html||"));
      check(ask(store, "GET /none" + host + "|"));
      check(ask(store, "DELETE /a" + host + "|"));
    }
  }

  @Test
  void whatIsAddedToRequestsAndResponsesThatAreForwarded() throws IOException {
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(
                peer -> {
                  Head head = peer.readRequestHead();
                  if (head.expectsContinue()) {
                    peer.send(OriginScripts.interim(100));
                  }
                  peer.discardContent(head);
                  peer.send("HTTP/1.0 200 OK\r\nServer: old\r\n\r\nabc").close();
                });
        Running running = new Running()) {
      InetSocketAddress gateway =
          running.start(
              TestGateway.policy(
                  RoutePolicy.to(TestGateway.origin(origin.address()))
                      .withExpect(ExpectMode.RELAY)));
      check(ask(gateway, "GET http://h/a HTTP/1.1|host: h||"));
      check(ask(gateway, "OPTIONS /a HTTP/1.1|Host: h|max-forwards: 2||"));
      check(ask(gateway, "GET /a HTTP/1.1|Host: h|connection: upgrade|upgrade: websocket||"));
      check(ask(gateway, "GET /a HTTP/1.0||"));
      try (ScriptedClient client = ScriptedClient.connect(gateway)) {
        client.send("PUT /a HTTP/1.1\r\nHost: h\r\nexpect: 100-continue\r\n");
        client.send("Content-Length: 2\r\n\r\nhi");
        check(client.readFinal());
      }
      List<Head> forwarded =
          IntStream.range(0, 5).mapToObj(i -> origin.connection(i).heads().get(0)).toList();
      forwarded.forEach(FieldSpellingTest::check);
      assertThat(forwarded.get(1).raw()).contains("Max-Forwards: 1", "Via: ");
      assertThat(forwarded.get(2).raw()).contains("Upgrade: websocket", "Connection: upgrade");
      assertThat(forwarded.get(3).raw()).contains("Host: ");
      assertThat(forwarded.get(4).raw()).contains("Expect: 100-continue");
    }
  }
}
