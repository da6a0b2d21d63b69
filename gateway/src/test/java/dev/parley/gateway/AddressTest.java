// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8417, 127.0.0.1, 8417",
    "' 127.0.0.1:0 ', 127.0.0.1, 0",
    "0.0.0.0:65535, 0.0.0.0, 65535",
    "localhost:1, 127.0.0.1, 1",
    "[::1]:8417, 0:0:0:0:0:0:0:1, 8417",
    "[::ffff:127.0.0.1]:80, 127.0.0.1, 80"
  })
  void anAddressToListenOnIsAHostAndAPort(String text, String host, int port) {
    InetSocketAddress address = ListenAddress.parse("--listen", text);
    assertThat(address.getAddress().getHostAddress()).isEqualTo(host);
    assertThat(address.getPort()).isEqualTo(port);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "8417",
        ":8417",
        "127.0.0.1",
        "127.0.0.1:",
        "127.0.0.1:65536",
        "127.0.0.1:123456",
        "127.0.0.1:-1",
        "127.0.0.1:http",
        "::1:8417",
        "[::1]",
        "[localhost]:1",
        "a b:1",
        "http://127.0.0.1:8417"
      })
  void anythingElseToListenOnIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> ListenAddress.parse("--listen", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "--listen: " + text + " (expected: HOST:PORT, such as 127.0.0.1:8417 or [::1]:8417)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[:::1]:80", "[1::2::3]:80"})
  void aHostWithoutAnAddressIsRefused(String text) {
    assertThatThrownBy(() -> ListenAddress.parse("listen[0].address", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("listen[0].address: " + text + " (expected: a host that has an address)");
  }

  @ParameterizedTest
  @CsvSource({
    "http://files.example, files.example, 80, http://files.example:80",
    "http://files.example/, files.example, 80, http://files.example:80",
    "HTTP://files.example:8080, files.example, 8080, http://files.example:8080",
    "http://10.0.0.5:1, 10.0.0.5, 1, http://10.0.0.5:1",
    "http://[::1]:65535, ::1, 65535, http://[::1]:65535",
    "http://[::1], ::1, 80, http://[::1]:80",
    "http://upload_service:8080, upload_service, 8080, http://upload_service:8080",
    "http://files.example.:8080/, files.example., 8080, http://files.example.:8080"
  })
  void anOriginIsAnHttpUrlOfAHost(String text, String host, int port, String shown) {
    OriginAddress address = OriginAddress.parse("--origin", text);
    assertThat(address).isEqualTo(new OriginAddress(host, port)).hasToString(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "'', http://HOST or http://HOST:PORT",
    "files.example, http://HOST or http://HOST:PORT",
    "files.example:80, http://HOST or http://HOST:PORT",
    "ftp://files.example, http://HOST or http://HOST:PORT",
    "http:files.example, http://HOST or http://HOST:PORT",
    "https://files.example, http://HOST or http://HOST:PORT; TLS to an origin is not supported yet",
    "http://files.example:0, a port from 1 to 65535",
    "http://files.example:65536, a port from 1 to 65535",
    "http://files.example/upload, http://files.example; an origin has no path of its own",
    "http://h:81/?a, http://h:81; an origin has no path of its own",
    "http://files.example#a, http://files.example; an origin has no path of its own",
    "http://files example, %20 in place of a space",
    "http://files|example, a host without '|'",
    "http://[::g], an IPv6 address in the brackets"
  })
  void anyOtherOriginIsRefusedWithTheReason(String text, String expected) {
    assertThatThrownBy(() -> OriginAddress.parse("--origin", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--origin: " + text + " (expected: " + expected + ")");
  }

  @Test
  void aPasswordInAnOriginIsNotRepeated() {
    assertThatThrownBy(() -> OriginAddress.parse("--origin", "http://me:secret@h"))
        .hasMessage(
            "--origin: http://...@h (expected: no user information; give credentials apart)");
  }
}
