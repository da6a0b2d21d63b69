// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.admission.Admission;
import dev.parley.core.ByteSize;
import dev.parley.gateway.Gateway;
import dev.parley.gateway.GatewayPolicy;
import dev.parley.gateway.GatewayPolicy.RoutePolicy;
import dev.parley.gateway.OriginAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --listen 8417             | --listen: 8417 (expected: HOST:PORT, such as 127.0.0.1:8417 or [::1]:8417)
          --origin https://a        | --origin: https://a (expected: http://HOST or http://HOST:PORT; TLS to an origin is not supported yet)
          --origin http://a --origin b | --origin: b (expected: http://HOST or http://HOST:PORT)
          --max-size much           | --max-size: much (expected: a size such as 500, 64KiB, 1.5MiB or 2GB)
          --max-size 0              | --max-size: 0 (expected: above zero)
          --store s --origin http://a | --store: s (expected: either --store or --origin)
          --max-size 1.5            | --max-size: 1.5 (expected: whole bytes, or a unit such as 1.5MiB)
          --config none.yaml        | --config: none.yaml (expected: a file that can be read; none.yaml does not exist)
          --config none/c.yaml      | --config: none/c.yaml (expected: a file that can be read; the folder CWD/none does not exist)
          --config src              | --config: src (expected: a file that can be read; src is a folder)
          --store= --listen 127.0.0.1:0 | --store: empty (expected: a folder)
          --verbose                 | --verbose: unknown option
          --config c --listen a:1   | --config: c (expected: alone, or the other options without it)
          --config c --origin http://a | --config: c (expected: alone, or the other options without it)
          --config c --store s      | --config: c (expected: alone, or the other options without it)
          --config c --max-size 1   | --config: c (expected: alone, or the other options without it)
          --listen                  | --listen: missing (expected: HOST:PORT)
          --log-level               | --log-level: missing (expected: error, warn, info, debug, trace)
          --log-level loud          | --log-level: loud (expected: error, warn, info, debug, trace)
          --store a --store b       | --store: repeated (expected: once)
          --frobnicate              | --frobnicate: unknown option
          --lissten 127.0.0.1:1     | --lissten: unknown option (expected: --listen?)
          extra                     | extra: unknown argument
          """)
  void wrongUsageIsOneLineAndExitCode2(String arguments, String message) {
    assertThat(run(arguments.split(" ", -1))).isEqualTo(2);
    assertThat(err)
        .hasToString(
            "parley serve: "
                + message.replace("CWD", Path.of("").toAbsolutePath().toString())
                + " (parley serve --help tells more)"
                + System.lineSeparator());
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aWrongKeyInTheFileIsOneLineThatNamesTheFile() throws IOException {
    Path file = folder.resolve("parley.yaml");
    Files.writeString(file, "lissen: []\n");
    assertThat(run("--config", file.toString())).isEqualTo(2);
    assertThat(err)
        .hasToString(
            "parley serve: "
                + file
                + ":1: lissen: unknown key (expected: listen?) (docs/reference/config.md tells more)"
                + System.lineSeparator());
  }

  @Test
  void anAddressInUseIsOneLineAndExitCode1() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      assertThat(run("--listen", address, "--store", folder.toString())).isEqualTo(1);
      assertThat(err.toString())
          .startsWith(
              "parley: --listen: "
                  + address
                  + " (expected: a free address of this machine; address already in use, perhaps by"
                  + " another Parley; port 0 takes a free one)")
          .hasLineCount(1);
      assertThat(out.toString()).isEmpty();
    }
  }

  @Test
  void anAdminAddressInUseIsOneLineAndExitCode1() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      assertThat(
              run(
                  "--listen",
                  "127.0.0.1:0",
                  "--store",
                  folder.toString(),
                  "--access-log",
                  "off",
                  "--admin",
                  address))
          .isEqualTo(1);
      assertThat(err.toString())
          .startsWith(
              "parley: --admin: " + address + " (expected: a free address of this machine; ")
          .hasLineCount(1);
    }
  }

  @Test
  void aFolderThatIsAFileIsOneLineAndExitCode1() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(run("--listen", "127.0.0.1:0", "--store", file.toString())).isEqualTo(1);
    assertThat(err)
        .hasToString(
            "parley: --store: "
                + file
                + " (expected: a folder, or a place where one can be created; "
                + file
                + " is a file)"
                + System.lineSeparator());
  }

  @Test
  void whatTheFileSaysAndCannotBeUsedIsNamedByItsPlace() throws IOException {
    Path plain = Files.createFile(folder.resolve("plain"));
    Path file = folder.resolve("parley.yaml");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      String routes = "routes: [ { store: data, match: { path: /a } }, { store: plain } ]\n";
      Files.writeString(file, "listen: [ { address: '127.0.0.1:0' } ]\n" + routes);
      assertThat(run("--config", file.toString())).isEqualTo(1);
      Files.writeString(
          file,
          "listen: [ { address: '127.0.0.1:0' }, { address: '" + address + "' } ]\n" + routes);
      assertThat(run("--config", file.toString())).isEqualTo(1);
      assertThat(err.toString().lines())
          .satisfiesExactly(
              store ->
                  assertThat(store)
                      .startsWith(
                          "parley: " + file + ": routes[1].store: " + plain + " (expected: "),
              listen ->
                  assertThat(listen)
                      .startsWith(
                          "parley: " + file + ": listen[1].address: " + address + " (expected: "));
    }
  }

  @Test
  void theGreetingTellsWhereToGoAndWhatToTry() throws IOException {
    InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    GatewayPolicy policy =
        GatewayPolicy.of(
            anywhere,
            RoutePolicy.toStore(folder)
                .withAdmit(Admission.DEFAULTS.withMaxSize(ByteSize.parse("2MiB"))));
    try (Gateway gateway = Gateway.start(policy)) {
      String url = "http://127.0.0.1:" + gateway.addresses().get(0).getPort();
      assertThat(greeting(gateway, policy))
          .containsExactly(
              "Parley listens on " + url,
              "  / goes to the folder " + folder.toAbsolutePath() + ", uploads up to 2MiB",
              "",
              "Upload a file, then look at what is there:",
              "  curl -v -H 'Expect: 100-continue' -T FILE " + url + "/",
              "  curl " + url + "/",
              "",
              "Ctrl-C stops it.");
    }
  }

  @Test
  void theGreetingTellsWhereTheOriginsAreShown() throws IOException {
    InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    GatewayPolicy policy =
        GatewayPolicy.of(anywhere, RoutePolicy.toStore(folder))
            .withAdmin(new GatewayPolicy.AdminPolicy(anywhere));
    try (Gateway gateway = Gateway.start(policy)) {
      assertThat(greeting(gateway, policy))
          .contains(
              "  what is known of origins: http://127.0.0.1:"
                  + gateway.adminAddress().orElseThrow().getPort()
                  + "/origins");
    }
  }

  @Test
  void theGreetingNamesTheOriginsAndTheAddressesThatOthersCanUse() throws IOException {
    GatewayPolicy policy =
        GatewayPolicy.of(
            new InetSocketAddress("0.0.0.0", 0),
            RoutePolicy.to(new OriginAddress("a.example", 80), new OriginAddress("::1", 81)));
    try (Gateway gateway = Gateway.start(policy)) {
      int port = gateway.addresses().get(0).getPort();
      assertThat(greeting(gateway, policy))
          .satisfies(
              lines ->
                  assertThat(lines.get(0))
                      .startsWith(
                          "Parley listens on port "
                              + port
                              + " of every address: http://127.0.0.1:"
                              + port))
          .contains(
              "  / goes to http://a.example:80, http://[::1]:81",
              "  curl http://localhost:" + port + "/");
    }
  }

  @Test
  void theGreetingTellsOfUploadsThatACrashLeftBehind() throws IOException {
    Path incoming = Files.createDirectories(folder.resolve(".parley/incoming"));
    Files.createFile(incoming.resolve("1.part"));
    Files.createFile(incoming.resolve("2.part"));
    GatewayPolicy policy =
        GatewayPolicy.of(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            RoutePolicy.toStore(folder));
    try (Gateway gateway = Gateway.start(policy)) {
      assertThat(greeting(gateway, policy))
          .contains("  cleared away unfinished uploads of an earlier run: 2");
    }
  }

  private static List<String> greeting(Gateway gateway, GatewayPolicy policy) {
    StringWriter text = new StringWriter();
    new Greeting(gateway, policy).printTo(new PrintWriter(text, true));
    return text.toString().lines().toList();
  }

  private int run(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "serve";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all);
  }
}
