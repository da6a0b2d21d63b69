// SPDX-License-Identifier: Apache-2.0
package dev.parley.client.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
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
    "#other, https://a.example/x/y?q#other"
  })
  void aReferenceIsResolvedAsTheStandardSays(String location, URI there) {
    assertThat(redirect(307, location).map(HttpRequest::uri)).contains(there);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mailto:a@b", "ftp://a.example/", "https:///x", "a b"})
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
}
