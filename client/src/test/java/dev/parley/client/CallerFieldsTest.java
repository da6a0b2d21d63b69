// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallerFieldsTest {
  @Test
  void whatIsForAllIsSentAsItIs() {
    List<Map.Entry<String, String>> lines =
        List.of(Map.entry("x-A", "1"), Map.entry("X-a", "2"), Map.entry("Accept", ""));
    assertThat(CallerFields.of(lines).sent()).isEqualTo(lines);
    assertThat(CallerFields.of(lines).sends("x-a")).isTrue();
    assertThat(CallerFields.of(lines).sends("x-b")).isFalse();
  }

  @Test
  void whatTheClientSeesToIsNotSent() {
    assertThat(
            CallerFields.of(
                    List.of(
                        Map.entry("Host", "h"),
                        Map.entry("content-length", "3"),
                        Map.entry("Keep-Alive", "timeout=5"),
                        Map.entry("Connection", "keep-alive")))
                .sent())
        .isEmpty();
  }

  @Test
  void everyLineOfConnectionCounts() {
    CallerFields fields =
        CallerFields.of(
            List.of(
                Map.entry("Connection", "X-A"),
                Map.entry("x-a", "1"),
                Map.entry("connection", ", CLOSE ,x-b"),
                Map.entry("X-B", "2"),
                Map.entry("X-C", "3")));
    assertThat(fields.sent())
        .containsExactly(Map.entry("X-C", "3"), Map.entry("Connection", "close"));
    assertThat(fields.closes()).isTrue();
    assertThat(fields.sends("X-A")).isFalse();
    assertThat(fields.sends("Connection")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "100-continue | true",
        "100-CONTINUE | true",
        "', 100-continue ,\t100-continue'| true",
        "100-continue, other=1 | true",
        "'' | false",
        "200-ok | false",
        "100-continue;q=1 | false",
        "\"100-continue\" | false"
      })
  void anExpectationIsAMemberOfAList(String value, boolean expected) {
    assertThat(CallerFields.of(List.of(Map.entry("expect", value))).expectsContinue())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Connection | 'close, Keep-Alive,' | true",
        "Connection | x-hop | false",
        "Expect | 100-Continue | true",
        "Expect | 100-continue, other | false",
        "Expect | 100 continue | false",
        "upgrade | h2c | false",
        "TE | trailers | false",
        "X-A | te | true"
      })
  void whatIsNotUnderstoodIsSaid(String name, String value, boolean understood) {
    assertThat(CallerFields.of(List.of(Map.entry(name, value))).understood()).isEqualTo(understood);
  }
}
