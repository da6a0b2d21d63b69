// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutePathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/photos/a.jpg",
        "/ph%6ftos/a.jpg",
        "/ph%6Ftos/a.jpg",
        "//photos/a.jpg",
        "/photos//a.jpg",
        "/photos%2Fa.jpg",
        "/photos\\a.jpg",
        "/photos%5ca.jpg",
        "/photos;v=1/a.jpg;x",
        "/photos/a.jpg?/../other"
      })
  void everySpellingOfAPathIsTheSamePath(String target) {
    assertThat(RoutePath.of(target)).isEqualTo("/photos/a.jpg");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/x/../photos/a", "/./photos", "/%2e%2E/a", "/a/..", "/a/.;x/b", "/a\\..\\b"})
  void aDotSegmentHasNoPlainPath(String target) {
    assertThat(RoutePath.of(target)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "/photos/, /photos/a, true",
    "/photos/, /photos, true",
    "/photos/, /photos/, true",
    "/photos, /photos/a, true",
    "/photos, /photoshop, false",
    "/photos/, /photoshop, false",
    "/, /anything, true",
    "/, '', true",
    "/a/b, /a, false"
  })
  void aPrefixTakesWholeSegments(String prefix, String path, boolean takes) {
    assertThat(RoutePath.below(prefix, path)).isEqualTo(takes);
  }

  @Test
  void aBrokenEscapeStaysAsItIs() {
    assertThat(RoutePath.of("/a%zz/%4")).isEqualTo("/a%zz/%4");
  }

  @ParameterizedTest
  @CsvSource({
    "/b\u00fcro/, /b%C3%BCro/a",
    "/b\u00fcro, /b%c3%bcro",
    "/\ud83d\ude00/, /%F0%9F%98%80/",
    "/100%/, /100%25/a",
    "/a b/, /a%20b/c"
  })
  void aPathInTheConfigurationTakesWhatItsEscapesSay(String prefix, String target) {
    String path = Objects.requireNonNull(RoutePath.of(target));
    assertThat(RoutePath.below(RoutePath.ofText(prefix), path)).isTrue();
  }
}
