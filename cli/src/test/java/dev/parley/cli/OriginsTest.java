// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.parley.gateway.Gateway;
import dev.parley.gateway.GatewayPolicy;
import dev.parley.gateway.GatewayPolicy.AdminPolicy;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.gateway.OriginAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OriginsTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private static Gateway start() throws IOException {
    InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return Gateway.start(
        GatewayPolicy.of(
                anywhere,
                RoutePolicy.to(
                    new OriginAddress("a.example", 80), new OriginAddress("127.0.0.1", 8080)))
            .withAdmin(new AdminPolicy(anywhere)));
  }

  private static String admin(Gateway gateway) {
    return "127.0.0.1:" + gateway.adminAddress().orElseThrow().getPort();
  }

  @Test
  void everyOriginHasALineInATable() throws IOException {
    try (Gateway gateway = start()) {
      assertThat(run("--admin", admin(gateway))).isZero();
    }
    assertThat(out.toString().lines())
        .containsExactly(
            "ORIGIN                 ANSWERS  SINCE  PINNED  WAIT    DECISIONS  MEDIAN  P99  OPEN"
                + "  WAITING  HEALTH",
            "http://a.example:80    unknown  -      auto    1000ms  0          -       -    0   "
                + "  0        well",
            "http://127.0.0.1:8080  unknown  -      auto    1000ms  0          -       -    0   "
                + "  0        well");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void jsonIsWhatTheGatewaySays() throws IOException {
    try (Gateway gateway = start()) {
      assertThat(run("--json", "--admin", admin(gateway))).isZero();
    }
    assertThat(out.toString())
        .startsWith("{")
        .endsWith("}\n")
        .contains("\"url\" : \"http://a.example:80\"", "\"histogram\"");
  }

  @Test
  void whereNobodyAnswersIsOneLineThatSaysHowToStartAGateway() throws IOException {
    String address;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      address = "127.0.0.1:" + closed.getLocalPort();
    }
    assertThat(run("--admin", address)).isEqualTo(4);
    assertThat(err.toString())
        .startsWith("parley origins: no gateway answers on " + address + ": ")
        .contains("(expected: one started with parley serve --admin " + address + ")")
        .hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }

  private int askOneThatSays(String content, String... arguments) throws IOException {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    other.createContext(
        "/",
        exchange -> {
          byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    other.start();
    try {
      List<String> all = new ArrayList<>(List.of(arguments));
      all.addAll(List.of("--admin", "127.0.0.1:" + other.getAddress().getPort()));
      return run(all.toArray(String[]::new));
    } finally {
      other.stop(0);
    }
  }

  @Test
  void anotherServerThereIsNoGateway() throws IOException {
    for (String content : new String[] {"hello", "{}", "{\"origins\":[]} \u001b[2J"}) {
      assertThat(askOneThatSays(content)).isEqualTo(4);
    }
    assertThat(err.toString())
        .hasLineCount(3)
        .contains("what answers there is not the admin address of a gateway");
  }

  @Test
  void whatIsPrintedCommandsNoTerminal() throws IOException {
    String evil =
        "{\"origins\":[{\"url\":\"http://\\u001b[31mx\u202e\u009b\",\"manner\":\"\\u0007\u00e9\"}]}";
    assertThat(askOneThatSays(evil)).isZero();
    assertThat(out.toString()).contains("http://?[31mx??", "?\u00e9").doesNotContain("\u001b");
    out.getBuffer().setLength(0);
    assertThat(askOneThatSays(evil, "--json")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            evil.replace("\u202e", "\\u202e")
                .replace("\u009b", "\\u009b")
                .replace("\u00e9", "\\u00e9"));
  }

  @Test
  void anAnswerWithoutAnEndIsNotReadToItsEnd() throws IOException {
    assertThat(askOneThatSays(" ".repeat((8 << 20) + 1))).isEqualTo(4);
    assertThat(err.toString()).contains(": it says more than 8 MiB (expected: ");
  }

  @Test
  void aWrongAddressIsWrongUsage() {
    assertThat(run("--admin", "8418")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("parley origins: --admin: 8418 (expected: HOST:PORT, ")
        .hasLineCount(1);
  }

  private int run(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "origins";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all);
  }
}
