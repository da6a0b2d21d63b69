// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class HeadTest {
  @Test
  void aRequestHeadKeepsItsBytesAndItsFieldsInOrder() {
    String raw = "PUT /u HTTP/1.1\r\nExpect: 100-Continue\r\nX:  a b \r\nx: c\r\n\r\n";
    Head head = Head.parse(raw);
    assertThat(head.method()).isEqualTo("PUT");
    assertThat(head.target()).isEqualTo("/u");
    assertThat(head.version()).isEqualTo("HTTP/1.1");
    assertThat(head.all("X")).containsExactly("a b", "c");
    assertThat(head.first("none")).isEmpty();
    assertThat(head.expectsContinue()).isTrue();
    assertThat(head.isResponse()).isFalse();
    assertThat(head.raw()).isEqualTo(raw);
    assertThat(head.bytes()).hasSize(raw.length());
  }

  @Test
  void aStatusLineTellsInterimFromFinal() {
    assertThat(Head.parse("HTTP/1.1 103 Early Hints\r\n\r\n").isInterim()).isTrue();
    Head last = Head.parse("HTTP/1.0 201 \r\n\r\n");
    assertThat(last.isFinal()).isTrue();
    assertThat(last.status()).isEqualTo(201);
    assertThat(last.version()).isEqualTo("HTTP/1.0");
  }

  @Test
  void whatIsNotAHeadIsNamed() {
    assertThatThrownBy(() -> Head.parse("GET / HTTP/1.1\r\n"))
        .hasMessage("head: \"GET / HTTP/1.1\\r\\n\" (expected: an empty line at its end)");
    assertThatThrownBy(() -> Head.parse("GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n"))
        .hasMessage("field line: \" c\" (expected: name: value)");
    assertThatThrownBy(() -> Head.parse("GET / HTTP/1.1\r\nA\r\n\r\n"))
        .hasMessage("field line: \"A\" (expected: name: value)");
    assertThatThrownBy(() -> Head.parse("GET / HTTP/1.1\r\n\r\n").status())
        .hasMessage("start line: \"GET / HTTP/1.1\" (expected: a status line)");
  }
}
