// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Peer;
import dev.parley.testkit.PeerOptions;
import dev.parley.testkit.Proves;
import dev.parley.testkit.Remainder;
import dev.parley.testkit.ScriptError;
import dev.parley.testkit.ScriptedClient;
import dev.parley.testkit.ScriptedOrigin;
import dev.parley.testkit.Transcript;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Content that wants to be a request: whatever a client or an origin sends, both legs agree on
 * where every message ends.
 */
final class DesyncTest {
  private static final String EVIL = "GET /evil HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final PeerOptions PATIENT =
      PeerOptions.DEFAULTS.withDeadline(Duration.ofSeconds(5));

  private static final Running RUNNING = new Running();
  private static final ScriptedOrigin ORIGIN =
      ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(200)));
  private static InetSocketAddress gateway = TestGateway.anyPort();

  @BeforeAll
  static void start() throws Exception {
    gateway =
        RUNNING.start(TestGateway.policy(RoutePolicy.to(TestGateway.origin(ORIGIN.address()))));
  }

  @AfterAll
  static void stop() throws Exception {
    RUNNING.close();
    ORIGIN.close();
  }

  /**
   * What one attack looks like.
   *
   * @param name as a claim
   * @param bytes everything the client sends, before it closes its side
   * @param statuses of all responses it may get
   */
  private record Attack(String name, String bytes, List<Integer> statuses) {}

  private static Attack attack(String name, String bytes, Integer... statuses) {
    return new Attack(name, bytes, List.of(statuses));
  }

  private static String put(String fields, String content) {
    return "PUT /u HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n" + content;
  }

  private static final List<Attack> REFUSED =
      List.of(
          attack(
              "aZeroLengthAndChunksAreRefused",
              put("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + EVIL),
              400),
          attack(
              "chunksAndALengthAreRefused",
              put("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "0\r\n\r\n" + EVIL),
              400),
          attack(
              "aCodingThatOnlyLooksLikeChunkedIsRefused",
              put("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n" + EVIL),
              400),
          attack(
              "chunkedBeforeAnotherCodingIsRefused",
              put("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n" + EVIL),
              400),
          attack(
              "aCodingBeforeChunkedIsRefused",
              put("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n" + EVIL),
              501),
          attack(
              "chunkedTwiceIsRefused",
              put("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n" + EVIL),
              400),
          attack(
              "chunkedOnTwoLinesIsRefused",
              put(
                  "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                  "0\r\n\r\n" + EVIL),
              400),
          attack(
              "identityOnASecondLineIsRefused",
              put(
                  "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
                  "0\r\n\r\n" + EVIL),
              400),
          attack(
              "anEmptyMemberBesideChunkedIsRefused",
              put("Transfer-Encoding: , chunked\r\n", "0\r\n\r\n" + EVIL),
              501),
          attack(
              "quotedChunkedIsRefused",
              put("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n" + EVIL),
              400),
          attack(
              "anEmptyCodingIsRefused",
              put("Transfer-Encoding: \r\nContent-Length: 3\r\n", "abc" + EVIL),
              400),
          attack(
              "chunkedWithAParameterIsRefused",
              put("Transfer-Encoding: chunked;q=1\r\n", "0\r\n\r\n" + EVIL),
              400),
          attack(
              "chunkedAfterAVerticalTabIsRefused",
              put("Transfer-Encoding: \u000bchunked\r\n", "0\r\n\r\n" + EVIL),
              400),
          attack(
              "twoLengthsAreRefused",
              put("Content-Length: 3\r\nContent-Length: 0\r\n", "abc" + EVIL),
              400),
          attack(
              "theSameLengthTwiceIsRefused",
              put("Content-Length: 3\r\nContent-Length: 3\r\n", "abc" + EVIL),
              400),
          attack("aListOfLengthsIsRefused", put("Content-Length: 3, 3\r\n", "abc" + EVIL), 400),
          attack(
              "twoLengthsInHttp10AreRefused",
              "PUT /u HTTP/1.0\r\nContent-Length: 3\r\nContent-Length: 0\r\n\r\nabc" + EVIL,
              400),
          attack(
              "aListOfLengthsInHttp10IsRefused",
              "PUT /u HTTP/1.0\r\nContent-Length: 3, 0\r\n\r\nabc" + EVIL,
              400),
          attack("aLengthWithAPlusSignIsRefused", put("Content-Length: +3\r\n", "abc" + EVIL), 400),
          attack("aNegativeLengthIsRefused", put("Content-Length: -1\r\n", "abc" + EVIL), 400),
          attack("aHexadecimalLengthIsRefused", put("Content-Length: 0x3\r\n", "abc" + EVIL), 400),
          attack("anEmptyLengthIsRefused", put("Content-Length: \r\n", EVIL), 400),
          attack(
              "aLengthWithASpaceInsideIsRefused",
              put("Content-Length: 3 1\r\n", "abc" + EVIL),
              400),
          attack(
              "aLengthBeyond63BitsIsRefused",
              put("Content-Length: 18446744073709551619\r\n", "abc" + EVIL),
              400),
          attack("aSpaceBeforeTheColonIsRefused", put("Content-Length : 3\r\n", "abc" + EVIL), 400),
          attack(
              "aFoldedCodingIsRefused",
              put("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n" + EVIL),
              400),
          attack("aFoldedLengthIsRefused", put("Content-Length:\r\n\t3\r\n", "abc" + EVIL), 400),
          attack("aBareLineFeedIsRefused", put("X: y\nContent-Length: 3\r\n", "abc" + EVIL), 400),
          attack(
              "aBareCarriageReturnIsRefused",
              put("X: y\rContent-Length: 3\r\n", "abc" + EVIL),
              400),
          attack("anUnderscoreIsNoHyphen", put("Content_Length: 31\r\n", EVIL), 200, 200),
          attack("aNulInANameIsRefused", put("Content-\0Length: 31\r\n", EVIL), 400),
          attack(
              "bytesBeyondAsciiInANameAreRefused", put("Content-Length\u00a0: 31\r\n", EVIL), 400),
          attack(
              "expectInPiecesIsRefused",
              put("Expect: 100-\0continue\r\nContent-Length: 3\r\n", "abc" + EVIL),
              400),
          attack(
              "aFoldedExpectIsRefused",
              put("Expect:\r\n 100-continue\r\nContent-Length: 31\r\n", EVIL),
              400),
          attack(
              "anotherExpectationIsRefused",
              put("Expect: y 100-continue\r\nContent-Length: 31\r\n", EVIL),
              400),
          attack(
              "anExpectationThatOnlyStartsRightIsRefused",
              put("Expect: 100-continued\r\nContent-Length: 31\r\n", EVIL),
              417),
          attack(
              "expectOnTwoLinesIsRefusedAsOne",
              put("Expect: x\r\nExpect: 100-continue\r\nContent-Length: 31\r\n", EVIL),
              417),
          attack(
              "expectNominatedInConnectionIsRefused",
              put(
                  "Connection: close, Expect\r\nExpect: 100-continue\r\nContent-Length: 31\r\n",
                  EVIL),
              400),
          attack(
              "http10WithChunksIsRefused",
              "PUT /u HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + EVIL,
              400),
          attack("http09IsRefused", "GET /u\r\n" + EVIL, 400),
          attack("anotherMajorVersionIsRefused", "GET /u HTTP/2.0\r\nHost: h\r\n\r\n" + EVIL, 505),
          attack("thePrefaceOfHttp2IsRefused", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + EVIL, 505),
          attack("aTunnelIsRefused", "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n" + EVIL, 501),
          attack("aTargetWithoutASlashIsRefused", "GET u HTTP/1.1\r\nHost: h\r\n\r\n" + EVIL, 400),
          attack(
              "anAbsoluteTargetOfAnotherSchemeIsRefused",
              "GET https://h/u HTTP/1.1\r\nHost: h\r\n\r\n" + EVIL,
              400),
          attack(
              "userInformationInATargetIsRefused",
              "GET http://a@h/u HTTP/1.1\r\nHost: h\r\n\r\n" + EVIL,
              400),
          attack("aFragmentInATargetIsRefused", "GET /u#v HTTP/1.1\r\nHost: h\r\n\r\n" + EVIL, 400),
          attack(
              "aFragmentInAnAbsoluteTargetIsRefused",
              "GET http://h/u#v HTTP/1.1\r\nHost: h\r\n\r\n" + EVIL,
              400),
          attack(
              "aFragmentBehindAQueryIsRefused",
              "GET /u?v#w HTTP/1.1\r\nHost: h\r\n\r\n" + EVIL,
              400),
          attack("twoHostsAreRefused", "GET /u HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n" + EVIL, 400),
          attack(
              "twoEqualHostsAreRefused",
              "GET /u HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n" + EVIL,
              400),
          attack(
              "twoHostsInHttp10AreRefused",
              "GET /u HTTP/1.0\r\nHost: h\r\nHost: h\r\n\r\n" + EVIL,
              400),
          attack("aHostWithAPathIsRefused", "GET /u HTTP/1.1\r\nHost: h/v\r\n\r\n" + EVIL, 400),
          attack(
              "aHostWithUserInformationIsRefused",
              "GET /u HTTP/1.1\r\nHost: a@h\r\n\r\n" + EVIL,
              400),
          attack("aHostWithASpaceIsRefused", "GET /u HTTP/1.1\r\nHost: h i\r\n\r\n" + EVIL, 400),
          attack(
              "anAbsoluteTargetDoesNotReplaceAMissingHost",
              "GET http://h/u HTTP/1.1\r\n\r\n" + EVIL,
              400),
          attack("noHostIsRefused", "GET /u HTTP/1.1\r\n\r\n" + EVIL, 400),
          attack(
              "aTabInTheRequestLineIsRefused", "GET\t/u HTTP/1.1\r\nHost: h\r\n\r\n" + EVIL, 400));

  /** The head is in order, so an origin may have it by then; its content never ends there. */
  private static final List<Attack> BROKEN_CONTENT =
      List.of(
          attack(
              "aChunkSizeWithASignIsRefused",
              put("Transfer-Encoding: chunked\r\n", "+3\r\nabc\r\n0\r\n\r\n" + EVIL),
              400),
          attack(
              "aHexadecimalPrefixOfAChunkSizeIsRefused",
              put("Transfer-Encoding: chunked\r\n", "0x3\r\nabc\r\n0\r\n\r\n" + EVIL),
              400),
          attack(
              "anEmptyChunkSizeIsRefused",
              put("Transfer-Encoding: chunked\r\n", "\r\n0\r\n\r\n" + EVIL),
              400),
          attack(
              "anOverflowOfAChunkSizeIsRefused",
              put("Transfer-Encoding: chunked\r\n", "100000003\r\nabc\r\n0\r\n\r\n" + EVIL),
              400),
          attack(
              "aBareLineFeedInAChunkExtensionIsRefused",
              put("Transfer-Encoding: chunked\r\n", "3;a=b\nabc\r\n0\r\n\r\n" + EVIL),
              400),
          attack(
              "aBareLineFeedAfterAChunkSizeIsRefused",
              put("Transfer-Encoding: chunked\r\n", "3\nabc\r\n0\r\n\r\n" + EVIL),
              400),
          attack(
              "aQuotedLineEndInAChunkExtensionIsRefused",
              put("Transfer-Encoding: chunked\r\n", "3;a=\"\r\nabc\r\n0\r\n\r\n" + EVIL),
              400),
          attack(
              "moreThanTheChunkSizeIsRefused",
              put("Transfer-Encoding: chunked\r\n", "3\r\nabcd\r\n0\r\n\r\n" + EVIL),
              400),
          attack(
              "aBareLineFeedInTheTrailersIsRefused",
              put("Transfer-Encoding: chunked\r\n", "0\r\nX: y\n\r\n" + EVIL),
              400),
          attack(
              "trailersBeyondTheLimitOfFieldsAreRefused",
              put(
                  "Transfer-Encoding: chunked\r\n",
                  "0\r\n" + ("X: " + "y".repeat(1000) + "\r\n").repeat(40) + "\r\n" + EVIL),
              400),
          attack(
              "aFoldedTrailerIsRefused",
              put("Transfer-Encoding: chunked\r\n", "0\r\nX: y\r\n z\r\n\r\n" + EVIL),
              400),
          attack(
              "aSpaceBeforeAChunkSizeIsRefused",
              put("Transfer-Encoding: chunked\r\n", " 3\r\nabc\r\n0\r\n\r\n" + EVIL),
              400),
          attack(
              "aSpaceBeforeTheColonOfATrailerIsRefused",
              put("Transfer-Encoding: chunked\r\n", "0\r\nExpect : 100-continue\r\n\r\n" + EVIL),
              400),
          attack(
              "aControlByteInATrailerIsRefused",
              put("Transfer-Encoding: chunked\r\n", "0\r\nX: \0\r\n\r\n" + EVIL),
              400),
          attack(
              "anExpectationInATrailerIsRefused",
              put("Transfer-Encoding: chunked\r\n", "0\r\nexpect: 100-continue\r\n\r\n" + EVIL),
              400));

  private static final List<Attack> SERVED =
      List.of(
          attack("contentOfAPutStaysContent", put("Content-Length: 31\r\n", EVIL), 200),
          attack(
              "chunkedContentStaysContent",
              put(
                  "Transfer-Encoding: Chunked\r\n",
                  "1F;a=\"b;c\"\r\n" + EVIL + "\r\n0\r\nX: y\r\n\r\n"),
              200),
          attack(
              "contentOfAGetStaysContent",
              "GET /u HTTP/1.1\r\nHost: h\r\nContent-Length: 31\r\n\r\n" + EVIL,
              200),
          attack(
              "contentOfAHeadStaysContent",
              "HEAD /u HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 31\r\n\r\n"
                  + EVIL,
              200),
          attack(
              "contentOfAnOptionsForTheServerStaysContent",
              "OPTIONS * HTTP/1.1\r\nHost: h\r\nContent-Length: 31\r\n\r\n" + EVIL,
              200),
          attack(
              "contentOfAnHttp10RequestStaysContent",
              "PUT /u HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 31\r\n\r\n" + EVIL,
              200),
          attack(
              "contentBehindAnOfferToUpgradeStaysContent",
              put("Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 31\r\n", EVIL),
              200),
          attack(
              "contentWhoseLengthConnectionNominatesStaysContent",
              put("Connection: Content-Length, Transfer-Encoding\r\nContent-Length: 31\r\n", EVIL),
              200),
          attack(
              "contentBehindLeadingZerosStaysContent", put("Content-Length: 00031\r\n", EVIL), 200),
          attack(
              "contentThatIsSentWithItsExpectationStaysContent",
              put("Expect: 100-continue\r\nContent-Length: 31\r\n", EVIL),
              200));

  private static final List<Attack> FOLLOWED =
      List.of(
          attack(
              "aSecondRequestIsServedAfterTheWholeFirst",
              put("Content-Length: 3\r\n", "abc" + EVIL),
              200,
              200),
          attack(
              "aSecondRequestIsServedAfterTheLastChunk",
              put("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n" + EVIL),
              200,
              200),
          attack(
              "aSecondRequestIsServedAfterNoContent",
              put("Expect: 100-continue\r\nContent-Length: 0\r\n", EVIL),
              200,
              200),
          attack(
              "aSecondRequestIsServedAfterAnOldWebSocketDraft",
              "GET /u HTTP/1.1\r\nHost: h\r\nSec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n\r\n"
                  + EVIL,
              200,
              200),
          attack(
              "aSecondRequestIsNotServedAfterClose",
              put("Connection: close\r\nContent-Length: 3\r\n", "abc" + EVIL),
              200),
          attack("emptyLinesBeforeARequestAreSkipped", "\r\n\r\n" + EVIL, 200));

  @TestFactory
  @Proves("D4")
  Stream<DynamicTest> nothingBehindARefusalIsARequest() {
    return Stream.concat(tests(REFUSED), tests(BROKEN_CONTENT));
  }

  @Test
  void noHeadThatIsRefusedReachesTheOrigin() {
    long before = heads().count();
    List<Attack> whole =
        REFUSED.stream().filter(attack -> attack.statuses().get(0) >= 400).toList();
    assertThat(whole).hasSizeGreaterThan(50);
    whole.forEach(DesyncTest::launch);
    assertThat(heads().count()).isEqualTo(before);
  }

  @TestFactory
  @Proves("D14")
  Stream<DynamicTest> contentIsNeverARequest() {
    return tests(SERVED);
  }

  @TestFactory
  Stream<DynamicTest> whatFollowsTheContentIsTheNextRequest() {
    return tests(FOLLOWED);
  }

  private static Stream<DynamicTest> tests(List<Attack> attacks) {
    return attacks.stream()
        .map(attack -> DynamicTest.dynamicTest(attack.name(), () -> launch(attack)));
  }

  private static void launch(Attack attack) {
    long before = smuggled();
    List<Integer> statuses;
    try (ScriptedClient client = ScriptedClient.connect(gateway, PATIENT)) {
      client.send(attack.bytes());
      statuses = finals(client, attack.bytes().startsWith("HEAD"), attack.statuses().size());
    }
    assertThat(statuses).as("statuses").isEqualTo(attack.statuses());
    long served = statuses.stream().filter(status -> status == 200).count();
    long own = attack.bytes().startsWith("\r\n") ? 0 : Math.min(served, 1);
    assertThat(smuggled() - before).as("requests for /evil").isEqualTo(served - own);
  }

  /** Every final status up to the end of the connection, interim ones left out. */
  private static List<Integer> finals(Peer client, boolean toHead, int expected) {
    List<Integer> statuses = new ArrayList<>();
    try {
      while (statuses.size() < expected) {
        Head head = client.readHead();
        if (head.isFinal()) {
          statuses.add(head.status());
          if (!toHead) {
            client.readContent(head);
          }
        }
      }
    } catch (ScriptError none) {
      return statuses;
    }
    // To prove that there is no other response, end the connection and read what is left.
    client.shutdownOutput();
    Remainder rest = client.readToEof();
    assertThat(rest.text()).as("after the last response").isEmpty();
    return statuses;
  }

  /** How many requests for the smuggled target the origin has read. */
  private static long smuggled() {
    return heads().filter(head -> head.target().equals("/evil")).count();
  }

  private static Stream<Head> heads() {
    return ORIGIN.connections().stream().map(Transcript::heads).flatMap(List::stream);
  }

  @Test
  void everyAttackHasANameOfItsOwn() {
    List<String> names =
        Stream.of(REFUSED, BROKEN_CONTENT, SERVED, FOLLOWED)
            .flatMap(List::stream)
            .map(Attack::name)
            .toList();
    assertThat(names).doesNotHaveDuplicates();
  }
}
