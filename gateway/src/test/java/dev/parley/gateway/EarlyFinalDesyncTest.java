// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.testkit.Ending;
import dev.parley.testkit.Head;
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
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * An origin that answers before the content, combined with everything that a client may do with
 * that content: no byte of it is taken for a request on either side, and every response is that of
 * its request.
 */
final class EarlyFinalDesyncTest {
  private static final PeerOptions PATIENT =
      PeerOptions.DEFAULTS.withDeadline(Duration.ofSeconds(20));
  private static final String SMUGGLED = "PUT /evil HTTP/1.1\r\nHost: h\r\nX-Id: evil\r\n\r\n";
  private static final List<String> METHODS = List.of("PUT", "HEAD", "GET", "OPTIONS");
  private static final List<Integer> STATUSES = List.of(200, 302, 401, 413, 417);

  /** How the head speaks of an expectation. */
  private enum Asking {
    NOT("", ""),
    PLAINLY("Expect: 100-continue\r\n", ""),
    IN_OTHER_WORDS("eXPECT: , 100-CONTINUE,\r\nExpect:\r\nExpect: 100-continue\r\n", ""),
    OBFUSCATED_BY_A_SPACE("Expect : 100-continue\r\n", ""),
    OBFUSCATED_BY_A_WORD("Expect: y 100-continue\r\n", ""),
    OBFUSCATED_BY_A_BYTE("Expect: 100-\0continue\r\n", ""),
    FOLDED("Expect:\r\n 100-continue\r\n", ""),
    NOMINATED("Connection: Expect\r\nExpect: 100-continue\r\n", ""),
    IN_TRAILERS("Trailer: Expect\r\n", "Expect: 100-continue\r\n"),
    FOR_SOMETHING_ELSE("Expect: 100-continue, 200-ok\r\n", "");

    private final String fields;
    private final String trailers;

    Asking(String fields, String trailers) {
      this.fields = fields;
      this.trailers = trailers;
    }

    boolean understood() {
      return this == PLAINLY || this == IN_OTHER_WORDS;
    }

    /** Whether Parley refuses by the head alone. */
    boolean refused() {
      return !understood() && this != NOT && this != IN_TRAILERS;
    }
  }

  private enum Framing {
    LENGTH,
    CHUNKS
  }

  /** What becomes of the content that the head announces. */
  private enum Following {
    NOTHING("abc", false),
    CONTENT_AT_ONCE("abc", true),
    A_REQUEST_AT_ONCE(SMUGGLED, true),
    CONTENT_AFTER_THE_ANSWER("abc", false),
    A_REQUEST_AFTER_THE_ANSWER(SMUGGLED, false);

    private final String content;
    private final boolean atOnce;

    Following(String content, boolean atOnce) {
      this.content = content;
      this.atOnce = atOnce;
    }
  }

  private record Case(
      String method,
      Framing framing,
      Asking asking,
      Following following,
      int status,
      boolean close) {

    String head(String id) {
      return request(id, asking.fields, "%d %s".formatted(status, close ? "close" : "keep"));
    }

    /** Another request on the same connection, which the origin answers as soon as it has it. */
    String next(String id) {
      return "%s /u HTTP/1.1\r\nHost: h\r\nX-Id: %s\r\nX-Answer: 204 keep\r\n\r\n"
          .formatted(method, id);
    }

    private String request(String id, String fields, String answer) {
      return "%s /u HTTP/1.1\r\nHost: h\r\nX-Id: %s\r\nX-Answer: %s\r\n%s%s\r\n"
          .formatted(
              method,
              id,
              answer,
              fields,
              framing == Framing.LENGTH
                  ? "Content-Length: " + following.content.length() + "\r\n"
                  : "Transfer-Encoding: chunked\r\n");
    }

    String content() {
      return framing == Framing.LENGTH
          ? following.content
          : "%x\r\n%s\r\n0\r\n%s\r\n"
              .formatted(following.content.length(), following.content, asking.trailers);
    }
  }

  private static List<Case> cases(String method, Framing framing, Asking asking) {
    List<Case> cases = new ArrayList<>();
    for (Following following : Following.values()) {
      for (int status : STATUSES) {
        for (boolean close : new boolean[] {true, false}) {
          cases.add(new Case(method, framing, asking, following, status, close));
        }
      }
    }
    return cases;
  }

  @TestFactory
  @Proves("D14")
  @Proves("D4")
  Stream<DynamicTest> contentIsNeverARequestAndEveryResponseIsThatOfItsRequest() {
    return METHODS.stream()
        .flatMap(
            method ->
                Arrays.stream(Framing.values())
                    .flatMap(
                        framing ->
                            Arrays.stream(Asking.values())
                                .filter(
                                    asking ->
                                        framing == Framing.CHUNKS || asking.trailers.isEmpty())
                                .map(asking -> test(method, framing, asking))));
  }

