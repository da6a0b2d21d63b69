// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeepAliveTest {
  private static final Duration KNOWN = Duration.ofSeconds(20);
  private static final Duration MOST = Duration.ofSeconds(30);

  @ParameterizedTest
  @CsvSource({
    "timeout=5, PT4S",
    "'timeout=5, max=100', PT4S",
    "'max=100, Timeout=2', PT1S",
    "timeout=1, PT0.5S",
    "timeout=0, PT0S",
    "timeout=31, PT30S",
    "timeout=3600, PT30S",
    "timeout=99999999999999999999, PT30S",
    "max=5, PT20S",
    "timeout=, PT20S",
    "timeout=-1, PT20S",
    "timeout=x, PT20S",
    "'', PT20S"
  })
  void theConnectionIsLetGoASecondBefore(String field, Duration kept) {
    HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    assertThat(KeepAlive.time(response, KNOWN, MOST)).isEqualTo(KNOWN);
    response.headers().set("Keep-Alive", field);
    assertThat(KeepAlive.time(response, KNOWN, MOST)).isEqualTo(kept);
  }
}
