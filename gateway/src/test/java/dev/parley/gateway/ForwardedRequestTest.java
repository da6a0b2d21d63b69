// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.ByteSize;
import dev.parley.gateway.GatewayPolicy.Match;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.gateway.GatewayPolicy.UnknownExpectations;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.PeerOptions;
import dev.parley.testkit.Proves;
import dev.parley.testkit.ScriptedClient;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a request, and of trailers, an origin or a client gets to see. */
final class ForwardedRequestTest {
  private static final PeerOptions PATIENT =
      PeerOptions.DEFAULTS.withDeadline(Duration.ofSeconds(5));

  private final Running running = new Running();
  private final ScriptedOrigin origin =
      ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(200)));

  @AfterEach
  void stop() throws IOException {
    running.close();
    origin.close();
  }

  /** The final status, after {@code request} was sent to a gateway in front of the origin. */
  private int status(String request) throws IOException {
    return status(
        running.start(TestGateway.policy(RoutePolicy.to(TestGateway.origin(origin.address())))),
        request);
  }

  private static int status(InetSocketAddress gateway, String request) {
    try (ScriptedClient client = ScriptedClient.connect(gateway, PATIENT)) {
      return client.send(request).readFinal().status();
    }
  }

  private Head forwarded() {
    return origin.connection(0).heads().get(0);
  }

  @Test
  void viaNamesTheVersionThatWasReceived() throws IOException {
    assertThat(status("GET /a HTTP/1.0\r\n\r\n")).isEqualTo(200);
    assertThat(forwarded().all("via"))
        .singleElement()
        .asString()
        .matches("1\\.0 parley-[0-9a-f]{8}");
    assertThat(forwarded().version()).isEqualTo("HTTP/1.1");
  }

  @Test
  void aHigherMinorVersionIsReadAsHttp11() throws IOException {
    InetSocketAddress gateway =
        running.start(TestGateway.policy(RoutePolicy.to(TestGateway.origin(origin.address()))));
    try (ScriptedClient client = ScriptedClient.connect(gateway, PATIENT)) {
      client.send(
          "PUT /a HTTP/1.2\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
      client.readInterim(100);
      Head response = client.send("abc").readFinal(200);
      assertThat(response.has("connection")).isFalse();
    }
    assertThat(forwarded().all("via"))
        .singleElement()
        .asString()
        .matches("1\\.2 parley-[0-9a-f]{8}");
    assertThat(forwarded().expectsContinue()).isTrue();
  }

  @Test
  @Proves("D5")
  void noExpectationOfHttp10IsHeeded() throws IOException {
    assertThat(status("PUT /a HTTP/1.0\r\nExpect: a b, c\r\nContent-Length: 3\r\n\r\nabc"))
        .isEqualTo(200);
    assertThat(forwarded().has("expect")).isFalse();
  }

  @ParameterizedTest
  @Proves("D3")
  @CsvSource({
    "x, false",
    "'x, 100-continue', true",
    "'100-Continue, x=\"100-continue\"', true",
    "x=\"100-continue\", false",
    "'x=100-continue;y=z, , x', false"
  })
  void unknownExpectationsCanBeIgnoredAndAreNeverForwarded(String expect, boolean asks)
      throws IOException {
    InetSocketAddress gateway =
        running.start(
            TestGateway.policy(RoutePolicy.to(TestGateway.origin(origin.address())))
                .withUnknownExpectations(UnknownExpectations.IGNORE));
    try (ScriptedClient client = ScriptedClient.connect(gateway, PATIENT)) {
      client.send(
          "PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: " + expect + "\r\n\r\n");
      if (asks) {
        client.readInterim(100);
      }
      client.send("abc").readFinal(200);
    }
    assertThat(forwarded().all("expect")).isEqualTo(asks ? List.of("100-continue") : List.of());
  }

  @ParameterizedTest
  @CsvSource({"100-continue;q=1, 400", "x y, 400"})
  void whatIsNotInTheGrammarIsRefusedAlsoWhereUnknownExpectationsAreIgnored(
      String expect, int status) throws IOException {
    InetSocketAddress gateway =
        running.start(
            TestGateway.policy(RoutePolicy.to(TestGateway.origin(origin.address())))
                .withUnknownExpectations(UnknownExpectations.IGNORE));
    assertThat(
            status(
                gateway,
                "PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: "
                    + expect
                    + "\r\n\r\n"))
        .isEqualTo(status);
    assertThat(origin.connections()).isEmpty();
  }

  @Test
  void anAbsoluteTargetMayNameAnyHostAndAnyPathThatHostMayName() throws IOException {
    assertThat(status("GET http://my_host:81?a|b HTTP/1.1\r\nHost: h\r\n\r\n")).isEqualTo(200);
    assertThat(forwarded().target()).isEqualTo("/?a|b");
    assertThat(forwarded().all("host")).containsExactly("my_host:81");
  }

  @Test
  void optionsForAUriWithoutAPathIsForTheServer() throws IOException {
    assertThat(status("OPTIONS http://h HTTP/1.1\r\nHost: h\r\n\r\n")).isEqualTo(200);
    assertThat(forwarded().target()).isEqualTo("*");
  }

  @Test
  void anAbsoluteTargetWithoutAHostIsRefused() throws IOException {
    assertThat(status("GET http:///a HTTP/1.1\r\nHost: h\r\n\r\n")).isEqualTo(400);
  }

  @Test
  void optionsForTheServerGoesToTheRouteOfItsHost() throws IOException {
    try (ScriptedOrigin other = ScriptedOrigin.serving(OriginScripts.refuseAtOnce(503, true))) {
      RoutePolicy otherHost = RoutePolicy.to(TestGateway.origin(other.address()));
      GatewayPolicy policy =
          TestGateway.policy(RoutePolicy.to(TestGateway.origin(origin.address())));
      InetSocketAddress gateway =
          running.start(
              new GatewayPolicy(
                  policy.listen(),
                  List.of(
                      RoutePolicy.of(
                          new Match(Optional.of("other"), "/"),
                          otherHost.admit(),
                          otherHost.origins(),
                          Optional.empty()),
                      policy.routes().get(0)),
                  policy.downstream(),
                  policy.upstream(),
                  policy.waiting(),
                  policy.unknownExpectations(),
                  policy.tunnelIdle()));
      assertThat(status(gateway, "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n")).isEqualTo(200);
    }
  }

  @Test
  void noSpellingOfHostOrPathGetsAroundTheLimitOfARoute() throws IOException {
    RoutePolicy open = RoutePolicy.to(TestGateway.origin(origin.address()));
    RoutePolicy limited =
        RoutePolicy.of(
            new Match(Optional.of("files.example"), "/b\u00fcro/"),
            open.admit().withMaxSize(new ByteSize(2)),
            open.origins(),
            Optional.empty());
    GatewayPolicy policy = TestGateway.policy(open);
    InetSocketAddress gateway =
        running.start(
            new GatewayPolicy(
                policy.listen(),
                List.of(limited, open),
                policy.downstream(),
                policy.upstream(),
                policy.waiting(),
                policy.unknownExpectations(),
                policy.tunnelIdle()));
    String rest = "\r\nContent-Length: 3\r\n\r\nabc";
    for (String host :
        List.of("files.example", "FILES.example:80", "files.example.", "files.example.:80")) {
      assertThat(status(gateway, "PUT /b%C3%BCro/a HTTP/1.1\r\nHost: " + host + rest))
          .as(host)
          .isEqualTo(413);
    }
    assertThat(status(gateway, "PUT /b%C3%BCro/a HTTP/1.1\r\nHost: other" + rest)).isEqualTo(200);
    assertThat(status(gateway, "PUT /b%FCro/a HTTP/1.1\r\nHost: files.example" + rest))
        .isEqualTo(200);
  }

  @Test
  void aRequestThatComesBackIsRefusedInWhateverFormViaCameBack() throws IOException {
    InetSocketAddress gateway =
        running.start(TestGateway.policy(RoutePolicy.to(TestGateway.origin(origin.address()))));
    assertThat(status(gateway, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n")).isEqualTo(200);
    String own = forwarded().all("via").get(0).substring("1.1 ".length());
    for (String via :
        List.of(
            "1.1 " + own,
            "1.0 a,1.1 " + own + " (comment), 2 b",
            "1.0 a\r\nVia:\tHTTP/1.1\t" + own,
            "1.1 " + own.toUpperCase(Locale.ROOT))) {
      assertThat(status(gateway, "GET /a HTTP/1.1\r\nHost: h\r\nVia: " + via + "\r\n\r\n"))
          .as(via)
          .isEqualTo(508);
    }
    String other = "Via: 1.1 parley, 1.1 parley-x" + own + ", 1.1 " + own + "0\r\n";
    assertThat(status(gateway, "GET /a HTTP/1.1\r\nHost: h\r\n" + other + "\r\n")).isEqualTo(200);
  }

  @Test
  void gatewaysInARowAreNoLoop() throws IOException {
    try (Running second = new Running()) {
      InetSocketAddress inner =
          second.start(TestGateway.policy(RoutePolicy.to(TestGateway.origin(origin.address()))));
      InetSocketAddress outer =
          running.start(TestGateway.policy(RoutePolicy.to(TestGateway.origin(inner))));
      assertThat(status(outer, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n")).isEqualTo(200);
      assertThat(forwarded().all("via")).hasSize(2).doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OPTIONS, 1, 0",
    "TRACE, 70, 69",
    "OPTIONS, 007, 6",
    "TRACE, 99999999999999999999, 999999998",
    "GET, 1, 1",
    "GET, x, x",
    "PUT, 0, 0"
  })
  void maxForwardsIsCountedDownForTraceAndOptionsAlone(String method, String came, String goes)
      throws IOException {
    assertThat(status(method + " /a HTTP/1.1\r\nHost: h\r\nMax-Forwards: " + came + "\r\n\r\n"))
        .isEqualTo(200);
    assertThat(forwarded().all("max-forwards")).containsExactly(goes);
  }

  @ParameterizedTest
  @CsvSource({
    "OPTIONS * HTTP/1.1, Max-Forwards: 0, 204",
    "OPTIONS /a HTTP/1.0, Max-Forwards: 00, 204",
    "TRACE /a HTTP/1.1, Max-Forwards: 0, 501",
    "TRACE /a HTTP/1.1, Max-Forwards: -1, 400",
    "OPTIONS /a HTTP/1.1, Max-Forwards:, 400",
    "OPTIONS /a HTTP/1.1, 'Max-Forwards: 1, 1', 400",
    "OPTIONS /a HTTP/1.1, Max-Forwards: 1|Max-Forwards: 1, 400",
    "TRACE /a HTTP/1.1, Content-Length: 3, 400",
    "TRACE /a HTTP/1.1, Transfer-Encoding: chunked, 400"
  })
  void whatGoesNoFurtherIsAnsweredByTheGateway(String line, String field, int status)
      throws IOException {
    String fields = field.replace("|", "\r\n");
    assertThat(status(line + "\r\nHost: h\r\n" + fields + "\r\n\r\n")).isEqualTo(status);
    assertThat(origin.connections()).isEmpty();
  }

  @Test
  void trailersFrameAndRouteNothing() throws IOException {
    String trailers = "0\r\nX: y\r\n\r\n";
    try (ScriptedOrigin reading =
        ScriptedOrigin.serving(
            peer -> {
              peer.readRequestHead();
              String read = peer.readExactly(trailers.length());
              peer.send(OriginScripts.closing(read.equals(trailers) ? 200 : 500));
            })) {
      InetSocketAddress gateway =
          running.start(TestGateway.policy(RoutePolicy.to(TestGateway.origin(reading.address()))));
      assertThat(
              status(
                  gateway,
                  "PUT /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n"
                      + "Host: evil\r\nConnection: Z, close\r\nZ: z\r\nKeep-Alive: 1\r\n\r\n"))
          .isEqualTo(200);
    }
  }
}
