// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.admission.Verdict;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StoreGuardTest {
  private static final StoreGuard GUARD =
      new StoreGuard(
          WebPolicy.DEFAULTS
              .withHosts("files.example.org.", "192.0.2.7")
              .withOrigins("https://app.example.org"),
          List.of("Box", "[2001:db8::1]"));

  private static HttpRequest request(String method, String... fields) {
    HttpRequest head =
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), "/a");
    for (int i = 0; i < fields.length; i += 2) {
      head.headers().add(fields[i], fields[i + 1]);
    }
    return head;
  }

  private static int status(HttpRequest head, boolean overLoopback) {
    Verdict verdict = GUARD.judge(head, ChooseRoute.host(head), overLoopback);
    return verdict instanceof Verdict.Refuse refuse ? refuse.problem().status() : 200;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:8417",
        "LocalHost.:8417",
        "a.b.localhost",
        "127.0.0.1",
        "127.0.0.1:80",
        "127.254.3.9:8417",
        "[::1]",
        "[::1]:8417",
        "[0:0:0:0:0:0:0:1]",
        "files.example.org",
        "FILES.example.org:8417",
        "192.0.2.7",
        "box:1",
        "[2001:db8::1]:8417",
        ""
      })
  void aLoopbackAddressAnswersForItsOwnAndConfiguredHosts(String host) {
    for (String method : new String[] {"GET", "HEAD", "OPTIONS", "PUT", "POST", "DELETE"}) {
      assertThat(status(request(method, "Host", host), true)).as(method).isEqualTo(200);
    }
    assertThat(status(request("GET"), true)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8417",
        "localhost.evil.example",
        "notlocalhost",
        "127.0.0.1.evil.example",
        "127.0.0.1.nip.io:8417",
        "127.0.0",
        "127.0.0.256",
        "1127.0.0.1",
        "128.0.0.1",
        "0.0.0.0:8417",
        "192.0.2.8",
        "[::]",
        "[::2]",
        "[2001:db8::2]",
        "files.example.org.evil",
        "x.files.example.org"
      })
  void anyOtherHostIsMisdirectedThereAndNowhereElse(String host) {
    for (String method : new String[] {"GET", "HEAD", "OPTIONS", "PUT", "POST", "DELETE"}) {
      assertThat(status(request(method, "Host", host), true)).as(method).isEqualTo(421);
      assertThat(status(request(method, "Host", host), false)).as(method).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // Sec-Fetch-Site, Origin, what becomes of a write
        "-, -, 200",
        "same-origin, -, 200",
        "same-origin, http://localhost:8417, 200",
        // A proxy in front that names another host, as nginx does unless told.
        "same-origin, https://files.example.org, 200",
        "none, -, 200",
        "none, null, 200",
        "same-site, -, 403",
        "same-site, http://localhost:9000, 403",
        "cross-site, -, 403",
        "cross-site, https://evil.example, 403",
        "cross-site, null, 403",
        "cross-site, http://localhost:8417, 403",
        "unheard-of, -, 403",
        "'', -, 403",
        "-, http://localhost:8417, 200",
        "-, HTTP://LOCALHOST:8417, 200",
        // TLS ends in front.
        "-, https://localhost:8417, 200",
        "-, http://localhost, 403",
        "-, http://localhost:9000, 403",
        "-, https://evil.example, 403",
        "-, http://evil.example:8417, 403",
        "-, null, 403",
        "-, '', 403",
        "-, localhost:8417, 403",
        "-, https://app.example.org, 200",
        "cross-site, https://app.example.org, 200",
        "same-site, https://app.example.org, 200",
        "cross-site, https://app.example.org:8443, 403"
      })
  void aPageOfAnotherOriginChangesNothing(
      @Nullable String site, @Nullable String origin, int status) {
    for (String method : new String[] {"PUT", "POST", "DELETE", "PATCH", "FROB"}) {
      HttpRequest head = page(method, site, origin);
      assertThat(status(head, true)).as(method).isEqualTo(status);
      assertThat(status(head, false)).as(method).isEqualTo(status);
    }
    for (String method : new String[] {"GET", "HEAD", "OPTIONS", "TRACE"}) {
      assertThat(status(page(method, site, origin), true)).as(method).isEqualTo(200);
    }
  }

  private static HttpRequest page(String method, @Nullable String site, @Nullable String origin) {
    HttpRequest head = request(method, "Host", "localhost:8417");
    if (site != null) {
      head.headers().add("sec-fetch-site", site);
    }
    if (origin != null) {
      head.headers().add("origin", origin);
    }
    return head;
  }

  @Test
  void aDefaultPortMayBeWrittenOrNot() {
    assertThat(status(request("PUT", "Host", "localhost:80", "Origin", "http://localhost"), true))
        .isEqualTo(200);
    assertThat(status(request("PUT", "Host", "localhost:443", "Origin", "https://localhost"), true))
        .isEqualTo(200);
    assertThat(status(request("PUT", "Host", "localhost:80", "Origin", "https://localhost"), true))
        .isEqualTo(403);
  }

  @Test
  void twoOfAFieldAreBelievedOnlyWhereBothAreGood() {
    HttpRequest head = page("PUT", "same-origin", null);
    head.headers().add("Sec-Fetch-Site", "cross-site");
    assertThat(status(head, true)).isEqualTo(403);
    head = page("PUT", null, "https://app.example.org");
    head.headers().add("Origin", "https://evil.example");
    assertThat(status(head, true)).isEqualTo(403);
  }
}
