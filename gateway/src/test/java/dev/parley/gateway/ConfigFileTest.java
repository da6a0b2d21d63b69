// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.admission.Admission;
import dev.parley.core.ByteSize;
import dev.parley.gateway.GatewayPolicy.Match;
import dev.parley.gateway.GatewayPolicy.OriginPolicy;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.netty.DownstreamPolicy;
import dev.parley.netty.MessageLimits;
import dev.parley.netty.UpstreamPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
  private static final String LISTEN = "listen: [ { address: '127.0.0.1:0' } ]\n";
  private static final String ROUTES = "routes: [ { store: x } ]\n";

  @TempDir private Path folder = Path.of("");

  @Test
  void aShortFileMeansTheDefaults() throws IOException {
    GatewayPolicy policy = read(LISTEN + ROUTES);
    assertThat(policy.downstream()).isEqualTo(DownstreamPolicy.DEFAULTS);
    assertThat(policy.upstream()).isEqualTo(UpstreamPolicy.DEFAULTS);
    assertThat(policy.routes())
        .containsExactly(RoutePolicy.toStore(folder.toAbsolutePath().resolve("x")));
  }

  @Test
  void aRouteTakesEverythingAPolicyCanSay() throws IOException {
    GatewayPolicy policy =
        read(
            LISTEN
                + """
                routes:
                  - match: { host: files.example, path: /up/ }
                    origins: [ http://a, { url: "http://b:81", expect: answer } ]
                    expect: relay
                    guard: 1MiB
                    ask-elsewhere-on: [ 503 ]
                    upgrade: [ websocket, name/1 ]
                    admit: { max-size: 1.5MiB }
                """);
    assertThat(policy.routes())
        .containsExactly(
            new RoutePolicy(
                new Match(Optional.of("files.example"), "/up/"),
                Admission.DEFAULTS.withMaxSize(new ByteSize(1572864)),
                List.of(
                    OriginPolicy.of(new OriginAddress("a", 80)),
                    new OriginPolicy(new OriginAddress("b", 81), ExpectMode.ANSWER)),
                Optional.empty(),
                ExpectMode.RELAY,
                Optional.of(new ByteSize(1 << 20)),
                Set.of(503),
                List.of("websocket", "name/1"),
                WebPolicy.DEFAULTS));
  }

  @Test
  void aStoreTakesNamesAndWebSites() throws IOException {
    String web = "web: { hosts: [ a.example, '[::2]' ], origins: [ 'https://b.example:8443' ] }";
    assertThat(read(LISTEN + "routes: [ { store: x, " + web + " } ]").routes().get(0).web())
        .isEqualTo(new WebPolicy(List.of("a.example", "[::2]"), List.of("https://b.example:8443")));
  }

  @Test
  void anAbsoluteStoreStaysWhereItIs() throws IOException {
    Path elsewhere = folder.resolveSibling("elsewhere").toAbsolutePath();
    assertThat(read(LISTEN + "routes: [ { store: '" + elsewhere + "' } ]").routes().get(0).store())
        .contains(elsewhere);
  }

  /** YAML 1.1 reads 010 as eight, and 1:30 as ninety; YAML 1.2 does not. */
  @Test
  void aNumberIsTakenAsItIsWritten() throws IOException {
    GatewayPolicy policy =
        read(
            LISTEN
                + "routes: [ { store: x, guard: 0100, admit: { max-size: 010 } } ]\n"
                + "client: { head: { start-line: 09000, fields: 010000, lines: 050 } }\n"
                + "waiting: { total: 017 }\n");
    RoutePolicy route = policy.routes().get(0);
    assertThat(route.admit()).isEqualTo(Admission.DEFAULTS.withMaxSize(new ByteSize(10)));
    assertThat(route.guard()).contains(new ByteSize(100));
    assertThat(policy.downstream().limits()).isEqualTo(new MessageLimits(9000, 10_000, 50));
    assertThat(policy.waiting().total()).isEqualTo(17);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x10", "0b11", "1_000", "1:30", "+5", "-5", "1e3", ".5", "0o17"})
  void aNumberInAnotherFormIsRefusedAsItIsWritten(String written) {
    assertThatThrownBy(
            () -> read(LISTEN + "routes: [ { store: x, admit: { max-size: " + written + " } } ]"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(
            "routes[0].admit.max-size: %s (expected: a size such as 500, 64KiB, 1.5MiB or 2GB)",
            written);
  }

  @ParameterizedTest
  @CsvSource({"1ms, PT0.001S", "500ms, PT0.5S", "30s, PT30S", "2m, PT2M", "1h, PT1H"})
  void aTimeIsANumberWithItsUnit(String text, Duration time) throws IOException {
    assertThat(read(LISTEN + ROUTES + "client: { idle: " + text + " }").downstream().idle())
        .isEqualTo(time);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          1                      | the file: 1 (expected: keys and values)
          []                     | the file: a list (expected: keys and values)
          {}                     | listen: missing (expected: a value)
          {listen: ~, routes: []} | listen: missing (expected: a value)
          {listen: []}           | routes: missing (expected: a value)
          {listen: "a:1"}        | listen: a:1 (expected: a list, such as [ { address: a:1 } ])
          {listen: {}}           | listen: keys and values (expected: a list, such as [ { address: ... } ])
          {listen: [a]}          | listen[0]: a (expected: keys and values, such as { address: a })
          {listen: [{}]}         | listen[0].address: missing (expected: a value)
          {listen: [{adress: a}]} | listen[0].adress: unknown key (expected: address?)
          {listen: [{address: a}]} | listen[0].address: a (expected: HOST:PORT, such as 127.0.0.1:8417 or [::1]:8417)
          {listen: [{address: [a]}]} | listen[0].address: a list (expected: one value)
          {listen: [{address: {}}]} | listen[0].address: keys and values (expected: one value)
          {listen: [], routes: []} | listen: [] (expected: at least one address)
          {clock: 1}             | clock: unknown key (expected: one of listen, routes, unknown-expectations, tunnel-idle, client, origin, waiting, memory, access-log, admin)
          {lissen: []}           | lissen: unknown key (expected: listen?)
          """)
  void aFileThatIsNotWhatWasExpectedIsRefused(String text, String message) {
    refuses(text, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          routes: []                          | routes: [] (expected: at least one route)
          routes: [{}]                        | routes[0].origins: [] (expected: either origins or a store, not none)
          routes: [{store: x, origins: [http://a]}] | routes[0].origins: [http://a:80] (expected: either origins or a store, not both)
          routes: [{store: [x]}]              | routes[0].store: a list (expected: one value)
          routes: [{origins: http://a}]       | routes[0].origins: http://a (expected: a list, such as [ http://a ])
          routes: [{origins: [ftp://a]}]      | routes[0].origins[0]: ftp://a (expected: http://HOST or http://HOST:PORT)
          routes: [{origins: [{url: x}]}] | routes[0].origins[0].url: x (expected: http://HOST or http://HOST:PORT)
          routes: [{origins: [{expect: relay}]}] | routes[0].origins[0].url: missing (expected: a value)
          routes: [{store: x, expect: maybe}] | routes[0].expect: maybe (expected: auto or relay or answer)
          routes: [{store: x, guard: big}]    | routes[0].guard: big (expected: a size such as 500, 64KiB, 1.5MiB or 2GB)
          routes: [{store: x, ask-elsewhere-on: [404]}] | routes[0].ask-elsewhere-on: 404 (expected: 500 to 599)
          routes: [{store: x, match: up}]     | routes[0].match: up (expected: keys and values, such as { path: up })
          routes: [{store: ""}]               | routes[0].store: empty (expected: a path)
          routes: [{store: .}]                | routes[0].store: FOLDER/. (expected: a folder that does not hold this file, which it would serve)
          routes: [{store: ../x, match: {path: /b/}}, {store: x}, {store: y, match: {host: h}}] | routes[2]: h/ (expected: before routes[1], /, which takes all of it)
          routes: [{store: x, match: {host: H.}}, {store: y, match: {host: h, path: /a/b}}] | routes[1]: h/a/b (expected: before routes[0], H./, which takes all of it)
          routes: [{store: x, match: {path: up}}] | routes[0].match.path: up (expected: a path that starts with /)
          routes: [{store: x, match: {path: "/u#"}}] | routes[0].match.path: /u# (expected: a path that starts with /)
          routes: [{store: x, match: {path: /a/../b}}] | routes[0].match.path: /a/../b (expected: no segment . or ..)
          routes: [{store: x, match: {path: /ph%6ftos/}}] | routes[0].match.path: /ph%6ftos/ (expected: plain: /photos/)
          routes: [{store: x, match: {path: //a//b}}] | routes[0].match.path: //a//b (expected: plain: /a/b)
          routes: [{store: x, match: {path: "/a?b"}}] | routes[0].match.path: /a?b (expected: plain: /a)
          routes: [{store: x, match: {host: "h:80"}}] | routes[0].match.host: h:80 (expected: a host name or address, without a port)
          routes: [{store: x, match: {host: "*.h"}}] | routes[0].match.host: *.h (expected: a host name or address, without a port)
          routes: [{store: x, match: {host: "::1"}}] | routes[0].match.host: ::1 (expected: a host name or address, without a port)
          routes: [{store: x, web: {hosts: ["h:80"]}}] | routes[0].web.hosts: h:80 (expected: a host name or address, without a port)
          routes: [{store: x, web: {origins: ["h"]}}] | routes[0].web.origins: h (expected: an origin such as https://app.example.org, without a path)
          routes: [{store: x, web: {origins: ["https://h/"]}}] | routes[0].web.origins: https://h/ (expected: an origin such as https://app.example.org, without a path)
          routes: [{origins: [http://a], web: {hosts: [h]}}] | routes[0].web: given (expected: a store in this route; an origin decides for itself)
          routes: [{store: x, admit: {max-size: 0}}] | routes[0].admit.max-size: 0 (expected: above zero)
          routes: [{store: x, admit: {max-size: big}}] | routes[0].admit.max-size: big (expected: a size such as 500, 64KiB, 1.5MiB or 2GB)
          routes: [{store: x, admit: {maxsize: 1}}] | routes[0].admit.maxsize: unknown key (expected: max-size?)
          """)
  void aRouteThatIsNotWhatWasExpectedIsRefused(String routes, String message) {
    refuses(LISTEN + routes, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          unknown-expectations: maybe   | unknown-expectations: maybe (expected: refuse or ignore)
          client: {idle: 0s}            | client.idle: 0s (expected: a time above zero such as 500ms, 30s, 2m or 1h)
          client: {idle: 5}             | client.idle: 5 (expected: a time above zero such as 500ms, 30s, 2m or 1h)
          client: {idle: -1s}           | client.idle: -1s (expected: a time above zero such as 500ms, 30s, 2m or 1h)
          client: {drain-bytes: -1}     | client.drain-bytes: -1 (expected: a size such as 500, 64KiB, 1.5MiB or 2GB)
          client: {head: {fields: 0}}   | client.head.fields: 0 (expected: above zero)
          origin: {head: {start-line: 0}} | origin.head.start-line: 0 (expected: above zero)
          origin: {idle-connections: -1} | origin.idle-connections: -1 (expected: a number, zero or more)
          origin: {idle-connections: many} | origin.idle-connections: many (expected: a number, zero or more)
          origin: {patience: 1s}        | origin.patience: unknown key (expected: one of head, connect, expect, response, idle, idle-connections, interims, interim-fields)
          origin: {expec: 1s}           | origin.expec: unknown key (expected: expect?)
          origin: {expect: {wait: 9s}}  | origin.expect.wait: 9s (expected: at most the ceiling, 5s)
          origin: {expect: {floor: 9s}} | origin.expect.floor: 9s (expected: at most the ceiling, 5s)
          waiting: {total: 0}           | waiting.total: 0 (expected: a number above zero)
          waiting: {per-client: -1}     | waiting.per-client: -1 (expected: a number above zero)
          access-log: text              | access-log: text (expected: keys and values, such as { format: text })
          access-log: {file: " "}       | access-log.file: empty (expected: a path)
          access-log: {file: x/log}     | routes[0].store: FOLDER/x (expected: a folder that does not hold access-log.file, which it would serve)
          admin: "127.0.0.1:8418"       | admin: 127.0.0.1:8418 (expected: keys and values, such as { address: 127.0.0.1:8418 })
          """)
  void aTermThatIsNotWhatWasExpectedIsRefused(String terms, String message) {
    refuses(LISTEN + ROUTES + terms, message);
  }

  @Test
  void aKeyThatStandsTwiceIsRefused() {
    assertThatThrownBy(() -> read(LISTEN + LISTEN + ROUTES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(folder.resolve("parley.yaml") + ":2: listen: given twice (lines 1 and 2)");
  }

  @Test
  void aSecondDocumentIsRefused() {
    assertThatThrownBy(() -> read(LISTEN + ROUTES + "---\n" + LISTEN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(folder.resolve("parley.yaml") + ":");
  }

  @Test
  void whatIsNoYamlIsRefusedWithItsLine() {
    assertThatThrownBy(() -> read("listen:\n  - [\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(folder.resolve("parley.yaml") + ":")
        .hasMessageContaining(": not YAML: ")
        .hasMessageNotContainingAny("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          listen:~^- a               | :2:1: not YAML: a tab cannot indent, spaces can
          routes:~  - store: x~ match: a | :3:2: not YAML: the indentation fits none of the lines above
          a: b: c                    | :1:5: not YAML: a colon is not expected here; is the line above indented as it should be?
          """)
  void whatIsNoYamlIsRefusedWithItsReasonLineAndColumn(String text, String message) {
    assertThatThrownBy(() -> read(text.replace("~", "\n").replace("^", "\t")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(folder.resolve("parley.yaml") + message);
  }

  @Test
  void whatIsWrongIsRefusedWithItsLine() {
    assertThatThrownBy(
            () ->
                read(
                    "# a comment\n"
                        + LISTEN
                        + "routes:\n  - store: x\n    admit:\n      maxsize: 1\n"))
        .hasMessage(
            folder.resolve("parley.yaml")
                + ":6: routes[0].admit.maxsize: unknown key (expected: max-size?)");
  }

  @Test
  void aFileThatCannotBeReadIsRefusedWithTheReason() throws IOException {
    Path missing = folder.resolve("missing.yaml");
    assertThatThrownBy(() -> ConfigFile.read(missing))
        .isInstanceOf(IOException.class)
        .hasMessage(
            missing + " (expected: a file that can be read; " + missing + " does not exist)");
    assertThatThrownBy(() -> ConfigFile.read(folder))
        .hasMessage(folder + " (expected: a file that can be read; " + folder + " is a folder)");
    Path latin = Files.write(folder.resolve("latin.yaml"), new byte[] {(byte) 0xe4});
    assertThatThrownBy(() -> ConfigFile.read(latin))
        .hasMessage(latin + " (expected: a file that can be read; it is not UTF-8)");
    Path large = Files.write(folder.resolve("large.yaml"), new byte[(1 << 20) + 1]);
    assertThatThrownBy(() -> ConfigFile.read(large))
        .hasMessage(large + " (expected: a file that can be read; it is larger than 1MiB)");
  }

  private void refuses(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(
            refused ->
                assertThat(
                        String.valueOf(refused.getMessage())
                            .replaceFirst("^(.*?parley\\.yaml):\\d+: ", "$1: "))
                    .isEqualTo(
                        folder.resolve("parley.yaml")
                            + ": "
                            + message.replace("FOLDER", folder.toString())));
  }

  private GatewayPolicy read(String text) throws IOException {
    Path file = folder.resolve("parley.yaml");
    Files.writeString(file, text);
    return ConfigFile.read(file);
  }
}
