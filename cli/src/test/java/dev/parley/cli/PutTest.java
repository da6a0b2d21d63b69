// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.admission.Admission;
import dev.parley.core.ByteSize;
import dev.parley.gateway.Gateway;
import dev.parley.gateway.GatewayPolicy;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.testkit.Discarded;
import dev.parley.testkit.Head;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.Script;
import dev.parley.testkit.ScriptedOrigin;
import dev.parley.testkit.Transcript;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code parley put} sends, says, and returns. */
class PutTest {
  private static final int LARGE = 8 << 20;

  /** More than a server takes that does not read. */
  private static final int HUGE = 32 << 20;

  @TempDir private Path folder = Path.of("");

  private CommandRun put(String... arguments) {
    return CommandRun.of(folder, "put", arguments);
  }

  private String file(String name, int length) throws IOException {
    return Files.write(folder.resolve(name), new byte[length]).toString();
  }

  private static String url(ScriptedOrigin origin, String path) {
    return origin.uri() + path;
  }

  // Well

  @Test
  void anUploadThatIsWorthItAsksAndSaysWhatCameOfIt() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201))) {
      CommandRun run = put(file("a.bin", LARGE), url(origin, "/up/"));
      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).isEmpty();
      assertThat(run.err())
          .matches("\\S+/a\\.bin: 201, 8 MiB in .* \\(asked, 100 after \\S+ m?s\\)\\R");
      Transcript wire = origin.connection(0);
      assertThat(wire.heads())
          .extracting(Head::startLine)
          .containsExactly("PUT /up/a.bin HTTP/1.1");
      assertThat(wire.heads().get(0).expectsContinue()).isTrue();
      assertThat(wire.discarded()).extracting(Discarded::length).containsExactly((long) LARGE);
    }
  }

  @Test
  void aTakenUploadIsOneWhateverBecomesOfTheContentOfTheResponse() throws Exception {
    String endless = "HTTP/1.1 201 Created\r\nContent-Length: 9000000000\r\n\r\n";
    for (int length : new int[] {3, 4 << 20}) {
      try (ScriptedOrigin origin =
          ScriptedOrigin.serving(
              peer -> {
                peer.discardContent(peer.readRequestHead());
                peer.send(endless).sendContentUntilAnswered(length);
              })) {
        CommandRun run = put(file("a", 5), url(origin, "/a"), "--retry", "2");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("a: 201, 5 B in ");
        assertThat(origin.connectionCount()).isOne();
      }
    }
  }

  private CommandRun putAmid(Script script) throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            peer -> {
              peer.readRequestHead();
              peer.send(OriginScripts.interim(100));
              peer.awaitsMore();
              script.run(peer);
            })) {
      return put(file("a", HUGE), url(origin, "/a"), "--expect", "always");
    }
  }

  @Test
  void anUploadGoesOnBesideASuccess() throws Exception {
    CommandRun run =
        putAmid(
            peer -> {
              peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
              peer.readExactly(HUGE);
              peer.send("0\r\n\r\n");
            });
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("a: 200, 32 MiB in ");
  }

  @Test
  void aSuccessThatIsCutInMidContentIsAFailure() throws Exception {
    CommandRun run =
        putAmid(
            peer -> {
              peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
              peer.readExactly(1 << 20);
              peer.reset();
            });
    assertThat(run.exitCode()).isNotZero();
    assertThat(run.err()).contains("a: failed after ");
  }

  @Test
  void aPartOfTheContentIsNoUpload() throws Exception {
    CommandRun run =
        putAmid(
            peer -> {
              peer.send(OriginScripts.closing(200)).shutdownOutput();
              peer.readExactly(1 << 20);
            });
    assertThat(run.exitCode()).isNotZero();
    assertThat(run.err())
        .contains("a: failed after ")
        .contains("the server said 200 and closed before it had the whole content");
  }

  @Test
  void severalFilesGoThereAtATimeAndAreSummedUp() throws Exception {
    Path store = folder.resolve("store");
    try (Gateway gateway = gateway(RoutePolicy.toStore(store))) {
      CommandRun run =
          put(file("a", 1), file("b", 2), file("c", 0), "--parallel", "2", url(gateway) + "in/");
      assertThat(run.exitCode()).isZero();
      assertThat(run.err().lines())
          .hasSize(4)
          .last()
          .asString()
          .matches("3 uploaded; 3 B sent in .*");
      assertThat(store.resolve("in/a")).hasSize(1);
      assertThat(store.resolve("in/b")).hasSize(2);
      assertThat(store.resolve("in/c")).isEmptyFile();
    }
  }

  @Test
  void aFileThatSaysThatItIsEmptyAndIsNotIsSentToItsEnd() throws Exception {
    Path generated = Path.of("/proc/version");
    assumeTrue(Files.exists(generated) && Files.size(generated) == 0, "/proc");
    Path store = folder.resolve("store");
    try (Gateway gateway = gateway(RoutePolicy.toStore(store))) {
      CommandRun run = put(generated.toString(), url(gateway) + "in/");
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(store.resolve("in/version"))
          .isNotEmptyFile()
          .hasBinaryContent(Files.readAllBytes(generated));
    }
  }

  @Test
  void standardInputIsSentAsItComes() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201))) {
      InputStream in = new ByteArrayInputStream("abc".getBytes(StandardCharsets.US_ASCII));
      CommandRun run =
          CommandRun.of(CommandRun.surroundings(folder).in(in), "put", "-", url(origin, "/n"));
      assertThat(run.exitCode()).isZero();
      Head head = origin.connection(0).heads().get(0);
      assertThat(head.first("Transfer-Encoding")).contains("chunked");
      assertThat(head.expectsContinue()).isTrue();
      assertThat(origin.connection(0).discarded())
          .extracting(Discarded::length)
          .containsExactly(3L);
    }
  }

  @Test
  void aFieldIsSentAsUtf8() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201))) {
      CommandRun run = put("-H", "X-Name: é файл", file("a", 1), url(origin, "/a"));
      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(origin.connection(0).heads().get(0).first("X-Name"))
          .map(octets -> octets.getBytes(StandardCharsets.ISO_8859_1))
          .hasValueSatisfying(
              octets -> assertThat(octets).asString(StandardCharsets.UTF_8).isEqualTo("é файл"));
    }
  }

  @Test
  void aRequestIsLikeTheOptionsSay() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201))) {
      CommandRun run =
          put(
              "-X",
              "POST",
              "-H",
              "Content-Type: text/plain",
              "--header=X-Empty:",
              "--expect",
              "always",
              file("a", 3),
              url(origin, "/a?b"));
      assertThat(run.exitCode()).isZero();
      Head head = origin.connection(0).heads().get(0);
      assertThat(head.startLine()).isEqualTo("POST /a?b HTTP/1.1");
      assertThat(head.first("Content-Type")).contains("text/plain");
      assertThat(head.first("X-Empty")).contains("");
      assertThat(head.expectsContinue()).isTrue();
    }
  }

  @Test
  void whoNeverWantsToAskDoesNot() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201))) {
      CommandRun run = put("--expect", "never", file("a", LARGE), url(origin, "/a"));
      assertThat(run.err()).contains("(not asked: --expect never)");
      assertThat(origin.connection(0).heads().get(0).has("Expect")).isFalse();
    }
  }

  @Test
  void aSizeSaysFromWhereOnToAsk() throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(201)))) {
      CommandRun run =
          put("--parallel=1", "--expect=1KiB", file("a", 1024), file("b", 1025), url(origin, "/"));
      assertThat(run.exitCode()).isZero();
      assertThat(origin.connection(0).heads())
          .extracting(Head::expectsContinue)
          .containsExactly(false, true);
    }
  }

  @Test
  void whatTheServerCallsTheResultIsSaid() throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            peer -> {
              peer.discardContent(peer.readRequestHead());
              peer.send("HTTP/1.1 201 Created\r\nLocation: /in/7\r\nContent-Length: 0\r\n\r\n");
            })) {
      CommandRun run = put("-X", "POST", "--expect", "never", file("a", 3), url(origin, "/in"));
      assertThat(run.err()).contains(": 201 /in/7, 3 B in ");
    }
  }

  @Test
  void silenceIsSilent() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201))) {
      CommandRun run = put("-s", file("a", 3), url(origin, "/a"));
      assertThat(run).isEqualTo(new CommandRun(0, "", ""));
    }
  }

  // Refused

  @Test
  void aRefusalSparesTheContentAndSaysWhy() throws Exception {
    RoutePolicy route =
        RoutePolicy.toStore(folder.resolve("store"))
            .withAdmit(Admission.DEFAULTS.withMaxSize(ByteSize.parse("1MiB")));
    // So large that a busy machine has seconds to refuse it.
    Path file = folder.resolve("a");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(400L << 20);
    }
    try (Gateway gateway = gateway(route)) {
      CommandRun run = put("--silent", "--expect=always", file.toString(), url(gateway));
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .matches(
              "\\S+/a: refused with 413 before a byte was sent, 400 MiB spared"
                  + " \\(asked, 413 after \\S+ m?s\\):"
                  + " the content is larger than the 1MiB accepted here\\R");
    }
  }

  @Test
  void oneThatIsRefusedIsTheExitCodeOfAll() throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.serving(
            OriginScripts.keepAlive(
                peer -> {
                  Head head = peer.readRequestHead();
                  peer.discardContent(head);
                  peer.send(OriginScripts.response(head.target().equals("/b") ? 403 : 201));
                }))) {
      CommandRun run = put("--expect=never", file("a", 1), file("b", 2), url(origin, "/"));
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .contains("/b: refused with 403 after 2 B (not asked: --expect never)\n")
          .contains("1 uploaded, 1 refused; 3 B sent in ");
    }
  }

  @Test
  void nothingIsBegunAfterAFailureWhereThatIsWanted() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.refuseAtOnce(403, true))) {
      CommandRun run =
          put(
              "--fail-early",
              "--parallel=1",
              file("a", 1),
              file("b", 1),
              file("c", 1),
              url(origin, "/"));
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("1 refused, 2 not tried; ");
      assertThat(origin.connectionCount()).isEqualTo(1);
    }
  }

  @Test
  void aLoginPageIsNoUpload() throws Exception {
    try (ScriptedOrigin origin =
        ScriptedOrigin.inOrder(
            peer -> {
              peer.readRequestHead();
              peer.send(
                  "HTTP/1.1 303 See Other\r\nLocation: /login\r\nContent-Length: 0\r\n"
                      + "Connection: close\r\n\r\n");
              peer.shutdownOutput().discardToEof();
            },
            OriginScripts.continueThen(200))) {
      CommandRun run = put("--expect=always", file("a", LARGE), url(origin, "/a"));
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .contains(
              "/a: refused with 200, redirected to " + origin.uri() + "/login (asked, 303 after ")
          .contains(", redirected): redirected before the content was taken");
      assertThat(origin.connection(1).heads().get(0).startLine()).isEqualTo("GET /login HTTP/1.1");
    }
  }

  // Failed

  @Test
  void whereNobodyListensIsExitCode4() throws Exception {
    String url;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      url = "http://127.0.0.1:" + closed.getLocalPort();
    }
    CommandRun run = put("-s", file("a", 3), url + "/a");
    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.err())
        .isEqualTo(
            folder
                + "/a: unreachable: "
                + url
                + ": no connection: Connection refused"
                + System.lineSeparator());
  }

  @Test
  void aServerThatLeavesIsExitCode1() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.resetsAfterHead())) {
      CommandRun run = put("-s", file("a", 3), url(origin, "/a"));
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .startsWith(folder + "/a: failed")
          .contains("the peer closed the connection");
    }
  }

  @Test
  void anUploadThatTakesTooLongIsGivenUp() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.neverAnswers())) {
      CommandRun run = put("-s", "--max-time", "0.2", file("a", 3), url(origin, "/a"));
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .endsWith(": no response within 200 ms (--max-time)" + System.lineSeparator());
      origin.verify();
    }
  }

  private static Gateway gateway(RoutePolicy route) throws IOException {
    InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return Gateway.start(GatewayPolicy.of(anywhere, route));
  }

  private static String url(Gateway gateway) {
    return "http://127.0.0.1:" + gateway.addresses().get(0).getPort() + "/";
  }

  @Test
  void wrongUsageIsOneLineAndNothingIsSent() throws Exception {
    try (ScriptedOrigin origin = ScriptedOrigin.serving(OriginScripts.continueThen(201))) {
      String file = file("a", 3);
      String url = url(origin, "/a");
      for (List<String> wrong :
          List.of(
              List.of(
                  "--expect",
                  "often",
                  "--expect: often (expected: auto, always, never or a size such as 1MiB)"),
              List.of("--parallel", "0", "--parallel: 0 (expected: 1 to 256)"),
              List.of("--parallel", "x", "--parallel: x (expected: a whole number)"),
              List.of("--retry", "-1", "--retry: -1 (expected: 0 to 1000)"),
              List.of("--max-time", "0", "--max-time: 0 (expected: seconds, such as 5 or 0.5)"),
              List.of(
                  "--connect-timeout",
                  "1m",
                  "--connect-timeout: 1m (expected: seconds, such as 5 or 0.5)"),
              List.of("-X", "P T", "--method: P T (expected: a method such as PUT or POST)"),
              List.of("-H", "Bearer x", "--header: Bearer (expected: 'NAME: VALUE')"),
              List.of(
                  "-H",
                  "Expect: 100-continue",
                  "--header: Expect (expected: --expect, which says when to ask)"),
              List.of(
                  "-H",
                  "Content-Length: 3",
                  "--header: Content-Length (expected: none that follows from the file and the URL)"),
              List.of("-H", "A: secret\u0007", "--header: A (expected: a value without U+0007)"),
              List.of(
                  "-H",
                  "A B: secret",
                  "--header: A B (expected: a name of letters, digits and !#$%&'*+-.^_`|~)"),
              List.of(
                  "-u",
                  "ann",
                  "--user: ann (expected: NAME:PASSWORD, where no terminal can ask for it)"),
              List.of(
                  "-x",
                  "socks://h",
                  "--proxy: socks://h (expected: http://HOST or http://HOST:PORT)"),
              List.of(
                  "-x",
                  "https://a:secret@h",
                  "--proxy: https://...@h (expected: http://HOST or http://HOST:PORT)"),
              List.of(
                  "--cacert",
                  "none",
                  "--cacert: none (expected: a file that can be read; none does not exist)"),
              List.of(
                  "--cacert",
                  file,
                  "--cacert: " + file + " (expected: a file with certificates in PEM)"))) {
        CommandRun run = put(wrong.get(0), wrong.get(1), file, url);
        assertThat(run)
            .isEqualTo(
                new CommandRun(
                    2,
                    "",
                    "parley put: "
                        + wrong.get(2)
                        + " (parley put --help tells more)"
                        + System.lineSeparator()));
      }
      assertThat(origin.connectionCount()).isZero();
    }
  }
}
