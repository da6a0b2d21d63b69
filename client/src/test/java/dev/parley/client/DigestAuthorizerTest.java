// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigestAuthorizerTest {
  private static final Credentials MUFASA = new Credentials("Mufasa", "Circle of Life");
  private static final String NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
  private static final String OPAQUE = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS";
  private static final String CLIENT_NONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

  /** RFC 7616 3.9.1, with another algorithm in its place. */
  private static final String EXAMPLE =
      "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=%s, nonce=\""
          + NONCE
          + "\", opaque=\""
          + OPAQUE
          + "\"";

  @ParameterizedTest
  @CsvSource({
    "MD5, 8ca523f5e9506fed4657c9700eebdbec",
    "SHA-256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
  })
  void theExamplesOfTheRfcComeOut(String algorithm, String response) {
    assertThat(example(algorithm).authorize("GET", "/dir/index.html"))
        .isEqualTo(
            "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", nonce=\""
                + NONCE
                + "\", algorithm="
                + algorithm
                + ", opaque=\""
                + OPAQUE
                + "\", qop=auth, cnonce=\""
                + CLIENT_NONCE
                + "\", nc=00000001, uri=\"/dir/index.html\", response=\""
                + response
                + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "MD5, 4b5d595ecf2db9df612ea5b45cd97101",
    "SHA-256, 8c8db27f49ff1c202f9fb49fa9d2e9eabf078dcc93db40dfd6527010091d1c8e",
    "MD5-sess, 6914b51e16f9459d9abc967ad41c4599",
    "SHA-256-sess, 6bb0010aa4bdf46422a798c509ea32e256f27bd37de5cc3bdf8ed51e1d77d650"
  })
  void theSecondRequestCountsTwoWithTheSameClientNonce(String algorithm, String response) {
    Authorizer authorizer = example(algorithm);
    authorizer.authorize("PUT", "/other");
    assertThat(sent(authorizer.authorize("GET", "/dir/index.html")))
        .containsEntry("nc", "00000002")
        .containsEntry("cnonce", CLIENT_NONCE)
        .containsEntry("response", response);
  }

  @ParameterizedTest
  @CsvSource({
    "MD5-sess, e783283f46242139c486a698fec7211d",
    "SHA-256-sess, 2fd51b3a77ad75bad6afad6003e818d767133c46d9e2749e7f5232ae1ea3efd7"
  })
  void aSessionTakesTheClientNonceIntoItsKey(String algorithm, String response) {
    assertThat(sent(example(algorithm).authorize("GET", "/dir/index.html")))
        .containsEntry("algorithm", algorithm)
        .containsEntry("response", response);
  }

  @Test
  void withoutAlgorithmItIsMd5AndSaysNoAlgorithm() {
    // The example of RFC 2617 3.5.
    String line =
        "Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\","
            + " nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"";
    Authorizer authorizer = answer(line, new Credentials("Mufasa", "Circle Of Life"), "0a4f113b");
    assertThat(sent(authorizer.authorize("GET", "/dir/index.html")))
        .doesNotContainKeys("algorithm", "opaque")
        .containsEntry("response", "6629fae49393a05397450978507c4ef1");
  }

  @Test
  void withoutQopThereIsNeitherCountNorClientNonce() {
    String line =
        "Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"";
    Authorizer authorizer = answer(line, new Credentials("Mufasa", "CircleOfLife"), "unused");
    for (int request = 0; request < 2; request++) {
      assertThat(sent(authorizer.authorize("GET", "/dir/index.html")))
          .containsOnlyKeys("username", "realm", "nonce", "uri", "response")
          .containsEntry("response", "1949323746fe6a43ef61f9606e7febea");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auth", "AUTH", "auth-int,auth", " auth-int , auth ,", "x,auth"})
  void authIsFoundAmongTheOffers(String qop) {
    Authorizer authorizer =
        answer("Digest realm=r, nonce=n, qop=\"" + qop + "\"", MUFASA, CLIENT_NONCE);
    assertThat(authorizer.authorize("GET", "/")).contains(", qop=auth, ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sha-256", "\"SHA-256\"", "Md5", "md5-SESS"})
  void theAlgorithmIsSentAsTheServerSpelledIt(String algorithm) {
    assertThat(example(algorithm).authorize("GET", "/"))
        .contains(", algorithm=" + algorithm.replace("\"", "") + ", ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"userhash=true", "userhash=false", "domain=\"/a /b\"", "x=\"y\""})
  void whatItNeedNotKnowChangesNothing(String parameter) {
    assertThat(
            answer(EXAMPLE.formatted("MD5") + ", " + parameter, MUFASA, CLIENT_NONCE)
                .authorize("GET", "/"))
        .isEqualTo(example("MD5").authorize("GET", "/"));
  }

  /** RFC 7616 3.4.2: a session keeps the key of its first nonce. */
  @ParameterizedTest
  @CsvSource({"MD5, MD5", "SHA-256, SHA-256", "MD5-sess, MD5", "SHA-256-sess, SHA-256"})
  void aNextNonceTakesThePlaceOfTheFirst(String algorithm, String digest) throws Exception {
    Authorizer authorizer = example(algorithm);
    authorizer.authorize("PUT", "/u");
    authorizer.told(List.of("rspauth=\"x\", NextNonce=\"a\\\"b\""));
    Map<String, String> sent = sent(authorizer.authorize("PUT", "/u"));
    String key = hash(digest, "Mufasa:http-auth@example.org:Circle of Life");
    if (algorithm.endsWith("-sess")) {
      key = hash(digest, key + ":" + NONCE + ":" + CLIENT_NONCE);
    }
    assertThat(sent)
        .containsEntry("nonce", "a\"b")
        .containsEntry("nc", "00000001")
        .containsEntry(
            "response",
            hash(
                digest,
                key + ":a\"b:00000001:" + CLIENT_NONCE + ":auth:" + hash(digest, "PUT:/u")));
  }

  private static String hash(String algorithm, String text) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(ISO_8859_1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "nextnonce", "nextnonce=", "x=y", "\"", "nextnonce=\"" + NONCE + "\""})
  void whatNamesNoOtherNonceChangesNothing(String line) {
    Authorizer authorizer = example("MD5");
    authorizer.authorize("PUT", "/u");
    authorizer.told(List.of(line));
    assertThat(sent(authorizer.authorize("PUT", "/u")))
        .containsEntry("nonce", NONCE)
        .containsEntry("nc", "00000002");
  }

  @Test
  void quotesAndBackslashesAreEscapedOnTheWireAndNotInTheDigest() {
    String line = "Digest realm=\"say \\\"hi\\\" \\\\o\", nonce=\"n\", qop=auth, opaque=\"\\\"\"";
    String value = answer(line, new Credentials("a\"b\\c", "p\"w"), "c").authorize("PUT", "/u");
    assertThat(value)
        .contains("username=\"a\\\"b\\\\c\"", "realm=\"say \\\"hi\\\" \\\\o\"", "opaque=\"\\\"\"");
    assertThat(sent(value)).containsEntry("response", "33aee19b1e6476e6ad00a5082679994b");
  }

  @Test
  void aNameBeyondAsciiIsSentExtendedAndHashedAsUtf8() {
    // The realm comes as octets, one a character, and goes back so.
    String line =
        "Digest realm=\"Ger\u00c3\u00a4t\", nonce=n, qop=auth, algorithm=SHA-256, charset=UTF-8";
    Credentials user = new Credentials("J\u00e4s\u00f8n Doe", "\u00e9\u20ac");
    String value = answer(line, user, "c").authorize("PUT", "/u");
    assertThat(value)
        .contains("username*=UTF-8''J%C3%A4s%C3%B8n%20Doe,", "realm=\"Ger\u00c3\u00a4t\"");
    assertThat(value).contains("78f98c1788ffead28290c65da6f35940da1faa124049117372329a904b24f319");
    Credentials decomposed = new Credentials("Ja\u0308s\u00f8n Doe", "e\u0301\u20ac");
    assertThat(answer(line, decomposed, "c").authorize("PUT", "/u")).isEqualTo(value);
  }

  @Test
  void aNameCannotBeginALine() {
    String value =
        answer("Digest realm=r, nonce=n", new Credentials("a\r\nX*+(y)", "p"), "c")
            .authorize("PUT", "/u");
    assertThat(value).startsWith("Digest username*=UTF-8''a%0D%0AX%2A%2B%28y%29, realm=\"r\"");
  }

  @Test
  void clientNoncesAreLongAndDiffer() {
    Set<String> nonces =
        IntStream.range(0, 100)
            .mapToObj(
                round -> Challenges.answer(List.of(EXAMPLE.formatted("MD5")), MUFASA).orElseThrow())
            .map(authorizer -> sent(authorizer.authorize("GET", "/")).get("cnonce"))
            .collect(Collectors.toSet());
    assertThat(nonces).hasSize(100).allMatch(nonce -> nonce.length() == 32);
  }

  @Test
  void concurrentRequestsCountWithoutGapAndRepetition() throws Exception {
    Authorizer authorizer = example("SHA-256");
    int threads = 4;
    int each = 250;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    List<String> counts = new ArrayList<>();
    try {
      Callable<List<String>> requests =
          () ->
              IntStream.range(0, each)
                  .mapToObj(request -> sent(authorizer.authorize("PUT", "/u")).get("nc"))
                  .toList();
      List<Callable<List<String>>> all = List.of(requests, requests, requests, requests);
      for (Future<List<String>> one : executor.invokeAll(all)) {
        counts.addAll(one.get());
      }
    } finally {
      executor.shutdownNow();
    }
    assertThat(counts)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, threads * each)
                .mapToObj(count -> String.format("%08x", count))
                .toList());
  }

  /** RFC 7616 3.4: the count of a nonce only rises, in whichever order responses come. */
  @Test
  void aNonceThatWasShownBeforeIsNotCountedAnew() {
    Authorizer authorizer = example("SHA-256");
    authorizer.told(List.of("nextnonce=\"one\""));
    assertThat(sent(authorizer.authorize("PUT", "/u"))).containsEntry("nc", "00000001");
    authorizer.told(List.of("nextnonce=\"two\""));
    // The response to an earlier request took longer.
    authorizer.told(List.of("nextnonce=\"one\""));
    assertThat(sent(authorizer.authorize("PUT", "/u")))
        .containsEntry("nonce", "two")
        .containsEntry("nc", "00000001");
  }

  private static Authorizer example(String algorithm) {
    return answer(EXAMPLE.formatted(algorithm), MUFASA, CLIENT_NONCE);
  }

  private static Authorizer answer(String line, Credentials credentials, String clientNonce) {
    return Challenges.answer(List.of(line), credentials, () -> clientNonce).orElseThrow();
  }

  /** Credentials have the grammar of challenges (RFC 9110 11.4). */
  private static Map<String, String> sent(String value) {
    List<Challenge> credentials = Challenge.parse(List.of(value));
    assertThat(credentials).hasSize(1);
    return credentials.get(0).parameters();
  }
}
