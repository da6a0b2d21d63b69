// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {
  private static final URI HERE = URI.create("http://h/");

  @Test
  void aTraceHasNoContent() {
    assertThatThrownBy(
            () ->
                Request.of("TRACE", URI.create("http://h/")).withContent(RequestContent.of("abc")))
        .hasMessage("method: TRACE (expected: another one where there is content)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "P UT", "PUT\r\n", "CONNECT", "PÜT"})
  void aMethodIsAToken(String method) {
    assertThatThrownBy(() -> Request.of(method, HERE))
        .hasMessage("method: " + method + " (expected: a method other than CONNECT)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://h/", "/u", "http:///u", "h:80", "mailto:a@b"})
  void aUriLeadsToAServer(String uri) {
    assertThatThrownBy(() -> Request.get(URI.create(uri)))
        .hasMessageStartingWith("uri: " + uri + " (expected: http://HOST");
  }

  @Test
  void aUriHoldsNoPassword() {
    assertThatThrownBy(() -> Request.get(URI.create("http://me:secret@h/")))
        .hasMessageStartingWith("uri: http://...@h/ (expected: no user information")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nb", "a\nb", "\u0000", "\u007f", "€"})
  void aValueStaysOnItsLine(String value) {
    assertThatThrownBy(() -> Request.get(HERE).withField("X-A", value))
        .hasMessageContaining("(expected: visible characters of ISO-8859-1, spaces and tabs)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Host", "content-length", "Transfer-Encoding", "Connection", "EXPECT", "TE"})
  void whatTheClientSeesToIsNotTheCallers(String name) {
    assertThatThrownBy(() -> Request.get(HERE).withField(name, "x"))
        .hasMessage("field: " + name + " (expected: none that the client sees to itself)");
  }

  @Test
  void aRequestMayBeTheLastOfItsConnection() {
    assertThat(Request.get(HERE).withField("connection", "Close").has("Connection")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "X A", "X:"})
  void aNameIsAToken(String name) {
    assertThatThrownBy(() -> Request.get(HERE).withField(name, "x"))
        .hasMessageStartingWith("field: " + name + " (expected: a name");
  }

  @ParameterizedTest
  @CsvSource({
    "http://h, http://h:80, h, /",
    "http://H:80/a%20b?c=d#e, http://h:80, H, /a%20b?c=d",
    "http://h:8080?q, http://h:8080, h:8080, /?q",
    "http://h/ä€?ö, http://h:80, h, /%C3%A4%E2%82%AC?%C3%B6",
    "https://h/, https://h:443, h, /",
    "https://h:80/, https://h:80, h:80, /",
    "http://[::1]:81/x, http://[::1]:81, [::1]:81, /x"
  })
  void aTargetIsWhatTheUriSays(String uri, String origin, String authority, String target)
      throws Exception {
    Target there = Target.of(Urls.of(URI.create(uri)), Optional.empty(), SSLContext.getDefault());
    assertThat(there.origin()).isEqualTo(origin);
    assertThat(there.authority()).isEqualTo(authority);
    assertThat(there.target()).isEqualTo(target);
    assertThat(there.destination().tls().isPresent()).isEqualTo(uri.startsWith("https"));
    assertThat(there.destination().host()).doesNotContain("[");
  }
}
