// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.TargetUri;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedOrigin;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectTest {
  private static final URI HERE = URI.create("https://a.example/x/y?q");

  private static Optional<Request> redirect(String method, int status, String... locations) {
    Request request =
        Request.of(method, HERE)
            .withContent(RequestContent.of("abc"))
            .withField("Authorization", "Basic eA==")
            .withField("Content-Type", "text/plain")
            .withField("X-Id", "1");
    return Redirect.of(
        request,
        status,
        HttpHeaders.of(Map.of("Location", List.of(locations)), (name, value) -> true));
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, 307, PUT", "PUT, 308, PUT", "PUT, 301, PUT", "PUT, 302, PUT", "PUT, 303, GET",
    "POST, 307, POST", "POST, 308, POST", "POST, 301, GET", "POST, 302, GET", "POST, 303, GET"
  })
  void theStatusSaysWhatIsSentThere(String method, int status, String then) {
    Request next = redirect(method, status, "/z").orElseThrow();
    assertThat(next.method()).isEqualTo(then);
    assertThat(next.uri()).isEqualTo(URI.create("https://a.example/z"));
    assertThat(next.content() instanceof RequestContent.None).isEqualTo(then.equals("GET"));
    assertThat(next.has("Content-Type")).isEqualTo(!then.equals("GET"));
    assertThat(next.has("Authorization")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "?id=7, https://a.example/x/y?id=7#part",
    "/a/../b, https://a.example/b#part",
    "/b#other, https://a.example/b#other"
  })
  void aReferenceIsResolvedAndAFragmentInherited(String location, URI there) {
    Request request = Request.get(URI.create("https://a.example/x/y?q#part"));
    assertThat(
            Redirect.of(
                    request,
                    302,
                    HttpHeaders.of(Map.of("Location", List.of(location)), (name, value) -> true))
                .map(Request::uri))
        .contains(there);
  }

  @Test
  void contentThatNobodyWantsHoldsNothingUpForLong() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    Script dripping =
        peer -> {
          peer.readRequestHead();
          peer.send("HTTP/1.1 307 Scripted\r\nLocation: /b\r\nContent-Length: 1000\r\n\r\n");
          for (int i = 0; i < 150 && !arrived.await(100, TimeUnit.MILLISECONDS); i++) {
            peer.send("x");
          }
        };
    Script there =
        peer -> {
          peer.readRequestHead();
          arrived.countDown();
          peer.send(OriginScripts.response(200));
        };
    try (ScriptedOrigin origin = ScriptedOrigin.inOrder(dripping, there);
        ParleyClient client = ParleyClient.create()) {
      CompletableFuture<Response<Void>> response =
          client.sendAsync(Request.get(origin.uri().resolve("/a")), BodyHandlers.discarding());
      assertThat(response)
          .succeedsWithin(Duration.ofSeconds(10))
          .extracting(Response::status)
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({"200", "300", "304", "305", "306", "400"})
  void otherStatusesLeadNowhere(int status) {
    assertThat(redirect("PUT", status, "/z")).isEmpty();
  }

  @Test
  void whatIsMeantForOneServerStaysThere() {
    assertThat(redirect("PUT", 307, "https://a.example:443/z").orElseThrow().has("Authorization"))
        .isTrue();
    for (String elsewhere : new String[] {"https://b.example/z", "https://a.example:444/z"}) {
      Request next = redirect("PUT", 307, elsewhere).orElseThrow();
      assertThat(next.has("Authorization")).isFalse();
      assertThat(next.has("X-Id")).isTrue();
    }
  }

  /** One character for each octet, as fields have it. */
  private static String octets(String utf8) {
    return new String(utf8.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({
    "/café, https://a.example/caf%C3%A9",
    "/файл.txt, https://a.example/%D1%84%D0%B0%D0%B9%D0%BB.txt",
    "/a b, https://a.example/a%20b",
    "/a|b, https://a.example/a%7Cb",
    "/x[1].bin?y[]=1, https://a.example/x%5B1%5D.bin?y[]=1",
    "/p{x}, https://a.example/p%7Bx%7D",
    "/100%?%41%, https://a.example/100%?%41%",
    "'/\\evil.example', https://a.example/%5Cevil.example",
    "https://my_host:8443/next, https://my_host:8443/next",
    "//my_host, https://my_host",
    "https://b.example./x, https://b.example./x",
    "https://bücher.example/ü, https://xn--bcher-kva.example/%C3%BC"
  })
  void bytesThatNoUriHoldsArePercentEncodedAsTheyCame(String location, String there) {
    assertThat(redirect("PUT", 307, octets(location)).map(Request::target))
        .contains(TargetUri.parse(there));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cookie",
        "X-Api-Key",
        "X-Auth-Token",
        "Private-Token",
        "X-CSRFToken",
        "X-Amz-Security-Token",
        "DD_API_KEY",
        "X-Session-Id",
        "Client-Secret"
      })
  void aFieldThatIsCalledLikeACredentialStaysWithItsServer(String name) {
    assertThat(Redirect.takes(name, HERE, URI.create("https://b.example/"), true)).isFalse();
    assertThat(Redirect.takes(name, HERE, URI.create("https://A.example/z"), true)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Id", "Idempotency-Key", "X-Author", "If-None-Match", "Accept"})
  void otherFieldsGoAlong(String name) {
    assertThat(Redirect.takes(name, HERE, URI.create("https://b.example/"), true)).isTrue();
  }

  @Test
  void octetsThatAreNoUtf8AreFollowedToo() {
    assertThat(redirect("PUT", 307, "/caf\u00e9").orElseThrow().target())
        .hasToString("https://a.example/caf%E9");
  }

  @ParameterizedTest
  @CsvSource({
    "http://a.example/z, UNENCRYPTED, http://a.example/z",
    "ftp://a.example/z, NO_HTTP_URL, ftp://a.example/z",
    "https:///z, NO_HTTP_URL, https:///z",
    "https://b.example:0/z, NO_HTTP_URL, https://b.example:0/z",
    "https://user:secret@b.example/z, USER_INFORMATION, https://...@b.example/z",
    "/é, TOO_MANY, https://a.example/%E9"
  })
  void whatIsNotFollowedSaysWhyAndWhereTo(String location, Unfollowed.Why why, String there) {
    HttpHeaders fields =
        HttpHeaders.of(Map.of("Location", List.of(location)), (name, value) -> true);
    assertThat(Redirect.unfollowed(Request.get(HERE), 302, fields, Unfollowed.Why.TOO_MANY))
        .contains(new Unfollowed(why, there));
  }

  @Test
  void noRedirectIsNotFollowedWhereNoneWas() {
    HttpHeaders none = HttpHeaders.of(Map.of(), (name, value) -> true);
    HttpHeaders some = HttpHeaders.of(Map.of("Location", List.of("/z")), (name, value) -> true);
    assertThat(Redirect.unfollowed(Request.get(HERE), 302, none, Unfollowed.Why.TOO_MANY))
        .isEmpty();
    assertThat(Redirect.unfollowed(Request.get(HERE), 201, some, Unfollowed.Why.TOO_MANY))
        .isEmpty();
  }

  @Test
  void noRedirectLeadsOutOfEncryptionOrOutOfHttp() {
    assertThat(redirect("PUT", 307, "http://a.example/z")).isEmpty();
    assertThat(redirect("PUT", 307, "ftp://a.example/z")).isEmpty();
    assertThat(redirect("PUT", 307, "https://user@a.example/z")).isEmpty();
    assertThat(redirect("PUT", 307, "https:a")).isEmpty();
    assertThat(redirect("PUT", 307)).isEmpty();
    assertThat(redirect("PUT", 307, "/a", "/b")).isEmpty();
  }

  private static Script sendingTo(String location, int status) {
    return OriginScripts.keepAlive(
        peer -> {
          Head head = peer.readRequestHead();
          peer.send(
              OriginScripts.closing(status)
                  .replace("\r\n\r\n", "\r\nLocation: " + location + "\r\n\r\n"));
          peer.shutdownOutput().discardToEof();
          assertThat(head.target()).startsWith("/");
        });
  }

  @Test
  void contentThatWasNotSpentGoesToTheOtherServer() throws Exception {
    try (ScriptedOrigin there = ScriptedOrigin.serving(OriginScripts.continueThen(201));
        ScriptedOrigin here = ScriptedOrigin.serving(sendingTo(there.uri() + "/there", 307));
        ParleyClient client = ParleyClient.create()) {
      Response<Void> response =
          client.send(
              Request.put(
                  here.uri(), RequestContent.of(PatternSource.stream(1_000_000), 1_000_000)),
              BodyHandlers.discarding());
      assertThat(response.status()).isEqualTo(201);
      assertThat(response.uri()).isEqualTo(there.uri().resolve("/there"));
      assertThat(there.connection(0).discarded().get(0).isPattern()).isTrue();
      assertThat(here.connection(0).discarded().get(0).length()).isZero();
    }
  }

  @Test
  void contentThatIsSpentStaysAndTheCallerSeesTheRedirect() throws Exception {
    try (ScriptedOrigin here = ScriptedOrigin.serving(sendingTo("/there", 307));
        ParleyClient client = ParleyClient.create()) {
      Response<Void> response =
          client.send(
              Request.put(here.uri(), RequestContent.of(PatternSource.stream(1_000_000), 1_000_000))
                  .withAsk(AskPolicy.NEVER),
              BodyHandlers.discarding());
      assertThat(response.status()).isEqualTo(307);
      assertThat(response.outcome().unfollowed())
          .contains(
              new Unfollowed(
                  Unfollowed.Why.CONTENT_SPENT, here.uri().resolve("/there").toString()));
    }
  }

  @Test
  void whatIsSpentIsNotNeededWhereTheRedirectIsToBeRead() throws Exception {
    try (ScriptedOrigin here =
            ScriptedOrigin.serving(
                peer -> {
                  Head head = peer.readRequestHead();
                  peer.discardContent(head);
                  peer.send(
                      head.target().equals("/there")
                          ? OriginScripts.response(200)
                          : "HTTP/1.1 303 See Other\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n");
                });
        ParleyClient client = ParleyClient.create()) {
      Response<Void> response =
          client.send(
              Request.post(
                      here.uri(), RequestContent.of(PatternSource.stream(1_000_000), 1_000_000))
                  .withAsk(AskPolicy.NEVER),
              BodyHandlers.discarding());
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.uri().getPath()).isEqualTo("/there");
    }
  }

  @Test
  void aServerThatSendsInCirclesIsFollowedSoOftenAndNoMore() throws Exception {
    try (ScriptedOrigin here = ScriptedOrigin.serving(sendingTo("/again", 302));
        ParleyClient client = ParleyClient.create(ClientPolicy.DEFAULTS.withRedirects(3))) {
      Response<Void> response = client.send(Request.get(here.uri()), BodyHandlers.discarding());
      assertThat(response.status()).isEqualTo(302);
      assertThat(here.connectionCount()).isEqualTo(4);
      assertThat(response.outcome().attempts()).hasSize(4);
      assertThat(response.outcome().unfollowed())
          .contains(
              new Unfollowed(Unfollowed.Why.TOO_MANY, here.uri().resolve("/again").toString()));
    }
  }
}
