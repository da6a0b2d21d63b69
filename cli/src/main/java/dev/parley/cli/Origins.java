// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.gateway.ListenAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code parley origins}: shows what a running gateway knows of its origins. */
@Command(
    name = "origins",
    header = "Shows what a running gateway knows of its origins.",
    customSynopsis = "parley origins [OPTION]...",
    description = {
      "",
      "How each one answers Expect: 100-continue, how long its decisions take, and whether it is"
          + " well. The gateway must have an admin address: parley serve --admin "
          + Origins.ADMIN,
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class Origins implements Callable<Integer> {
  private static final int UNREACHABLE = 4;

  static final String ADMIN = "127.0.0.1:8418";

  private static final int TIMEOUT_MILLIS = 5000;
  private static final int TOTAL_SECONDS = 10;

  /** Room for some thousand origins. */
  private static final int LIMIT = 8 << 20;

  @Option(
      names = "--admin",
      paramLabel = "HOST:PORT",
      description = "The admin address of the gateway (default: " + ADMIN + ").")
  private String admin = ADMIN;

  @Option(names = "--json", description = "Prints what the gateway says, with a histogram.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  Origins() {}

  @Override
  public Integer call() {
    InetSocketAddress address = address();
    String text;
    JsonNode origins;
    try {
      text = fetch(address);
      origins =
          new ObjectMapper()
              .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .readTree(text)
              .path("origins");
      if (!origins.isArray()) {
        return nobody("what answers there is not the admin address of a gateway");
      }
    } catch (JsonProcessingException notOurs) {
      return nobody("what answers there is not the admin address of a gateway");
    } catch (IOException unreachable) {
      return nobody(ResponseText.shown(String.valueOf(unreachable.getMessage())));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(escaped(text));
    } else {
      table(origins).forEach(out::println);
    }
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private InetSocketAddress address() {
    try {
      return ListenAddress.parse("--admin", admin);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
    }
  }

  private int nobody(String reason) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        "parley origins: no gateway answers on "
            + admin
            + ": "
            + reason
            + " (expected: one started with parley serve --admin "
            + admin
            + ")");
    err.flush();
    return UNREACHABLE;
  }

  /** JSON without what could command a terminal: it says the same in ASCII. */
  private static String escaped(String json) {
    StringBuilder ascii = new StringBuilder(json.length());
    json.chars()
        .forEach(
            c -> {
              if (c < 0x7f) {
                ascii.append((char) c);
              } else {
                ascii.append(String.format("\\u%04x", c));
              }
            });
    return ascii.toString();
  }

  /** Not through a proxy of the environment: the address is one of this machine, or near it. */
  private static String fetch(InetSocketAddress address) throws IOException {
    String host = address.getAddress().getHostAddress();
    URI uri =
        URI.create(
            "http://"
                + (host.indexOf(':') < 0 ? host : "[" + host + "]")
                + ":"
                + address.getPort()
                + "/origins");
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    connection.setInstanceFollowRedirects(false);
    // The other times are for each read; whoever drips has one for all.
    AtomicBoolean late = new AtomicBoolean();
    CompletableFuture<Void> clock = new CompletableFuture<>();
    clock
        .orTimeout(TOTAL_SECONDS, TimeUnit.SECONDS)
        .exceptionally(
            elapsed -> {
              late.set(true);
              connection.disconnect();
              return null;
            });
    try {
      return fetch(connection);
    } catch (IOException cut) {
      throw late.get()
          ? new IOException("no whole answer within " + TOTAL_SECONDS + " s", cut)
          : cut;
    } finally {
      clock.complete(null);
      connection.disconnect();
    }
  }

  private static String fetch(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    if (status != HttpURLConnection.HTTP_OK) {
      throw new IOException("it says " + status);
    }
    try (InputStream content = connection.getInputStream()) {
      byte[] text = content.readNBytes(LIMIT + 1);
      if (text.length > LIMIT) {
        throw new IOException("it says more than " + (LIMIT >> 20) + " MiB");
      }
      return new String(text, StandardCharsets.UTF_8);
    }
  }

  // The table

  private static List<String> table(JsonNode origins) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "ORIGIN",
            "ANSWERS",
            "SINCE",
            "PINNED",
            "WAIT",
            "DECISIONS",
            "MEDIAN",
            "P99",
            "OPEN",
            "WAITING",
            "HEALTH"));
    origins.forEach(origin -> rows.add(row(origin).stream().map(ResponseText::shown).toList()));
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    rows.forEach(
        row -> {
          for (int i = 0; i < columns; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
          }
        });
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
    }
    return line.toString().stripTrailing();
  }

  private static List<String> row(JsonNode origin) {
    JsonNode decisions = origin.path("decisions");
    return List.of(
        origin.path("url").asText(),
        origin.path("manner").asText()
            + (origin.path("misuses_417").asBoolean() ? ", misuses 417" : ""),
        origin.path("since").asText("-"),
        origin.path("pinned").asText(),
        origin.path("wait_ms").asText() + "ms",
        decisions.path("count").asText(),
        below(decisions.path("median_below_ms")),
        below(decisions.path("p99_below_ms")),
        origin.path("outstanding").asText(),
        origin.path("waiting").asText(),
        origin.path("healthy").asBoolean()
            ? "well"
            : "unwell, " + origin.path("failures").asText() + " failures");
  }

  private static String below(JsonNode millis) {
    return millis.isMissingNode() ? "-" : "<" + millis.asText() + "ms";
  }
}
