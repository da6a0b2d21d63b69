// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.netty.Destination;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorizersTest {
  private static final Credentials ME = new Credentials("me", "secret");

  private final Authorizers authorizers = new Authorizers();

  private static Target at(String path) {
    return new Target("http://h:80", "h", path, Destination.plain("h", 80), false);
  }

  private void challenge(String path, String line) {
    assertThat(
            authorizers.answer(
                at(path), authorizers.of(at(path)), List.of(line), () -> Optional.of(ME)))
        .isTrue();
  }

  private String space(String path) {
    Authorizer known = authorizers.of(at(path));
    return known == null ? "nobody" : known.space();
  }

  @ParameterizedTest
  @CsvSource({
    "/a/b/c, Basic one",
    "/a/b/, Basic one",
    "/a/b/deeper/down?q=/x, Basic one",
    "/a/bc, nobody",
    "/a/x?y, Digest two",
    "/w/1, Digest two",
    "/v, nobody",
    "/, nobody"
  })
  void theLongestPartOfAPathDecides(String path, String space) {
    challenge(
        "/a/x?q=/y/", "Digest realm=two, nonce=n, domain=\"http://H/w http://other/v //h/v %zz\"");
    challenge("/a/b/file", "Basic realm=one");
    assertThat(space(path)).isEqualTo(space);
  }

  @Test
  void aNewAnswerOfARealmIsForAllOfIt() {
    challenge("/a/1", "Digest realm=r, nonce=old, domain=\"/a/ /b/\"");
    challenge("/c/1", "Digest realm=r, nonce=new, domain=\"/c/\"");
    for (String path : List.of("/a/x", "/b/x", "/c/x")) {
      assertThat(Objects.requireNonNull(authorizers.of(at(path))).authorize("PUT", path))
          .contains("nonce=\"new\"");
    }
  }

  @Test
  void aServerOfManyRealmsIsKnownByTheLastOfThem() {
    int realms = 1000;
    for (int i = 0; i < realms; i++) {
      challenge("/" + i + "/x", "Basic realm=" + i);
      // Whatever is in use stays.
      assertThat(space("/0/x")).isEqualTo("Basic 0");
    }
    long known =
        IntStream.range(0, realms).filter(i -> authorizers.of(at("/" + i + "/x")) != null).count();
    assertThat(known).isBetween(30L, 64L);
    assertThat(space("/999/x")).isEqualTo("Basic 999");
  }
}
