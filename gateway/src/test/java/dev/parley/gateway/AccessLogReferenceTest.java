// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import dev.parley.admission.Admission;
import dev.parley.core.ByteSize;
import dev.parley.core.Settlement;
import dev.parley.gateway.AccessLogPolicy.Format;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.testkit.OriginScripts;
import dev.parley.testkit.ScriptedClient;
import dev.parley.testkit.ScriptedOrigin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AccessLogReferenceTest {
  private static final String OPENING =
      """
      # Access log

      One line for each exchange, written when it is over, or has become a tunnel: on standard output, or in `access-log.file` of the
      [configuration](config.md). `parley serve --access-log` chooses `text`, `json` or `off`; with `--config` the file alone
      says it.

      A text line begins with columns, separated by spaces, and goes on with `name=value`. Bytes other than visible ASCII
      are written `\\xHH`, and quotes and backslashes after a backslash, so that nothing a client sends can end a line or look
      like another value. A JSON line is one object in ASCII. What is not known of an exchange is not there.

      An upload of 6 bytes that the origin asked for, and one that was refused for its size:

      """;

  private static final String FIELDS =
      """

      Times are milliseconds from the head of the request. Names and meanings stay; new fields may come between them.

      | Field | In text | Meaning |
      |---|---|---|
      """;

  private static final String CLOSING =
      """

      What `client_connection` and `origin_connection` say; a connection is kept after `complete` alone:

      """;

  private static final String WRITING =
      """

      ## How lines are written

      Exchanges never wait for the log. Up to 4096 are queued; where that is full, or writing fails, they are dropped, and the
      next line that can be written says how many: `TIME dropped=N`, or `{"time":...,"dropped":N}`.

      A file is appended to. Before it writes, Parley looks whether the file is still there under its name, and makes a new
      one if it was moved or deleted. So to rotate it, rename it; no signal is needed, and what is written meanwhile is in one
      of the two.
      """;

  @Test
  void everyFieldIsOnThePageAndInItsSample() throws IOException {
    StringBuilder page = new StringBuilder(OPENING);
    for (Format format : Format.values()) {
      page.append("```").append(format == Format.JSON ? "json" : "text").append('\n');
      page.append(sample(format)).append("```\n");
    }
    page.append(FIELDS);
    for (LogField field : LogField.ALL) {
      page.append("| `%s` | %s | %s |\n".formatted(field.title(), place(field), field.meaning()));
    }
    page.append(CLOSING);
    page.append(
        Arrays.stream(Settlement.values())
            .map(each -> "- `%s`: %s\n".formatted(LogField.word(each), each.reason()))
            .collect(Collectors.joining()));
    page.append(
        "- `%s`: the gateway was stopped before the exchange was over\n"
            .formatted(LogField.STOPPED));
    GoldenPage.check("access-log.md", page + WRITING);
  }

  private static String place(LogField field) {
    return switch (field.style()) {
      case COLUMN -> "column";
      case NAMED -> "`" + field.title() + "=`";
      case JSON_ONLY -> "";
    };
  }

  private static String sample(Format format) throws IOException {
    KeptLines log = new KeptLines();
    try (ScriptedOrigin origin =
            ScriptedOrigin.serving(OriginScripts.keepAlive(OriginScripts.continueThen(201)));
        Running running = new Running()) {
      InetSocketAddress gateway =
          running.start(
              TestGateway.policy(
                      RoutePolicy.to(TestGateway.origin(origin.address()))
                          .withAdmit(Admission.DEFAULTS.withMaxSize(new ByteSize(1_000_000))))
                  .withAccessLog(AccessLogPolicy.of(format)),
              log);
      try (ScriptedClient client = ScriptedClient.connect(gateway)) {
        String put = "PUT /photo.jpg HTTP/1.1\r\nHost: files.example.org\r\n";
        client.send(put + "Expect: 100-continue\r\nContent-Length: 6\r\n\r\n");
        client.readInterim(100);
        client.send("abcdef");
        client.readFinal(201);
        client.send(put + "Expect: 100-continue\r\nContent-Length: 2000000000\r\n\r\n");
        client.readFinal(413);
        client.shutdownOutput();
        client.discardToEof();
      }
      return normalised(log.line(0), 1) + normalised(log.line(1), 2);
    }
  }

  /** The same with times and names that do not differ from run to run. */
  private static String normalised(String line, int number) {
    return line.replaceAll(
                "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z", "2026-11-23T21:40:12.345Z")
            .replaceFirst("[0-9a-z]{16}", "7k3mq0zx0000000" + number)
            .replaceAll("_ms\":\\d+\\.\\d{3}", "_ms\":1.234")
            .replaceAll("_ms=\\d+\\.\\d{3}", "_ms=1.234")
            .replaceAll(" +\\d+\\.\\d{3}ms ", "     1.234ms ")
            .replaceAll("127\\.0\\.0\\.1:\\d+", "10.0.0.5:8080")
        + "\n";
  }
}
