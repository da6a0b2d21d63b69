// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.admission.Admission;
import dev.parley.core.ByteSize;
import dev.parley.gateway.GatewayPolicy.Match;
import dev.parley.gateway.GatewayPolicy.OriginPolicy;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.gateway.GatewayPolicy.UnknownExpectations;
import dev.parley.netty.DownstreamPolicy;
import dev.parley.netty.MessageLimits;
import dev.parley.netty.UpstreamPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Provokes every status that Parley answers with itself, and prints what came. */
@Timeout(60)
class StatusReferenceTest {
  private static final String OPENING =
      """
      # Statuses

      Every final status that Parley itself answers with, as a running gateway sent it. The content is
      `application/problem+json` (RFC 9457) with `title`, `status`, `detail` and `request_id`; it never repeats text of the request. Any
      other status comes from an origin. The built-in store is one: what it refuses has no *Error* below.

      `request_id`, such as `7k3mq0zx00000001`, is the `id` of the request in the [access log](access-log.md), where the address
      of the origin is, which is no client's business. A client that prefers `text/html`, as browsers do, gets the same as a
      page. Where the gateway refuses, `Proxy-Status` (RFC 9209) says so with *Error* and the detail, as in `parley;
      error=connection_refused; details="no origin could be reached"`. Its `received-status` is a status of an origin which
      the client does not get.

      *Connection* is what becomes of the client's connection. It is kept only when the whole announced content has
      arrived; otherwise the response says `Connection: close`, and the client can read it to its end before the
      connection goes ([why](../explain/exchange.md#staged-close)). *Asked* says whether a 100 came before it.

      | Status | Detail | When | Error | Asked | Connection |
      |---|---|---|---|---|---|
      """;

  private static final String LATER =
      """

      Some more need an accident, or a crowd; other tests prove them.

      | Status | Detail | When |
      |---|---|---|
      | 400 | the file system of this store cannot represent the name | the name is UTF-8, the file system is not |
      | 500 | the store could not read or write its files | the cause is in the log |
      | 503 | too many exchanges wait for a decision | `waiting.total` or `waiting.per-client` is reached; comes with `Retry-After` |
      | 503 | too many exchanges wait for the origins | `waiting.per-origin` is reached for each of them; comes with `Retry-After` |
      | 5xx | no origin took the request, and this is what the last one said | every origin answered before its 100 with a status of `ask-elsewhere-on` |
      | 503 | the disk of the store does not answer | it did nothing for `origin.response`, or all its threads hang: nobody new waits then; comes with `Retry-After`. An upload that was whole may be stored all the same |
      | 503 | too many folders are being listed | the listings that clients read take all the memory there is for them; comes with `Retry-After` |
      | 503 | the digest of the stored file is not known yet | a condition depends on the entity tag of a large file that was put in by hand; comes with `Retry-After` |
      | 503 | the store is shutting down | the upload was under way when the gateway was told to stop |

      A download that cannot be finished, and a response that an origin cut short, have no status any more: the connection
      is reset, so that a part is never taken for the whole.
      """;

  /** Said where the machine or the framing keeps the case away, or where only an accident leads. */
  private static final Set<String> NOT_FROM_OUTSIDE =
      Set.of(
          "the file system of this store cannot represent the name",
          "the store could not read or write its files",
          "the store is shutting down",
          "the content is longer than announced",
          "the content is shorter than announced",
          "the request target is not a path",
          "the request head is not in the syntax of HTTP/1.1",
          "the request was not served");

  private static final Pattern SAID =
      Pattern.compile("(?:refuse|Problem\\.of|\\bof)\\(\\s*[45]\\d\\d,\\s*\"([^\"]+)\"");
  private static final Pattern MACHINE = Pattern.compile("(?:case \\d{3}|default) -> \"([^\"]+)\"");
  private static final Pattern LOST = Pattern.compile("[?:] \"(the origin [^\"]+)\"");
  private static final Pattern NAMES = Pattern.compile("refused\\(\\s*\"([^\"]+)\"");

  /** A request, what is wrong with it, and what came. */
  private record Case(String when, String request) {}

  private record Answer(
      String status, String detail, String error, boolean asked, boolean closes) {}

  @TempDir private Path folder = Path.of("");

