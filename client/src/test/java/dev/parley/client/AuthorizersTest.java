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
                at(path), authorizers.of(at(path)), List.of(line), space -> Optional.of(ME)))
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

  @ParameterizedTest
  @CsvSource({
    "/a/b/../../c/x, nobody",
    "/a/b/..?/, nobody",
    "/a/b/%2e%2E/%2e./c/x, nobody",
    "/a/b/..%2f..%2Fc/x, nobody",
    "/a/b/..%5c..%5Cc/x, nobody",
    "/a/b/..;v=1/..;/c/x, nobody",
    "/a/b//../x, nobody",
    "/a/../c/x, nobody",
    "/a/b/./x, Basic one",
    "/a/b/d/../x, Basic one",
    "/a/b//x?../../c, Basic one",
    "/a/%62/x%2f, Basic one",
    "/%61/b/x;v=1, Basic one",
    "/c/x, Basic two",
    "/c/../a/b/x, nobody"
  })
  void aPathIsCoveredWhereEveryServerReadsItSo(String path, String space) {
    challenge("/a/b/file", "Basic realm=one");
    challenge("/c/file", "Basic realm=two");
    assertThat(space(path)).isEqualTo(space);
  }

  @ParameterizedTest
  @CsvSource({
    "/a/%62/x, Basic inner",
    "/a//b/x, nobody",
    "/a/B/x, nobody",
    "/a%2Fb/x, nobody",
    "/a/c/../b/x, nobody",
    "/a/b/../c, nobody",
    "/d/../e, Basic outer",
    "//e, Basic outer",
    "/gr%C3%b6%C3%9Fe/, Basic outer"
  })
  void whatIsInsideIsNotAnsweredWithWhatIsAround(String path, String space) {
    challenge("/file", "Basic realm=outer");
    // Whoever is challenged again has been given the wrong answer.
    challenge("/a/b/file", "Basic realm=inner");
    assertThat(space(path)).isEqualTo(space);
  }

  @ParameterizedTest
  @CsvSource({
    "//up/1, //up/2, /up/2",
    "/x/../up/1, /x/../up/2, /up/2",
    "/up/a%2F1, /up/a%2F2, /up/2",
    "/%C3%A4;v=1/1, /%c3%a4;v=1/2, /%C3%A4/2",
    "/up/x/.., /up/x/.., /up"
  })
  void whatWasChallengedIsCoveredHoweverItIsWritten(String asked, String next, String other) {
    challenge(asked, "Basic realm=r");
    assertThat(space(asked)).isEqualTo("Basic r");
    assertThat(space(next)).isEqualTo("Basic r");
    assertThat(space(other)).isEqualTo("nobody");
  }

  @Test
  void ofOneFolderInTwoReadingsTheLastRealmIsKnown() {
    challenge("/a/x%2f1", "Basic realm=one");
    challenge("/a/1", "Basic realm=two");
    assertThat(space("/a/2")).isEqualTo("Basic two");
    assertThat(space("/a/x%2f2")).isEqualTo("nobody");
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
