// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalSizeTest {
  @ParameterizedTest
  @CsvSource({"50 132, 50, 132", "0 0, 24, 80", "0 100, 24, 100", "no, 24, 80", "'', 24, 80"})
  void whatATerminalDoesNotTellIsAsItUsedToBe(String text, int rows, int columns) {
    assertThat(TerminalSize.parse(text)).isEqualTo(new TerminalSize(rows, columns));
  }
}