  private static DynamicTest test(String method, Framing framing, Asking asking) {
    return DynamicTest.dynamicTest(
        "%s, %s, asking %s".formatted(method, framing, asking),
        () -> {
          OriginLedger ledger = new OriginLedger();
          try (ScriptedOrigin origin =
                  ScriptedOrigin.serving(PATIENT, EarlyFinalDesyncTest::answerEarly);
              Running running = new Running()) {
            InetSocketAddress gateway =
                running.start(
                    TestGateway.policy(RoutePolicy.to(TestGateway.origin(origin.address()))));
            int number = 0;
            for (Case each : cases(method, framing, asking)) {
              number++;
              try {
                play(each, number, ledger, gateway);
              } catch (AssertionError e) {
                throw new AssertionError(each + ": " + e.getMessage(), e);
              }
            }
            for (Transcript connection : origin.connections()) {
              ledger.read(connection.received());
            }
            if (asking.refused()) {
              assertThat(origin.connectionCount()).isZero();
            }
          }
        });
  }

  /** Answers from the head alone, then takes for a request whatever is not owed content. */
  private static void answerEarly(Peer peer) {
    try {
      while (peer.awaitsMore()) {
        Head head = peer.readRequestHead();
        String[] answer = head.first("X-Answer").orElse("500 close").split(" ", 2);
        boolean close = answer[1].equals("close");
        String id = head.first("X-Id").orElse("none");
        peer.send(response(Integer.parseInt(answer[0]), id, close, head.method().equals("HEAD")));
        if (close) {
          String rest = peer.shutdownOutput().readToEof().text();
          if (head.expectsContinue()) {
            assertThat(rest).as("content that was not asked for").isEmpty();
          }
        } else if (!head.expectsContinue()) {
          peer.readContent(head);
        }
      }
    } catch (ScriptError e) {
      if (e.reason() != ScriptError.Reason.PEER_LEFT) {
        throw e;
      }
    }
  }

  private static String response(int status, String id, boolean close, boolean toHead) {
    String connection = close ? "Connection: close\r\n" : "";
    if (status == 204) {
      return "HTTP/1.1 204 Scripted\r\nX-Id: %s\r\n%s\r\n".formatted(id, connection);
    }
    String content = "to " + id;
    return "HTTP/1.1 %d Scripted\r\nX-Id: %s\r\n%sContent-Length: %d\r\n\r\n%s"
        .formatted(status, id, connection, content.length(), toHead ? "" : content);
  }

  private static void play(Case each, int number, OriginLedger ledger, InetSocketAddress gateway) {
    String first = number + "a";
    String second = number + "b";
    ledger.announce(first, each.following.content, each.asking.understood());
    ledger.announce(second, "", false);
    boolean toHead = each.method.equals("HEAD");
    try (ScriptedClient client = ScriptedClient.connect(gateway, PATIENT)) {
      boolean contentFollows = each.following != Following.NOTHING;
      String rest = (contentFollows ? each.content() : "") + each.next(second);
      client.send(each.head(first) + (each.following.atOnce ? rest : ""));
      Head answer = readFinal(client, each.asking.understood() ? 1 : 0);
      String content = toHead ? "" : client.readContent(answer);
      checkFirst(each, first, answer, content);
      if (!each.following.atOnce) {
        assertThat(answer.lists("Connection", "close")).as("says that it closes").isTrue();
        client.send(rest);
      }
      if (answer.lists("Connection", "close")) {
        ledger.forbid(second);
      } else {
        Head next = readFinal(client, 0);
        assertThat(next.status()).isEqualTo(204);
        assertThat(next.all("X-Id")).containsExactly(second);
      }
      client.shutdownOutput();
      assertThat(client.readToEof()).isEqualTo(new Remainder("", Ending.FIN));
    }
  }

  private static void checkFirst(Case each, String id, Head answer, String content) {
    if (each.asking.refused()) {
      assertThat(answer.status()).isEqualTo(each.asking == Asking.FOR_SOMETHING_ELSE ? 417 : 400);
      assertThat(answer.lists("Connection", "close")).isTrue();
    } else if (each.asking == Asking.IN_TRAILERS && answer.status() == 400) {
      // The trailers were read before the origin's answer.
      assertThat(answer.lists("Connection", "close")).isTrue();
    } else {
      assertThat(answer.status()).isEqualTo(each.status);
      assertThat(answer.all("X-Id")).containsExactly(id);
      assertThat(content).isIn("to " + id, "");
    }
  }

  private static Head readFinal(Peer client, int mostContinues) {
    int continues = 0;
    Head head = client.readHead();
    for (; head.isInterim(); head = client.readHead()) {
      assertThat(head.status()).isEqualTo(100);
      continues++;
    }
    assertThat(continues).as("100s").isLessThanOrEqualTo(mostContinues);
    return head;
  }
}
