// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetUriTest {
  @ParameterizedTest
  @CsvSource({
    "http://h, h, 80, h, http://h:80, /",
    "HTTP://H, H, 80, H, http://h:80, /",
    "http://h/, h, 80, h, http://h:80, /",
    "http://h:/x, h, 80, h, http://h:80, /x",
    "http://h:080/x, h, 80, h, http://h:80, /x",
    "http://h?q, h, 80, h, http://h:80, /?q",
    "http://h?, h, 80, h, http://h:80, /?",
    "http://h#f, h, 80, h, http://h:80, /",
    "http://h/a/b?c?d#e?f, h, 80, h, http://h:80, /a/b?c?d",
    "http://h/a#b?c, h, 80, h, http://h:80, /a",
    "https://h:443/, h, 443, h, https://h:443, /",
    "HttpS://h:80/, h, 80, h:80, https://h:80, /",
    "http://h:443/, h, 443, h:443, http://h:443, /",
    "http://h:1, h, 1, h:1, http://h:1, /",
    "http://h:65535, h, 65535, h:65535, http://h:65535, /",
    "http://[::1]:81/x, ::1, 81, [::1]:81, http://[::1]:81, /x",
    "http://[FE80::1%eth0]/, FE80::1%eth0, 80, [FE80::1%eth0], http://[fe80::1%eth0]:80, /",
    "http://10.0.0.255/x, 10.0.0.255, 80, 10.0.0.255, http://10.0.0.255:80, /x"
  })
  void aServerAndWhatIsAskedOfIt(
      String text, String host, int port, String authority, String origin, String originForm) {
    TargetUri target = TargetUri.parse(text);
    assertThat(target.host()).isEqualTo(host);
    assertThat(target.port()).isEqualTo(port);
    assertThat(target.authority()).isEqualTo(authority);
    assertThat(target.origin()).isEqualTo(origin);
    assertThat(target.originForm()).isEqualTo(originForm);
    assertThat(target.encrypted()).isEqualTo(origin.startsWith("https"));
    assertThat(target).hasToString(text);
    assertThat(TargetUri.lenient(text)).isEqualTo(target).hasSameHashCodeAs(target);
  }

  @Test
  void itsPartsAreThereAsTheyWereWritten() {
    TargetUri whole = TargetUri.parse("http://h/a?b#c");
    assertThat(whole.path()).isEqualTo("/a");
    assertThat(whole.query()).contains("b");
    assertThat(whole.fragment()).contains("c");
    TargetUri least = TargetUri.parse("http://h");
    assertThat(least.path()).isEmpty();
    assertThat(least.query()).isEmpty();
    assertThat(least.fragment()).isEmpty();
    assertThat(TargetUri.parse("http://h?#").query()).contains("");
    assertThat(TargetUri.parse("http://h?#").fragment()).contains("");
    assertThat(whole).isNotEqualTo(least).isNotEqualTo("http://h/a?b#c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "upload_service",
        "-a.b-",
        "a.b.",
        "stack_service.1a",
        "a!$&'()*+,;=~",
        "1.2.3.a",
        "0x7f",
        "xn--bcher-kva.example"
      })
  void aNameMayBeWhateverIsARegisteredName(String host) {
    TargetUri target = TargetUri.parse("http://" + host + ":8080/x");
    assertThat(target.host()).isEqualTo(host);
    assertThat(target.authority()).isEqualTo(host + ":8080");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "a\\b a_host_without_'\\'",
        "a%41 a_host_without_'%'",
        "a[b] a_host_without_'['",
        "[::1 a_host_without_'['",
        "a|b a_host_without_'|'",
        "a:b:1 a_host_without_':'",
        "bücher a_host_in_ASCII,_such_as_xn--...",
        "a..b a_host_without_empty_labels",
        ".a a_host_without_empty_labels",
        ". a_host_without_empty_labels",
        ":80 a_host_without_empty_labels",
        "1 a_name,_or_an_IPv4_address_of_four_numbers_up_to_255",
        "1.2.3 a_name,_or_an_IPv4_address_of_four_numbers_up_to_255",
        "a.1 a_name,_or_an_IPv4_address_of_four_numbers_up_to_255",
        "1.2.3.4.5 a_name,_or_an_IPv4_address_of_four_numbers_up_to_255",
        "1.2.3.256 a_name,_or_an_IPv4_address_of_four_numbers_up_to_255",
        "1.2.3.04 a_name,_or_an_IPv4_address_of_four_numbers_up_to_255",
        "1.2.3.1000 a_name,_or_an_IPv4_address_of_four_numbers_up_to_255",
        "1.2.3.4. a_name,_or_an_IPv4_address_of_four_numbers_up_to_255",
        "me@h no_user_information;_give_credentials_apart",
        "h:0 a_port_from_1_to_65535",
        "h:65536 a_port_from_1_to_65535",
        "h:99999999999999999999 a_port_from_1_to_65535",
        "h:8/0 -",
        "h:8a a_port_from_1_to_65535",
        "h:+8 a_port_from_1_to_65535"
      })
  void whatNoHostHoldsIsNamed(String authority, String expected) {
    if (expected.equals("-")) {
      assertThat(TargetUri.parse("http://" + authority).port()).isEqualTo(8);
      return;
    }
    assertThatThrownBy(() -> TargetUri.parse("http://" + authority + "/"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(expected.replace('_', ' '));
    assertThatThrownBy(() -> TargetUri.lenient("https://" + authority))
        .hasMessage(expected.replace('_', ' '));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "::",
        "1::",
        "::1",
        "1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::",
        "::2:3:4:5:6:7:8",
        "abcd:EF01::1.2.3.4",
        "1:2:3:4:5:6:1.2.3.4",
        "1::8"
      })
  void anAddressStandsInBrackets(String address) {
    assertThat(TargetUri.parse("http://[" + address + "]").host()).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        ":::",
        "1",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1::3:4:5:6:7:8:9",
        "1:2:3:4::5:6:7:8",
        "1::2::3",
        "12345::",
        "g::",
        "1.2.3.4::",
        "::1.2.3",
        "::1.2.3.4:5",
        "v1.x",
        "fe80::1%a/b",
        "fe80::1%-"
      })
  void anythingElseInBracketsIsNoHost(String address) {
    assertThatThrownBy(() -> TargetUri.parse("http://[" + address + "]:80"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "h",
        "ftp://h/",
        "http:",
        "http:h",
        "http:/h",
        "http://",
        "http:///x",
        "ttp://h"
      })
  void onlyAServerThatSpeaksHttpIsATarget(String text) {
    assertThatThrownBy(() -> TargetUri.parse(text))
        .hasMessage("http://HOST or https://HOST, with a port and a path or not");
  }

  @ParameterizedTest
  @CsvSource({
    "/a[1].bin, /a%5B1%5D.bin",
    "/x?k=a|b, /x?k=a%7Cb",
    "/x?f={1}&t[]=2, /x?f=%7B1%7D&t[]=2",
    "/100%, /100%25",
    "/5%2, /5%252",
    "/%4g%g4%41, /%254g%25g4%41",
    "/a?b#c[d], /a?b#c%5Bd%5D",
    "/\"<>\\^`{|}, /%22%3C%3E%5C%5E%60%7B%7C%7D",
    "/!$&'()*+;=:@-._~, /!$&'()*+;=:@-._~"
  })
  void whatIsAskedIsSentAsItWasWritten(String written, String asUri) {
    TargetUri target = TargetUri.parse("http://h" + written);
    assertThat(target.originForm()).isEqualTo(written.replaceFirst("#.*", ""));
    assertThat(target.asUri()).isEqualTo("http://h" + asUri);
  }

  @ParameterizedTest
  @CsvSource({
    "http://h, http://h/b",
    "HTTP://H:80/a/c#f, HTTP://H:80/b",
    "https://[::1]?c=/d#e, https://[::1]/b?c=/d",
    "http://h/a?#, http://h/b?"
  })
  void aServerHasOtherPaths(String text, String other) {
    assertThat(TargetUri.parse(text).withPath("/b")).isEqualTo(TargetUri.parse(other));
  }

  @Test
  void anAddressOfAnInterfaceStaysOneInAUri() {
    assertThat(TargetUri.parse("http://[fe80::1%eth0]/%").asUri())
        .isEqualTo("http://[fe80::1%eth0]/%25");
  }

  @ParameterizedTest
  @CsvSource({
    "/é, /%C3%A9",
    "/߿ࠀ?€, /%DF%BF%E0%A0%80?%E2%82%AC",
    "/\uffff, /%EF%BF%BF",
    "/😀, /%F0%9F%98%80"
  })
  void lettersOfAllScriptsAreSentAsUtf8(String written, String sent) {
    assertThat(TargetUri.parse("http://h" + written).originForm()).isEqualTo(sent);
    assertThat(TargetUri.lenient("http://h" + written).originForm()).isEqualTo(sent);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud800", "\udfff", "\udc00\ud800"})
  void halfOfACharacterIsNone(String half) {
    assertThatThrownBy(() -> TargetUri.parse("http://h/" + half)).hasMessage("whole characters");
  }

  @Test
  void charactersBesideTheHalvesAreWhole() {
    assertThat(TargetUri.parse("http://h/\ud7ff\ue000").originForm())
        .isEqualTo("/%ED%9F%BF%EE%80%80");
  }

  @Test
  void noRequestLineHoldsSpacesOrControls() {
    assertThatThrownBy(() -> TargetUri.parse("http://h/a b")).hasMessage("%20 in place of a space");
    assertThatThrownBy(() -> TargetUri.parse("http://h/a\tb"))
        .hasMessage("%09 in place of a control character");
    assertThatThrownBy(() -> TargetUri.parse("http://h/a\u0010b"))
        .hasMessage("%10 in place of a control character");
    assertThatThrownBy(() -> TargetUri.parse("http://h/a\u007fb"))
        .hasMessage("%7F in place of a control character");
  }

  @ParameterizedTest
  @CsvSource({
    "/a b, /a%20b",
    "/a|b, /a%7Cb",
    "/x[1].bin, /x%5B1%5D.bin",
    "/p{x}?y[]=^, /p%7Bx%7D?y[]=%5E",
    "/100%?5%, /100%?5%",
    "/a%20b, /a%20b",
    "/\u0001\u007f, /%01%7F",
    "?a://b/[], /?a://b/[]"
  })
  void whatWasMeantIsPercentEncoded(String written, String sent) {
    assertThat(TargetUri.lenient("http://h" + written).originForm()).isEqualTo(sent);
  }

  @Test
  void oneFragmentIsLeft() {
    assertThat(TargetUri.lenient("http://h/#a#b[").fragment()).contains("a%23b%5B");
  }

  @Test
  void octetsStayWhatTheyAre() {
    assertThat(PercentEncoding.ofOctets("/caf\u00c3\u00a9 \u0080\u00ff%"))
        .isEqualTo("/caf%C3%A9 %80%FF%");
  }
}
