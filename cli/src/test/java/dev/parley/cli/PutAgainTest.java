// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedOrigin;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code parley put} sends more than once, and what it never does. */
class PutAgainTest {
  @TempDir private Path folder = Path.of("");

  private CommandRun put(String... arguments) {
    return CommandRun.of(folder, "put", arguments);
  }

  private String file() throws IOException {
    return Files.write(folder.resolve("a"), new byte[100]).toString();
  }

  /** Takes the content and is busy then; the pause it asks for is none. */
  private static Script busy() {
    return peer -> {
      peer.discardContent(peer.readRequestHead());
      peer.send(
          "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    };
  }

  /** Bytes as they are, and one character for each. */
  private static Script redirecting(String location) {
    return answering("307 Elsewhere\r\nLocation: " + location);
  }

  @ParameterizedTest
  @CsvSource({
    "/caf\u00c3\u00a9, /caf%C3%A9",
    "/a b, /a%20b",
    "/a^b{x}, /a%5Eb%7Bx%7D",
    "/x[1].bin, /x%5B1%5D.bin"
  })
  void aRedirectIsFollowedToTheBytesThatTheServerSent(String location, String target)
      throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.inOrder(redirecting(location), OriginScripts.continueThen(201))) {
      CommandRun run = put(file(), origin.uri() + "/a");
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(origin.connection(1).heads().get(0).startLine())
          .isEqualTo("PUT " + target + " HTTP/1.1");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://h/x, ftp://h/x, not an http or https URL of a host",
    "http://me:secret@h/x, http://...@h/x, user information in the URL",
    "http://h:0/x, http://h:0/x, not an http or https URL of a host"
  })
  void aRedirectThatIsNotFollowedSaysWhyAndWhereTo(String location, String shown, String why)
      throws Exception {
    String reason = "redirect to " + shown + " not followed: " + why;
    try (ScriptedOrigin origin = ScriptedOrigin.serving(redirecting(location))) {
      CommandRun run = put("--json", "--expect=never", file(), origin.uri() + "/a");
      assertThat(run.exitCode()).isOne();
      assertThat(run.err())
          .isEqualTo(
              folder
                  + "/a: refused with 307 after 100 B (not asked: --expect never): "
                  + reason
                  + System.lineSeparator());
      assertThat(run.out()).contains("\"reason\":\"" + reason + "\"");
    }
  }

