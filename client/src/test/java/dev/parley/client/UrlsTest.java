// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlsTest {
  @ParameterizedTest
  @CsvSource({
    "http://h/a b?c d, http://h/a%20b?c%20d",
    "http://my_host:8080/x, http://my_host:8080/x",
    "http://bücher.example:81/ü, http://xn--bcher-kva.example:81/%C3%BC",
    "http://b%C3%BCcher.example, http://xn--bcher-kva.example",
    "http://ｅｘａｍｐｌｅ.org/, http://example.org/",
    "http://%68/, http://h/",
    "http://[::1]:81/ü, http://[::1]:81/%C3%BC",
    "http://[fe80::1%eth0]/, http://[fe80::1%eth0]/"
  })
  void aUrlIsReadAsCurlAndBrowsersDo(String written, String read) {
    assertThat(Urls.read(written)).hasToString(read);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://straße.example/",
        "http://℀.example/",
        "http://a%2fb/",
        "http://a%00b/",
        "http://a%FFb/",
        "http://a%/",
        "http://bü cher/",
        "http://\u202ea/"
      })
  void aHostThatCouldBeAnotherIsNone(String written) {
    assertThatThrownBy(() -> Urls.read(written))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a host in ASCII, such as xn--...");
  }

  @Test
  void aNameBeforeAHostIsNoPartOfIt() {
    assertThatThrownBy(() -> Urls.read("http://me@bücher.example/"))
        .hasMessage("no user information; give credentials apart");
  }

  @Test
  void aRequestTakesWhatJavaHasNoUriFor() {
    Request request = Request.put("http://my_host/a[1]|é?f={1}", RequestContent.none());
    assertThat(request.target()).hasToString("http://my_host/a%5B1%5D%7C%C3%A9?f=%7B1%7D");
    assertThat(request.uri()).hasToString("http://my_host/a%5B1%5D%7C%C3%A9?f=%7B1%7D");
    assertThat(Request.get("http://h/%").uri()).isEqualTo(URI.create("http://h/%25"));
    assertThat(Request.post("http://h", RequestContent.none()).method()).isEqualTo("POST");
    assertThatThrownBy(() -> Request.get("http://a:b@h/"))
        .hasMessage("url: http://...@h/ (expected: no user information; give credentials apart)");
  }

  @Test
  void aUriWithAnUnderscoreIsTaken() {
    assertThat(Request.get(URI.create("http://my_host:1/é")).target())
        .hasToString("http://my_host:1/%C3%A9");
  }
}
