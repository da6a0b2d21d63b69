// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.TargetUri;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferencesTest {
  /** The examples of RFC 3986 5.4, and what is no reference. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '"',
      value = {
        "g http://a/b/c/g",
        "./g http://a/b/c/g",
        "g/ http://a/b/c/g/",
        "/g http://a/g",
        "//g http://g",
        "?y http://a/b/c/d;p?y",
        "g?y http://a/b/c/g?y",
        "\"#s\" http://a/b/c/d;p?q#s",
        "g#s http://a/b/c/g#s",
        "g?y#s http://a/b/c/g?y#s",
        ";x http://a/b/c/;x",
        "g;x=1/../y http://a/b/c/y",
        "\"\" http://a/b/c/d;p?q",
        ". http://a/b/c/",
        "./ http://a/b/c/",
        ".. http://a/b/",
        "../g http://a/b/g",
        "../.. http://a/",
        "../../../g http://a/g",
        "/./g http://a/g",
        "/../g http://a/g",
        "g. http://a/b/c/g.",
        "..g http://a/b/c/..g",
        "./g/. http://a/b/c/g/",
        "g/./h http://a/b/c/g/h",
        "g?y/../x http://a/b/c/g?y/../x",
        "http://h/a/../b http://h/b",
        "g:h g:h",
        "\"/a b|c\" \"http://a/a b|c\""
      })
  void aReferenceIsResolvedAsTheStandardSays(String reference, String resolved) {
    assertThat(References.resolve(TargetUri.parse("http://a/b/c/d;p?q"), reference))
        .isEqualTo(resolved);
  }

  @ParameterizedTest
  @CsvSource({"http://h, g, http://h/g", "http://h?q, ?y, http://h?y"})
  void aServerWithoutAPathHasARoot(String base, String reference, String resolved) {
    assertThat(References.resolve(TargetUri.parse(base), reference)).isEqualTo(resolved);
  }
}
