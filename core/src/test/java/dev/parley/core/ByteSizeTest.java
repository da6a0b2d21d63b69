// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "500, 500",
    "500b, 500",
    "7B, 7",
    "1k, 1024",
    "64KiB, 65536",
    "64 kib, 65536",
    "3m, 3145728",
    "1MiB, 1048576",
    "2g, 2147483648",
    "1GiB, 1073741824",
    "1t, 1099511627776",
    "2TiB, 2199023255552",
    "1kB, 1000",
    "2MB, 2000000",
    "2GB, 2000000000",
    "3tb, 3000000000000",
    "1.5KiB, 1536",
    "1.25kB, 1250",
    "0.001kB, 1",
    "1.999kb, 1999",
    "9223372036854775807, 9223372036854775807"
  })
  void writtenFormsAreRead(String text, long bytes) {
    assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes));
    assertThat(ByteSize.parse(" " + text + "\t")).isEqualTo(new ByteSize(bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "x", "-1", "+1", "1.", ".5", "1.2345k", "1,5k", "1KiBB", "1xB", "1 k b", "١"
      })
  void otherFormsAreRefused(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("size: " + text + " (expected: a size such as 500, 64KiB, 1.5MiB or 2GB)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "0.999", "1.0b", "1.5 B"})
  void aFractionOfABytesIsRefused(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("size: " + text + " (expected: whole bytes, or a unit such as ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"9223372036854775808", "9999999999999999999", "9007199254740992k", "8388608.5TiB"})
  void sizesBeyond63BitsAreRefused(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("size: " + text + " (expected: at most 9223372036854775807 bytes)");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0B",
    "1, 1B",
    "1023, 1023B",
    "1024, 1KiB",
    "1536, 1536B",
    "1000, 1kB",
    "1001, 1001B",
    "1048576, 1MiB",
    "1000000, 1MB",
    "10000000000, 10GB",
    "1024000, 1024kB",
    "131072000, 125MiB",
    "3221225472, 3GiB",
    "1099511627776, 1TiB",
    "1125899906842624, 1024TiB",
    "9223372036854775807, 9223372036854775807B"
  })
  void theShortestFormThatLosesNothingIsWrittenAndReadBack(long bytes, String text) {
    assertThat(new ByteSize(bytes)).hasToString(text);
    assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes));
  }

  @Test
  void negativeSizesAreRefused() {
    assertThatThrownBy(() -> new ByteSize(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bytes: -1 (expected: zero or more)");
  }

  @Test
  void sizesAreOrdered() {
    assertThat(new ByteSize(1)).isLessThan(new ByteSize(2));
    assertThat(new ByteSize(2)).isGreaterThan(new ByteSize(1));
    assertThat(new ByteSize(2)).isEqualByComparingTo(new ByteSize(2));
  }

  @Test
  void whatDoesNotFitAnIntIsClamped() {
    assertThat(new ByteSize(5).clampedToInt()).isEqualTo(5);
    assertThat(new ByteSize(1L << 40).clampedToInt()).isEqualTo(Integer.MAX_VALUE);
  }
}
