// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class NaturalOrderTest {
  private static final List<String> ORDERED =
      List.of(
          "",
          "0",
          "00",
          "01",
          "1",
          "1a",
          "2",
          "10",
          "99999999999999999998",
          "99999999999999999999",
          "A",
          "a",
          "a 1",
          "a-1",
          "A1",
          "a01b",
          "a1b",
          "a1B2",
          "a1b10",
          "a2",
          "a10",
          "ab",
          "Ä",
          "ä");

  @Test
  void numbersCountAndLettersStandTogether() {
    List<String> shuffled = new ArrayList<>(ORDERED);
    Collections.shuffle(shuffled, new Random(1));
    shuffled.sort(new NaturalOrder());
    assertThat(shuffled).containsExactlyElementsOf(ORDERED);
  }

  @Test
  void itIsAnOrder() {
    NaturalOrder order = new NaturalOrder();
    for (String a : ORDERED) {
      for (String b : ORDERED) {
        assertThat(Integer.signum(order.compare(a, b)))
            .as("%s and %s", a, b)
            .isEqualTo(Integer.signum(ORDERED.indexOf(a) - ORDERED.indexOf(b)))
            .isEqualTo(-Integer.signum(order.compare(b, a)));
      }
    }
  }
}
