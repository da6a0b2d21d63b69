// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengesTest {
  private static final Credentials ALADDIN = new Credentials("Aladdin", "open sesame");
  private static final String BASIC = "Basic realm=\"b\"";
  private static final String MD5 = "Digest realm=\"m\", nonce=\"n\", qop=\"auth\"";
  private static final String SHA_256 = MD5.replace("\"m\"", "\"s\"") + ", algorithm=SHA-256";
  private static final String UNKNOWN = MD5 + ", algorithm=SHA-512-256";

  @Test
  void basicIsTheExampleOfTheRfc() {
    assertThat(answer("Basic realm=\"WallyWorld\"")).hasValue("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  }

  @Test
  void basicSpeaksUtf8() {
    // RFC 7617 2.1: user "test", password "123" and a pound sign.
    String line = "Basic realm=\"foo\", charset=\"UTF-8\"";
    assertThat(
            Challenges.answer(List.of(line), new Credentials("test", "123\u00a3"))
                .map(authorizer -> authorizer.authorize("GET", "/")))
        .hasValue("Basic dGVzdDoxMjPCow==");
  }

  @Test
  void basicComposesLetters() {
    assertThat(Challenges.answer(List.of(BASIC), new Credentials("a\u0308", "e\u0301")))
        .map(authorizer -> authorizer.authorize("GET", "/"))
        .hasValue("Basic w6Q6w6k=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic", "basic", "BASIC realm=x", "Basic charset=\"UTF-8\", realm=\"\""})
  void basicIsAnsweredWhateverItsRealm(String line) {
    assertThat(answer(line)).hasValue("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  }

  @Test
  void theStrongestIsAnsweredInEveryOrderAndSplit() {
    for (List<String> lines :
        List.of(
            List.of(BASIC, MD5, SHA_256, UNKNOWN),
            List.of(UNKNOWN, SHA_256, MD5, BASIC),
            List.of(BASIC + ", " + MD5 + ", " + SHA_256),
            List.of(SHA_256 + ", " + BASIC, MD5))) {
      assertThat(answer(lines)).hasValueSatisfying(value -> assertThat(value).contains("SHA-256"));
    }
    for (List<String> lines :
        List.of(List.of(BASIC, MD5), List.of(MD5 + "," + BASIC), List.of(UNKNOWN, BASIC, MD5))) {
      assertThat(answer(lines))
          .hasValueSatisfying(value -> assertThat(value).contains("realm=\"m\""));
    }
    assertThat(answer(List.of(UNKNOWN, "Negotiate", BASIC)))
        .hasValueSatisfying(value -> assertThat(value).startsWith("Basic "));
  }

  @Test
  void ofTwoEquallyStrongTheFirstIsAnswered() {
    assertThat(answer(MD5.replace("\"m\"", "\"first\"") + ", " + MD5))
        .hasValueSatisfying(value -> assertThat(value).contains("realm=\"first\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Negotiate",
        "Bearer realm=\"x\"",
        "Basic dXNlcg==",
        "Digest",
        "Digest abc",
        "Digest realm=\"x\"",
        "Digest nonce=\"x\"",
        "Digest realm=\"x\", nonce=\"n\", qop=\"auth-int\"",
        "Digest realm=\"x\", nonce=\"n\", qop=\"\"",
        "Digest realm=\"x\", nonce=\"n\", qop=\"authority,xauth\"",
        "Digest realm=\"x\", nonce=\"n\", algorithm=SHA-512-256",
        "Digest realm=\"x\", nonce=\"n\", algorithm=MD5-",
        "Digest realm=\"x\", nonce=\"n\", algorithm=\"\"",
        "Digest realm=\"x\", nonce=\"n\", algorithm=MD5-sess",
        "Digest realm=\"x\", nonce=\"n\", algorithm=\"MD5-\u017fess\", qop=auth",
      })
  void whatIsNotKnownIsNotAnswered(String line) {
    assertThat(answer(line)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true    | Digest realm=x, nonce=n, qop=auth, stale=true",
        "true    | Digest realm=x, nonce=n, stale=\"TRUE\"",
        "false   | Digest realm=x, nonce=n, qop=auth, stale=false",
        "false   | Digest realm=x, nonce=n, qop=auth, stale=yes",
        "false   | Digest realm=x, nonce=n, qop=auth",
        "false   | Digest realm=x, nonce=n, algorithm=unknown, stale=true",
        "false   | Digest realm=x, stale=true",
        "false   | Basic realm=x, stale=true",
        "false   | Negotiate",
        "true    | Basic realm=x, Digest realm=x, nonce=n, stale=true",
        "false   | Digest realm=x, nonce=n, stale=true, Digest realm=x, nonce=n, algorithm=SHA-256",
      })
  void onlyTheStrongestDigestSaysThatItsNonceWasTooOld(boolean stale, String line) {
    assertThat(Challenges.stale(List.of(line))).isEqualTo(stale);
  }

  @Test
  void withoutLinesNothingIsStale() {
    assertThat(Challenges.stale(List.of())).isFalse();
    assertThat(answer(List.of())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Negotiate, ntlm, Bearer realm=\"secret\" | Negotiate, NTLM, Bearer",
        "NTLM, Negotiate, NTLM                    | NTLM, Negotiate",
        "Digest realm=x, nonce=n, algorithm=x     | Digest of an unknown kind",
        "Digest realm=x, nonce=n                  | Digest",
        "Basic abc=                               | Basic",
        "Evil-1, Evil-2, DPoP                     | an unknown scheme, DPoP",
        "\"                                       | no readable challenge",
      })
  void theMessageNamesSchemesInOurWords(String line, String words) {
    assertThat(Challenges.describe(List.of(line))).isEqualTo(words);
  }

  @Test
  void theMessageStaysShort() {
    List<String> lines = new ArrayList<>();
    for (int scheme = 0; scheme < 10_000; scheme++) {
      lines.add("Scheme-" + scheme + " realm=\"" + "x".repeat(100) + "\", NTLM");
    }
    assertThat(Challenges.describe(lines)).isEqualTo("an unknown scheme, NTLM");
    assertThat(Challenges.describe(List.of())).isEqualTo("no readable challenge");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"", "\\", ",", "=", " ", "a", "a=", "a,", "a =", "a \"", "\"\",", "a=\"\\"})
  void muchOfTheSameIsReadInOneGo(String part) {
    String many = part.repeat(200_000 / part.length());
    for (String line : List.of(many, "Digest " + many, "Digest realm=\"" + many, BASIC + many)) {
      assertThat(Challenges.describe(List.of(line)).length()).isLessThan(100);
      Challenges.stale(List.of(line));
      assertThat(answer(line).orElse("")).doesNotContain("\r", "\n");
    }
  }

  @Test
  void noLineBreaksTheAnswer() {
    String[] parts = {
      "Digest",
      "Basic",
      "realm",
      "nonce",
      "qop",
      "auth",
      "opaque",
      "algorithm",
      "MD5",
      "SHA-256",
      "stale",
      "=",
      "=",
      "=",
      "\"",
      "\"",
      "\"",
      "\\",
      ",",
      ",",
      " ",
      " ",
      "\t",
      "\r\n",
      "\0",
      "\u00ff",
      "\u0100",
      "\ud800",
      "\u017f",
      "Digest realm=\"r\", nonce=\"n\"",
      "@",
      "x"
    };
    Random random = new Random(7616);
    int answered = 0;
    for (int round = 0; round < 50_000; round++) {
      StringBuilder line = new StringBuilder();
      for (int part = random.nextInt(16); part >= 0; part--) {
        line.append(parts[random.nextInt(parts.length)]);
      }
      Optional<String> value = answer(line.toString());
      Challenges.stale(List.of(line.toString()));
      Challenges.describe(List.of(line.toString()));
      answered += value.isPresent() ? 1 : 0;
      assertThat(value.orElse("").chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= 0xff)))
          .as(line.toString())
          .isTrue();
    }
    assertThat(answered).isGreaterThan(500);
  }

  private static Optional<String> answer(String line) {
    return answer(List.of(line));
  }

  private static Optional<String> answer(List<String> lines) {
    return Challenges.answer(lines, ALADDIN, () -> "c")
        .map(authorizer -> authorizer.authorize("PUT", "/"));
  }
}
