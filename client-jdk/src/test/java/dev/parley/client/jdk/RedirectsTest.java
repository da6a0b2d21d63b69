// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedOrigin;
import java.net.URI;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectsTest {
  private static final URI HERE = URI.create("https://a.example/x/y?q#part");

  private static Optional<HttpRequest> redirect(int status, String... locations) {
    HttpRequest request =
        HttpRequest.newBuilder(HERE)
            .header("Authorization", "secret")
            .header("Content-Location", "/film")
            .header("X-Id", "1")
            .POST(BodyPublishers.ofString("abc"))
            .build();
    return Redirects.after(
        request,
        Redirect.NORMAL,
        status,
        HttpHeaders.of(Map.of("Location", List.of(locations)), (name, value) -> true),
        true);
  }

  @ParameterizedTest
  @CsvSource({
    "?id=7, https://a.example/x/y?id=7#part",
    "/a/../b, https://a.example/b#part",
    "/b#other, https://a.example/b#other",
    "//b.example, https://b.example#part",
    "#other, https://a.example/x/y?q#other",
    "a b, https://a.example/x/a%20b#part",
    "/caf\u00c3\u00a9, https://a.example/caf%C3%A9#part",
    "/[1]|{x}, https://a.example/%5B1%5D%7C%7Bx%7D#part"
  })
  void aReferenceIsResolvedAsTheStandardSays(String location, URI there) {
    assertThat(redirect(307, location).map(HttpRequest::uri)).contains(there);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mailto:a@b", "ftp://a.example/", "https:///x", "https://my_host/x"})
  void noReferenceLeadsOutOfHttp(String location) {
    assertThat(redirect(307, location)).isEmpty();
  }

  @Test
  void severalReferencesLeadNowhere() {
    assertThat(redirect(307, "/a", "/b")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "307, https://a.example:443/z, Authorization Content-Location X-Id",
    "307, https://a.example:444/z, Content-Location X-Id",
    "303, https://a.example/z, Authorization X-Id",
    "303, https://b.example/z, X-Id"
  })
  void aFieldGoesWhereItIsMeantFor(int status, String there, String fields) {
    assertThat(redirect(status, there).orElseThrow().headers().map().keySet())
        .containsExactlyInAnyOrder(fields.split(" ", -1));
  }

  @Test
  void whatTheCallerSaysOfConnectionsHoldsForAllOfThem() throws Exception {
    Script elsewhere =
        peer -> {
          Head head = peer.readRequestHead();
          peer.send(
              head.target().equals("/there")
                  ? OriginScripts.response(204)
                  : OriginScripts.response(307)
                      .replace("\r\n\r\n", "\r\nLocation: /there\r\n\r\n"));
        };
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.keepAlive(elsewhere));
        ParleyHttpClient client =
            ParleyHttpClient.newBuilder().followRedirects(Redirect.NORMAL).build()) {
      HttpRequest get =
          new AnyFields(
              HttpRequest.newBuilder(origin.uri()).build(),
              List.of(Map.entry("Connection", "close, X-Hop"), Map.entry("X-Hop", "1")));
      assertThat(client.send(get, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
      origin.verify();
      assertThat(origin.connections())
          .hasSize(2)
          .allSatisfy(
              connection -> {
                Head head = connection.heads().get(0);
                assertThat(head.all("Connection")).containsExactly("close");
                assertThat(head.has("X-Hop")).isFalse();
              });
    }
  }
}