  @Test
  void aRedirectToAnotherServerIsNamedAndTakesNoSecretAlong() throws Exception {
    try (ScriptedOrigin there = ScriptedOrigin.serving(OriginScripts.continueThen(201));
        ScriptedOrigin here = ScriptedOrigin.serving(redirecting(there.uri() + "/x"))) {
      CommandRun run =
          put("--json", "-H", "X-Api-Key: k", "-H", "X-Id: 1", file(), here.uri() + "/a");
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.out()).contains("\"redirected_to\":\"" + there.uri() + "/x\"");
      Head head = there.connection(0).heads().get(0);
      assertThat(head.first("X-Api-Key")).isEmpty();
      assertThat(head.first("X-Id")).contains("1");
      assertThat(put(file(), here.uri() + "/a").err())
          .contains(", redirected to " + there.uri() + "/x (");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer",
        "Negotiate",
        "Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"",
        "X\u001b"
      })
  void schemesThatNobodyKnowsAreSaidToBeUnknown(String challenge) throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(answering("401 No\r\nWWW-Authenticate: " + challenge))) {
      CommandRun run = put("--user=me:secret", "--expect=never", file(), origin.uri() + "/a");
      assertThat(run.exitCode()).isOne();
      if (!challenge.startsWith("X")) {
        assertThat(run.err())
            .endsWith(
                ": the server offers only schemes that this client does not know"
                    + " (expected: Basic or Digest)"
                    + System.lineSeparator());
      }
      assertThat(run.err()).doesNotContain("\u001b");
    }
  }

  @Test
  void aServerThatAcceptsWithoutContentHasNoUpload() throws Exception {
    try (ScriptedOrigin portal = ScriptedOrigin.serving(OriginScripts.refuseAtOnce(200, true))) {
      CommandRun run = put("--json", "--expect=always", file(), portal.uri() + "/a");
      assertThat(run.exitCode()).isEqualTo(3);
      assertThat(run.out())
          .contains("\"result\":\"accepted-without-content\",\"status\":200")
          .contains("\"sent\":0,\"spared\":100");
      assertThat(run.err()).contains("a: 200, accepted without content, 100 B spared (asked, 200");
    }
  }

  @Test
  void aBusyServerIsTriedAgainAsOftenAsWanted() throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.inOrder(busy(), busy(), OriginScripts.continueThen(201))) {
      CommandRun run = put("--retry=2", "--expect=never", file(), origin.uri() + "/a");
      assertThat(run.exitCode()).isZero();
      assertThat(run.err().lines())
          .satisfiesExactly(
              first -> assertThat(first).isEqualTo(folder + "/a: 503, retry 1 of 2 at once"),
              second -> assertThat(second).isEqualTo(folder + "/a: 503, retry 2 of 2 at once"),
              last ->
                  assertThat(last)
                      .startsWith(folder + "/a: 201, 300 B in ")
                      .contains(
                          "(not asked: --expect never, 503, tried again,"
                              + " not asked: --expect never, 503, tried again,"
                              + " not asked: --expect never)"));
    }
  }

  @Test
  void whoeverPrintsJsonIsToldOfARetryToo() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.inOrder(busy(), OriginScripts.continueThen(201))) {
      CommandRun run = put("--json", "--retry=1", file(), origin.uri() + "/a");
      assertThat(run.err())
          .isEqualTo(folder + "/a: 503, retry 1 of 1 at once" + System.lineSeparator());
      assertThat(run.out()).hasLineCount(1);
    }
  }

  @Test
  void aRetryThatHelpedIsNothingThatFailed() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.inOrder(busy(), OriginScripts.continueThen(201))) {
      CommandRun run = put("--silent", "--retry=1", file(), origin.uri() + "/a");
      assertThat(run).isEqualTo(new CommandRun(0, "", ""));
    }
  }

  private static Script answering(String head) {
    return peer -> {
      peer.discardContent(peer.readRequestHead());
      peer.send(
          ("HTTP/1.1 " + head + "|Connection: close|Content-Length: 0||").replace("|", "\r\n"));
    };
  }

  private String empty() throws IOException {
    return Files.write(folder.resolve("empty"), new byte[0]).toString();
  }

  /** RFC 9110 9.2.2: without content, nothing was held back that could tell. */
  @ParameterizedTest
  @ValueSource(ints = {500, 502, 504})
  void anEmptyPostThatMayHaveBeenActedOnIsNotTriedAgain(int status) throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.inOrder(answering(status + " No"), answering("201 Created"))) {
      CommandRun run = put("--retry=2", "--method=POST", empty(), origin.uri() + "/a");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(origin.connections()).hasSize(1);
    }
  }

  @Test
  void anEmptyPostThatWasNotActedOnIsTriedAgain() throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.inOrder(answering("503 Busy|Retry-After: 0"), answering("201 Created"))) {
      CommandRun run = put("--retry=2", "--method=POST", empty(), origin.uri() + "/a");
      assertThat(run.exitCode()).isZero();
    }
  }

  @Test
  void anEmptyPostWhoseConnectionWasLostIsNotTriedAgain() throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.inOrder(peer -> peer.readRequestHead(), answering("201 Created"))) {
      CommandRun run = put("--retry=2", "--method=POST", empty(), origin.uri() + "/a");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(origin.connections()).hasSize(1);
    }
  }

  @Test
  void nothingIsTriedAgainUnlessToldTo() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.inOrder(busy())) {
      assertThat(put("--expect=never", file(), origin.uri() + "/a").exitCode()).isEqualTo(1);
    }
  }

  @Test
  void theLastRefusalIsTheOneThatCounts() throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.inOrder(busy(), OriginScripts.refuseAtOnce(403, true))) {
      CommandRun run = put("--retry=5", "--expect=never", file(), origin.uri() + "/a");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("/a: refused with 403 ");
    }
  }

  @Test
  void contentThatCannotBeHadAgainIsNotTriedAgain() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.inOrder(busy())) {
      CommandRun run =
          CommandRun.of(
              CommandRun.surroundings(folder).in(new ByteArrayInputStream(new byte[100])),
              "put",
              "--retry=5",
              "--expect=never",
              "-",
              origin.uri() + "/a");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).startsWith("-: refused with 503 after 100 B");
    }
  }

  @Test
  void contentThatWasNotTouchedIsTriedAgain() throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.inOrder(
            peer -> {
              peer.readRequestHead();
              peer.send(
                  "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nConnection: close\r\n"
                      + "Content-Length: 0\r\n\r\n");
              peer.shutdownOutput().discardToEof();
            },
            OriginScripts.continueThen(201))) {
      CommandRun run =
          CommandRun.of(
              CommandRun.surroundings(folder).in(new ByteArrayInputStream(new byte[100])),
              "put",
              "--retry=1",
              "--expect=always",
              "-",
              origin.uri() + "/a");
      assertThat(run.exitCode()).isZero();
      assertThat(origin.connection(1).discarded().get(0).length()).isEqualTo(100);
    }
  }

  @Test
  void aPauseThatWouldTakeTooLongIsNotMade() throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.inOrder(
            peer -> {
              peer.discardContent(peer.readRequestHead());
              peer.send("HTTP/1.1 503 Busy\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n");
            })) {
      CommandRun run =
          put("--retry=1", "--max-time=30", "--expect=never", file(), origin.uri() + "/a");
      assertThat(run.err()).contains("refused with 503");
    }
  }

  @Test
  void aChallengeIsAnsweredBeforeTheContentIsSpent() throws Exception {
    Script challenge =
        peer -> {
          Head head = peer.readRequestHead();
          assertThat(head.has("Authorization")).isFalse();
          peer.send(
              "HTTP/1.1 401 Who\r\nWWW-Authenticate: Basic realm=\"r\"\r\nConnection: close\r\n"
                  + "Content-Length: 0\r\n\r\n");
          peer.shutdownOutput().discardToEof();
        };
    try (ScriptedOrigin origin =
        ScriptedOrigin.inOrder(challenge, OriginScripts.continueThen(201))) {
      CommandRun run =
          CommandRun.of(
              CommandRun.surroundings(folder).password("secret"),
              "put",
              "--user=ann",
              "--expect=always",
              file(),
              origin.uri() + "/a");
      assertThat(run.exitCode()).isZero();
      assertThat(run.err())
          .contains("asked, 401 after ", "again with credentials, asked, 100 after ");
      assertThat(origin.connection(0).discarded()).allMatch(content -> content.length() == 0);
      assertThat(origin.connection(1).heads().get(0).first("Authorization"))
          .contains("Basic YW5uOnNlY3JldA==");
      assertThat(folder.resolve("cache/parley/origins"))
          .content()
          .doesNotContain("ann", "secret", "YW5u");
    }
  }

  @Test
  void aPasswordCanBeGivenAtOnce() throws Exception {
    Script challenge =
        peer -> {
          peer.discardContent(peer.readRequestHead());
          peer.send(
              "HTTP/1.1 401 Who\r\nWWW-Authenticate: Basic realm=\"r\"\r\nContent-Length: 0\r\n\r\n");
        };
    try (ScriptedOrigin origin =
        ScriptedOrigin.inOrder(challenge, OriginScripts.continueThen(201))) {
      CommandRun run = put("-u", "ann:a:b", "--expect=never", file(), origin.uri() + "/a");
      assertThat(run.exitCode()).isZero();
      assertThat(origin.connection(1).heads().get(0).first("Authorization"))
          .contains("Basic YW5uOmE6Yg==");
    }
  }
}