  @Test
  void everyStatusIsOnThePageWithTheFateOfItsConnection() throws IOException {
    try (ServerSocket origin = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      StringBuilder page = new StringBuilder(OPENING);
      try (Gateway gateway = Gateway.start(policy(origin.getLocalPort()))) {
        InetSocketAddress address = gateway.addresses().get(0);
        Thread peer = new Thread(() -> misbehave(origin, address), "misbehaving-origin");
        peer.setDaemon(true);
        peer.start();
        prepare(address);
        for (Case given : cases()) {
          Answer answer = ask(address, given.request());
          page.append(row(given, answer));
        }
      }
      GoldenPage.check("statuses.md", page + LATER);
    }
  }

  @Test
  void whateverTheSourcesCanSayIsOnThePage() throws IOException {
    String page = Files.readString(GoldenPage.root().resolve("docs/reference/statuses.md"));
    Set<String> said = new TreeSet<>();
    for (String module : List.of("gateway", "admission")) {
      try (Stream<Path> sources =
          Files.walk(GoldenPage.root().resolve(module).resolve("src/main/java"))) {
        for (Path source : sources.filter(file -> file.toString().endsWith(".java")).toList()) {
          String text = Files.readString(source);
          for (Pattern pattern : List.of(SAID, MACHINE, LOST, NAMES)) {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
              said.add(matcher.group(1));
            }
          }
        }
      }
    }
    assertThat(said).hasSizeGreaterThan(25);
    said.removeAll(NOT_FROM_OUTSIDE);
    assertThat(said).allSatisfy(detail -> assertThat(page).contains(detail));
  }

  private GatewayPolicy policy(int port) {
    Path store = folder.resolve("store");
    DownstreamPolicy client = DownstreamPolicy.DEFAULTS;
    return new GatewayPolicy(
        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
        List.of(
            RoutePolicy.of(
                host("small"),
                Admission.DEFAULTS.withMaxSize(new ByteSize(8)),
                List.of(),
                Optional.of(store)),
            RoutePolicy.of(host("h"), Admission.DEFAULTS, List.of(), Optional.of(store)),
            RoutePolicy.of(
                new Match(Optional.empty(), "/store/"),
                Admission.DEFAULTS,
                List.of(),
                Optional.of(store)),
            RoutePolicy.of(
                host("dead"),
                Admission.DEFAULTS,
                List.of(OriginPolicy.of(new OriginAddress("127.0.0.1", 1))),
                Optional.empty()),
            RoutePolicy.of(
                host("bad"),
                Admission.DEFAULTS,
                List.of(OriginPolicy.of(new OriginAddress("127.0.0.1", port))),
                Optional.empty()),
            RoutePolicy.of(
                host("old"),
                Admission.DEFAULTS,
                List.of(new OriginPolicy(new OriginAddress("127.0.0.1", port), ExpectMode.ANSWER)),
                Optional.empty()),
            RoutePolicy.of(
                    host("guarded"),
                    Admission.DEFAULTS,
                    List.of(OriginPolicy.of(new OriginAddress("127.0.0.1", port))),
                    Optional.empty())
                .withExpect(ExpectMode.RELAY)
                .withGuard(new ByteSize(1))),
        new DownstreamPolicy(
            new MessageLimits(4096, 1024, 200),
            client.idle(),
            client.head(),
            Duration.ofMillis(20),
            Duration.ofMillis(20),
            client.contentRate(),
            client.send(),
            client.drainTime(),
            client.drainBytes()),
        UpstreamPolicy.DEFAULTS
            .withExpectWait(Duration.ofMillis(20))
            .withResponse(Duration.ofSeconds(1)),
        WaitingPolicy.DEFAULTS,
        UnknownExpectations.REFUSE,
        GatewayPolicy.TUNNEL_IDLE);
  }

  private static Match host(String name) {
    return new Match(Optional.of(name), "/");
  }

  private static void prepare(InetSocketAddress address) throws IOException {
    for (String name : List.of("/file.txt", "/folder/file.txt")) {
      String put = "PUT " + name + " HTTP/1.1|Host: h|Content-Length: 3||abc";
      assertThat(ask(address, put).status()).startsWith("201");
    }
    assertThat(ask(address, "GET /old HTTP/1.1|Host: old||").status()).startsWith("200");
  }

  private static List<Case> cases() {
    String asks = "Expect: 100-continue|Content-Length: 3||";
    String put = "PUT /new.txt HTTP/1.1|Host: h|";
    String digest = "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:";
    List<Case> cases = new ArrayList<>();
    // The head
    cases.add(new Case("a bare LF", "GET / HTTP/1.1\nHost: h||"));
    cases.add(new Case("no method", " / HTTP/1.1|Host: h||"));
    cases.add(new Case("two spaces in the request line", "GET  / HTTP/1.1|Host: h||"));
    cases.add(new Case("no version", "GET /|Host: h||"));
    cases.add(new Case("a folded field line", "GET / HTTP/1.1|Host: h|A: b| c||"));
    cases.add(new Case("a space before the colon", put + "Expect : 100-continue||"));
    cases.add(new Case("a control byte", "GET / HTTP/1.1|Host: h|A: b\u0001||"));
    cases.add(
        new Case(
            "a request line over `client.head.start-line`",
            "GET /" + "a".repeat(5000) + " HTTP/1.1|Host: h||"));
    cases.add(
        new Case(
            "field lines over `client.head.fields` or `client.head.lines`",
            "GET / HTTP/1.1|Host: h|A: " + "b".repeat(2000) + "||"));
    cases.add(new Case("HTTP/2.0 in the request line", "GET / HTTP/2.0|Host: h||"));
    cases.add(new Case("CONNECT", "CONNECT h:80 HTTP/1.1|Host: h||"));
    cases.add(
        new Case(
            "a length twice, or one that is no number",
            "PUT / HTTP/1.0|Content-Length: 3|Content-Length: 4||"));
    cases.add(new Case("another transfer coding", put + "Transfer-Encoding: gzip, chunked||0||"));
    cases.add(new Case("no Host, or two", "GET / HTTP/1.1||"));
    cases.add(new Case("a Host with a path", "GET / HTTP/1.1|Host: h/x||"));
    cases.add(new Case("a target that is no path", "GET file.txt HTTP/1.1|Host: h||"));
    cases.add(new Case("a `#` in the target", "PUT /a#b HTTP/1.1|Host: h|" + asks));
    cases.add(new Case("`Connection: Expect`", put + "Connection: Expect|" + asks));
    cases.add(
        new Case("broken syntax in Expect", put + "Expect: 100 continue|Content-Length: 3||"));
    cases.add(
        new Case(
            "an expectation other than `100-continue`, unless `unknown-expectations: ignore`",
            put + "Expect: x|Content-Length: 3||"));
    // Admission and content
    cases.add(new Case("`.` or `..` in the path", "PUT /a/../b HTTP/1.1|Host: h|" + asks));
    cases.add(new Case("TRACE with content", "TRACE / HTTP/1.1|Host: h|" + asks));
    cases.add(
        new Case(
            "Max-Forwards of TRACE or OPTIONS", "OPTIONS / HTTP/1.1|Host: h|Max-Forwards: one||"));
    cases.add(
        new Case("TRACE with `Max-Forwards: 0`", "TRACE / HTTP/1.1|Host: h|Max-Forwards: 0||"));
    cases.add(
        new Case("OPTIONS with `Max-Forwards: 0`", "OPTIONS / HTTP/1.1|Host: h|Max-Forwards: 0||"));
    cases.add(new Case("no `match` takes the request", "GET / HTTP/1.1|Host: nobody||"));
    cases.add(
        new Case(
            "over `max-size`, from the head",
            "PUT /a HTTP/1.1|Host: small|Expect: 100-continue|Content-Length: 9||"));
    cases.add(
        new Case(
            "over `max-size`, known only now",
            "PUT /a HTTP/1.1|Host: small|Transfer-Encoding: chunked||9|123456789|"));
    cases.add(new Case("broken chunks", put + "Transfer-Encoding: chunked||zz|"));
    cases.add(
        new Case(
            "`Expect` in a trailer",
            put + "Transfer-Encoding: chunked||3|abc|0|Expect: 100-continue||"));
    cases.add(new Case("nothing within `client.first-content`", put + asks));
    cases.add(new Case("nothing within `client.next-content`", put + "Content-Length: 3||a"));
    // Origins
    cases.add(new Case("every origin refused the connection", "GET / HTTP/1.1|Host: dead||"));
    cases.add(
        new Case(
            "the answer is no HTTP, and nothing can be repeated: content was sent",
            "PUT /garbage HTTP/1.1|Host: bad|Content-Length: 3||abc"));
    cases.add(
        new Case(
            "the same from the last origin that is left", "GET /garbage HTTP/1.1|Host: bad||"));
    cases.add(
        new Case(
            "content was sent, and the origin closed",
            "PUT /close HTTP/1.1|Host: bad|Content-Length: 3||abc"));
    cases.add(new Case("every origin that is left closed", "GET /close HTTP/1.1|Host: bad||"));
    cases.add(
        new Case(
            "nothing to repeat: a POST without content, and the origin closed",
            "POST /close HTTP/1.1|Host: bad|Content-Length: 0||"));
    cases.add(
        new Case(
            "nothing within `origin.response`",
            "PUT /silent HTTP/1.1|Host: bad|Content-Length: 3||abc"));
    cases.add(
        new Case(
            "the origin said 417, and a signature covers `Expect`",
            "PUT /fails HTTP/1.1|Host: bad|Authorization: AWS4-HMAC-SHA256"
                + " SignedHeaders=expect;host|"
                + asks));
    cases.add(
        new Case(
            "`guard` asked, the origin said 417 too late to start again",
            "PUT /late HTTP/1.1|Host: guarded|Content-Length: 3||abc"));
    cases.add(
        new Case(
            "no `Content-Length`, and no origin is left but those of HTTP/1.0",
            "PUT /a HTTP/1.1|Host: old|Transfer-Encoding: chunked||"));
    cases.add(new Case("an origin sent the request back here", "GET /loop HTTP/1.1|Host: bad||"));
    // The store
    cases.add(
        new Case(
            "a store is asked through a loopback address for another host",
            "GET /store/ HTTP/1.1|Host: nobody||"));
    cases.add(
        new Case(
            "a browser says that a page of another site wants a change",
            put + "Origin: https://evil.example|Sec-Fetch-Site: cross-site|" + asks));
    cases.add(new Case("", "PUT /a%zz HTTP/1.1|Host: h|" + asks));
    cases.add(new Case("", "PUT /%ff HTTP/1.1|Host: h|" + asks));
    for (String path :
        List.of("/a//b", "/a%2Fb", "/a%5Cb", "/a%0Ab", "/" + "n".repeat(256), "/a".repeat(65))) {
      cases.add(new Case("", "PUT " + path + " HTTP/1.1|Host: h|" + asks));
    }
    cases.add(
        new Case("", "PUT " + ("/" + "n".repeat(255)).repeat(9) + " HTTP/1.1|Host: h|" + asks));
    cases.add(new Case("Content-Range", put + "Content-Range: bytes 0-2/9|" + asks));
    cases.add(new Case("If-Match without tags", put + "If-Match: x|" + asks));
    cases.add(new Case("", put + "Repr-Digest: x y|" + asks));
    cases.add(new Case("", put + "Repr-Digest: sha-256=:AAAA:|" + asks));
    cases.add(
        new Case(
            "",
            put
                + "Repr-Digest: "
                + digest
                + "|Content-Digest: "
                + digest.replace("AAA=", "AAE=")
                + "|"
                + asks));
    cases.add(
        new Case(
            "found when the content is complete",
            put + "Content-Digest: " + digest + "|Content-Length: 3||abc"));
    cases.add(new Case("also for names of the store's own", "GET /none HTTP/1.1|Host: h||"));
    cases.add(new Case("PUT to a folder", "PUT /folder/ HTTP/1.1|Host: h|" + asks));
    cases.add(new Case("POST to a file", "POST /file.txt HTTP/1.1|Host: h|" + asks));
    cases.add(new Case("PUT to the name of a folder", "PUT /folder HTTP/1.1|Host: h|" + asks));
    cases.add(new Case("DELETE of a folder with files", "DELETE /folder/ HTTP/1.1|Host: h||"));
    cases.add(new Case("PUT below a file", "PUT /file.txt/a HTTP/1.1|Host: h|" + asks));
    cases.add(
        new Case(
            "If-None-Match, If-Match, If-Unmodified-Since",
            "PUT /file.txt HTTP/1.1|Host: h|If-None-Match: *|" + asks));
    cases.add(
        new Case(
            "a form",
            "POST / HTTP/1.1|Host: h|Content-Type: multipart/form-data; boundary=a|" + asks));
    cases.add(new Case("Content-Encoding", put + "Content-Encoding: gzip|" + asks));
    cases.add(new Case("Range", "GET /file.txt HTTP/1.1|Host: h|Range: bytes=9-||"));
    cases.add(new Case("", "FROB / HTTP/1.1|Host: h||"));
    cases.add(
        new Case(
            "more than is free and not promised",
            put + "Expect: 100-continue|Content-Length: 999999999999999999||"));
    return cases;
  }

  private static String row(Case given, Answer answer) {
    return "| %s | %s | %s | %s | %s | %s |\n"
        .formatted(
            answer.status(),
            answer.detail().replace("|", "\\|"),
            given.when(),
            answer.error().isEmpty() ? "" : "`" + answer.error() + "`",
            answer.asked() ? "yes" : "",
            answer.closes() ? "closed" : "kept");
  }

  /** Sends a request, reads its final response, and proves what becomes of the connection. */
  private static Answer ask(InetSocketAddress address, String request) throws IOException {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.replace("|", "\r\n").getBytes(ISO_8859_1));
      InputStream in = socket.getInputStream();
      boolean asked = false;
      String head = head(in);
      while (head.startsWith("HTTP/1.1 1")) {
        asked = true;
        head = head(in);
      }
      String content = new String(in.readNBytes(length(head)), ISO_8859_1);
      boolean closes = head.toLowerCase(Locale.ROOT).contains("\r\nconnection: close\r\n");
      if (!closes) {
        socket
            .getOutputStream()
            .write(
                "OPTIONS * HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));
        assertThat(head(in)).as(request).startsWith("HTTP/1.1 204 ");
      }
      assertThat(in.readAllBytes()).as(request).isEmpty();
      Matcher detail = Pattern.compile("\"detail\":\"([^\"]*)\"").matcher(content);
      Matcher error = Pattern.compile("(?i)\nproxy-status: parley; error=(\\w+)").matcher(head);
      assertThat(content.contains("\"request_id\":\"")).as(request).isEqualTo(!content.isEmpty());
      String line = head.lines().findFirst().orElse("");
      return new Answer(
          line.substring("HTTP/1.1 ".length()),
          detail.find() ? detail.group(1) : "",
          error.find() ? error.group(1) : "",
          asked,
          closes);
    }
  }

  private static int length(String head) {
    Matcher length = Pattern.compile("(?i)\r\ncontent-length: (\\d+)").matcher(head);
    return length.find() ? Integer.parseInt(length.group(1)) : 0;
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed after: " + head.toString(ISO_8859_1));
      }
      head.write(next);
    }
    return head.toString(ISO_8859_1);
  }

  private static void failExpectation(Socket client) throws IOException {
    client
        .getOutputStream()
        .write("HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1));
    client.getInputStream().readAllBytes();
  }

  /** An origin that answers with anything but HTTP, with what the gateway says, or not at all. */
  private static void misbehave(ServerSocket listening, InetSocketAddress gateway) {
    while (!listening.isClosed()) {
      try (Socket client = listening.accept()) {
        String head = head(client.getInputStream());
        if (head.contains("/fails")) {
          failExpectation(client);
          continue;
        }
        client.getInputStream().readNBytes(length(head));
        if (head.contains("/old")) {
          client
              .getOutputStream()
              .write("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1));
        } else if (head.contains("/silent")) {
          client.getInputStream().readAllBytes();
        } else if (head.contains("/late")) {
          failExpectation(client);
        } else if (head.contains("/garbage")) {
          client.getOutputStream().write("hello\r\n\r\n".getBytes(ISO_8859_1));
          client.shutdownOutput();
          client.getInputStream().readAllBytes();
        } else if (head.contains("/loop")) {
          try (Socket back = new Socket(gateway.getAddress(), gateway.getPort())) {
            back.getOutputStream().write(head.getBytes(ISO_8859_1));
            String answer = head(back.getInputStream());
            client.getOutputStream().write(answer.getBytes(ISO_8859_1));
            client.getOutputStream().write(back.getInputStream().readNBytes(length(answer)));
          }
        }
      } catch (IOException closed) {
        // The end of the test, or of a client.
      }
    }
  }
}
