// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpgradesTest {
  private static final Upgrades ALLOWED = new Upgrades(List.of("websocket", "a/1"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "a/",
        "/1",
        "a/1/2",
        "h2c",
        "H2C",
        "h2",
        "h3",
        "TLS/1.3",
        "HTTP/2.0"
      })
  void noFormOfHttpOrTlsCanBeConfigured(String protocol) {
    assertThatThrownBy(() -> RoutePolicy.toStore(Path.of("x")).withUpgrade(protocol))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "upgrade: "
                + protocol
                + " (expected: a protocol such as websocket, and no form of HTTP or TLS)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "WebSocket", "a/1", "h2o", "tls-like/1.2"})
  void anyOtherProtocolCanBe(String protocol) {
    assertThatCode(() -> RoutePolicy.toStore(Path.of("x")).withUpgrade(protocol))
        .doesNotThrowAnyException();
  }

  @Test
  void whatIsNamedIsComparedInAnyCaseAndKeptAsItIs() {
    Upgrades named = named("WebSocket,, b", "A/1 ,a");
    assertThat(named.protocols()).containsExactly("WebSocket", "b", "A/1", "a");
    assertThat(named.among(ALLOWED).protocols()).containsExactly("WebSocket", "A/1");
  }

  @Test
  void aSwitchIsToNothingElseAndToSomething() {
    assertThat(named("A/1").allAmong(ALLOWED)).isTrue();
    assertThat(named("a/1, websocket").allAmong(ALLOWED)).isTrue();
    assertThat(named("a/1, h2c").allAmong(ALLOWED)).isFalse();
    assertThat(named(",").allAmong(ALLOWED)).isFalse();
    assertThat(named().allAmong(ALLOWED)).isFalse();
  }

  private static Upgrades named(String... lines) {
    HttpHeaders fields = new DefaultHttpHeaders();
    for (String line : lines) {
      fields.add("Upgrade", line);
    }
    return Upgrades.namedIn(fields);
  }
}
