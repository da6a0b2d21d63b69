// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RegionTest {
  private final Region region = new Region();

  @Test
  void theFirstDrawingHidesTheCursorAndTheLastOneShowsIt() {
    assertThat(shown(region.draw(List.of("a")))).isEqualTo("<?25l><?7l>a<K>");
    assertThat(shown(region.clear())).isEqualTo("\r<J><?7h><?25h>");
  }

  @Test
  void aDrawingTakesThePlaceOfTheOneBefore() {
    assertThat(region.draw(List.of("a", "b", "c"))).isNotEmpty();
    assertThat(shown(region.draw(List.of("d", "e", "f")))).isEqualTo("\r<2A>d<K>\ne<K>\nf<K>");
  }

  @Test
  void linesThatAreNoLongerThereAreTakenAway() {
    assertThat(region.draw(List.of("a", "b"))).isNotEmpty();
    assertThat(shown(region.draw(List.of("c")))).isEqualTo("\r<1A>c<K><J>");
    assertThat(shown(region.draw(List.of()))).isEqualTo("\r<J><?7h><?25h>");
  }

  @Test
  void whereNothingWasDrawnNothingIsTakenAway() {
    assertThat(region.clear()).isEmpty();
  }

  private static String shown(String text) {
    return text.replaceAll("\u001b\\[(\\?\\d+[lh]|\\d*[A-Z])", "<$1>");
  }
}
